/**
 * The life of a job.
 *
 *   pending ──claim──► running ──finish──► completed
 *      ▲                  │ ├────fail────► failed
 *      │                  │ └───cancel───► cancelled
 *      ├── hand back ─────┤   the worker stops, or waits for another job: the attempt does not count
 *      ├── try again ─────┤   an error worth retrying: the attempt counts, `run_after` lies ahead
 *      └── lease expired ─┘   the worker died: the attempt counts
 *   pending ──refuse──► failed      the request cannot be carried out (it is written as failed at once)
 *   pending ──cancel──► cancelled
 *
 * `completed`, `failed` and `cancelled` are final: nothing leaves them, and each is entered in the same transaction that
 * writes the one terminal event. Every statement in `job-store.ts` names the state it leaves in its WHERE clause and,
 * when that is `running`, the lease token too. A worker whose lease was taken therefore changes no row: that is
 * the fence.
 */
export const JOB_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** Legal moves; the integration test of the store tries every pair. */
export const TRANSITIONS: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ['running', 'failed', 'cancelled'],
  running: ['completed', 'failed', 'cancelled', 'pending'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** Whether nothing can happen to the job any more. */
export function isFinal(status: JobStatus): boolean {
  return TRANSITIONS[status].length === 0;
}
