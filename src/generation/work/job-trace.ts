import { withLogFields, jobFields } from '../../common/log-fields';
import { inSpan, isTracing, linkToSpan, pastSpan, type SpanFacts } from '../../tracing/spans';
import type { ClaimedJob, JobStore } from '../jobs/job-store';

/** The two steps of a job. */
export type JobStep = 'compose' | 'paint';

/**
 * Runs one step of a job: what it logs names the job, and in its trace stand the time that the job waited for the step and
 * the step with what happens in it.
 */
export function asJobStep(step: JobStep, job: ClaimedJob, work: () => Promise<void>): Promise<void> {
  const parent = job.traceparent;
  const facts: SpanFacts = {
    'image.job_id': job.id,
    'image.id': job.image_id,
    'image.kind': job.kind,
    'image.attempt': job.attempts,
    'image.correlation_id': job.correlation_id,
  };
  return withLogFields({ ...jobFields(job), attempt: job.attempts }, () => {
    pastSpan(`wait to ${step}`, { parent, facts, startedAt: waitingSince(job) });
    return inSpan(`${step} ${job.kind}`, { kind: 'consumer', parent, facts }, work);
  });
}

/** Says in the trace which work the picture is made of. Nothing depends on it, so whatever goes wrong is left at that. */
export async function linkToSources(job: ClaimedJob, jobs: Pick<JobStore, 'tracesBefore'>): Promise<void> {
  if (!isTracing()) return;
  for (const traceparent of await jobs.tracesBefore(job).catch(() => [])) linkToSpan(traceparent);
}

/** The database's clock may be ahead of ours. */
function waitingSince({ created_at: createdAt, run_after: runAfter }: ClaimedJob): Date {
  return new Date(Math.min(Date.now(), Math.max(createdAt.getTime(), runAfter.getTime())));
}
