/**
 * Fair shares by start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996): every job gets a virtual start time when it
 * is asked for, the later of the queue's virtual time and the end of its owner's last job; its end lies its cost later.
 * Jobs run in the order of their start times. An owner with ten thousand jobs and one with ten then take turns, and who
 * was idle has no claim to the time it did not use.
 *
 * The queue's virtual time is the smallest start time that waits. The statement in `job-intake.ts` does the same
 * in SQL, for a batch at once; this is its model, which the simulation runs on.
 */
export class FairClock {
  private readonly ends = new Map<string, number>();

  /**
   * @param owner whose share pays
   * @param cost in ordinary pictures, above 0
   * @param smallestWaiting start time of the first job in line, `undefined` when nothing waits
   * @returns the job's virtual start time
   */
  startOf(owner: string, cost: number, smallestWaiting: number | undefined): number {
    const now = smallestWaiting ?? Math.max(0, ...this.ends.values());
    const start = Math.max(now, this.ends.get(owner) ?? 0);
    this.ends.set(owner, start + cost);
    return start;
  }
}

/** A token cut from a portrait costs a fraction of a second of one core, and no backend at all. */
const COST_OF_CUT = 0.1;

/** What a job costs its owner's share, in ordinary pictures. */
export function costOf(kind: string, parameters: Readonly<Record<string, unknown>>): number {
  const isCut = kind === 'token' && (parameters.character_id !== undefined || parameters.image_id !== undefined);
  return isCut ? COST_OF_CUT : 1;
}
