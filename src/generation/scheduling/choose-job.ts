/** What a choice needs to know of a job that is ready to be painted. */
export interface Candidate {
  readonly id: string;
  /** 0 to 9, 9 most urgent. */
  readonly priority: number;
  /** Virtual start time of the job (`fair-share.ts`): the smaller, the sooner it is its owner's turn. */
  readonly fairTag: number;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
  /** Checkpoint it must be painted with; `undefined`: any will do. */
  readonly model?: string;
}

/** The backend that has become free. */
export interface FreeBackend {
  /** Checkpoint it has loaded, as far as it is known. */
  readonly model?: string;
  /** Checkpoints that other backends have loaded, which are up and take work. */
  readonly loadedElsewhere: ReadonlySet<string>;
}

/**
 * How far a job may be overtaken for the sake of a loaded model: by jobs whose turn comes at most so much later, in units
 * of one ordinary picture of one owner ...
 */
export const AFFINITY_WINDOW = 12;
/** ... and that were asked for at most so much later: without this a stream of new owners could hold it up for ever. */
export const AFFINITY_SPAN_MS = 120_000;
/** Jobs looked at for a choice. */
export const LOOKAHEAD = 64;

/**
 * Which job a free backend paints next. Jobs come in the order of the queue: priority, then fair share, then age. The
 * first is taken, unless a job that needs no change of model may overtake it: a change costs as much as several
 * pictures. Who is overtaken stays first, and what may overtake it is finite, so nobody starves.
 *
 * @param queue at most `LOOKAHEAD` jobs that this backend can paint, first in line first
 */
export function chooseJob(queue: readonly Candidate[], backend: FreeBackend): Candidate | undefined {
  const [head] = queue;
  if (head === undefined || isLoaded(head, backend)) return head;
  const mayOvertake = queue.filter(
    (job) =>
      job.priority === head.priority &&
      job.fairTag <= head.fairTag + AFFINITY_WINDOW &&
      job.createdAtMs <= head.createdAtMs + AFFINITY_SPAN_MS,
  );
  return (
    mayOvertake.find((job) => isLoaded(job, backend)) ??
    // A change it is: rather to a model that nobody has, than to one that another backend works off already.
    mayOvertake.find((job) => job.model !== undefined && !backend.loadedElsewhere.has(job.model)) ??
    head
  );
}

/**
 * Which jobs a free backend paints next, the dearest first: each is the choice if those before it are taken by others.
 *
 * @param most of them
 */
export function chooseInOrder(queue: readonly Candidate[], backend: FreeBackend, most: number): Candidate[] {
  const chosen: Candidate[] = [];
  let left = queue;
  for (
    let next = chooseJob(left, backend);
    next !== undefined && chosen.length < most;
    next = chooseJob(left, backend)
  ) {
    const { id } = next;
    chosen.push(next);
    left = left.filter((candidate) => candidate.id !== id);
  }
  return chosen;
}

function isLoaded(job: Candidate, backend: FreeBackend): boolean {
  return job.model === undefined || job.model === backend.model;
}
