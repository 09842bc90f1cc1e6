import { chooseJob, LOOKAHEAD, type Candidate } from '../../src/generation/scheduling/choose-job';
import { FairClock } from '../../src/generation/scheduling/fair-share';

/** A job of a trace. */
export interface SimulatedJob {
  readonly id: string;
  readonly owner: string;
  readonly atS: number;
  readonly priority: number;
  readonly model: string;
}

/** A GPU of a trace; speeds may differ. */
export interface SimulatedBackend {
  readonly name: string;
  readonly renderS: number;
  readonly swapS: number;
}

/** What became of a job. */
export interface SimulatedRun {
  readonly job: SimulatedJob;
  readonly startS: number;
  readonly endS: number;
}

/** A finished simulation. */
export interface SimulationResult {
  readonly runs: readonly SimulatedRun[];
  readonly swaps: number;
}

interface Waiting extends Candidate {
  readonly job: SimulatedJob;
}

/** `fair` is what the service does; `fifo` is what everybody else does. */
export type Policy = 'fair' | 'fifo';

interface Gpu extends SimulatedBackend {
  freeAtS: number;
  model?: string;
}

/** Plays a trace in virtual time through the very functions that the service chooses with. Deterministic. */
export function simulate(
  jobs: readonly SimulatedJob[],
  backends: readonly SimulatedBackend[],
  policy: Policy,
): SimulationResult {
  const arriving = [...jobs].sort((one, other) => one.atS - other.atS);
  const gpus: Gpu[] = backends.map((backend) => ({ ...backend, freeAtS: 0 }));
  const clock = new FairClock();
  const waiting: Waiting[] = [];
  const runs: SimulatedRun[] = [];
  let swaps = 0;
  while (arriving.length > 0 || waiting.length > 0) {
    const gpu = gpus.reduce((first, other) => (other.freeAtS < first.freeAtS ? other : first));
    const nowS = waiting.length > 0 ? gpu.freeAtS : Math.max(gpu.freeAtS, arriving[0]?.atS ?? 0);
    for (let next = arriving[0]; next !== undefined && next.atS <= nowS; next = arriving[0]) {
      enter(waiting, next, policy === 'fair' ? clock : undefined);
      arriving.shift();
    }
    const loadedElsewhere = new Set(gpus.flatMap((other) => (other !== gpu && other.model ? [other.model] : [])));
    const queue = waiting.slice(0, LOOKAHEAD);
    const chosen = policy === 'fair' ? chooseJob(queue, { model: gpu.model, loadedElsewhere }) : queue[0];
    const entry = waiting.find((one) => one.id === chosen?.id);
    if (entry === undefined) {
      gpu.freeAtS = arriving[0]?.atS ?? nowS;
      continue;
    }
    waiting.splice(waiting.indexOf(entry), 1);
    const swapS = gpu.model === entry.job.model ? 0 : gpu.swapS;
    if (swapS > 0) swaps += 1;
    gpu.model = entry.job.model;
    gpu.freeAtS = nowS + swapS + gpu.renderS;
    runs.push({ job: entry.job, startS: nowS, endS: gpu.freeAtS });
  }
  return { runs, swaps };
}

/** Enters a job where the queue's order (priority, fair share, age) puts it. */
function enter(waiting: Waiting[], job: SimulatedJob, clock: FairClock | undefined): void {
  const smallest = waiting.filter(({ priority }) => priority === job.priority).map(({ fairTag }) => fairTag);
  const fairTag = clock?.startOf(job.owner, 1, smallest.length > 0 ? Math.min(...smallest) : undefined) ?? 0;
  const entry = { id: job.id, priority: job.priority, fairTag, createdAtMs: job.atS * 1000, model: job.model, job };
  const place = waiting.findIndex((other) => comesAfter(other, entry));
  waiting.splice(place === -1 ? waiting.length : place, 0, entry);
}

function comesAfter(one: Candidate, other: Candidate): boolean {
  if (one.priority !== other.priority) return one.priority < other.priority;
  if (one.fairTag !== other.fairTag) return one.fairTag > other.fairTag;
  return one.createdAtMs > other.createdAtMs;
}
