import { cpuMsOf } from '../harness/cpu';
import { lineOf } from '../harness/figures';
import { atLeast, type Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';
import { ended, startGpus } from './gpu-world';

const WORKERS = [1, 2, 3] as const;
/** Every worker comes with so many simulated GPUs: what is asked is whether the queue feeds all of them. */
const GPUS_OF_EACH = 2;
/** Long enough that three workers leave room on two cores: a picture takes some 200 ms of one. */
const RENDER_MS = 3000;
const SIZE = [832, 1216] as const;
const OWNERS = 5;
/** Pictures for each GPU in a round. */
const PICTURES = { quick: 8, full: 20 };
/** The first pictures after a start compile the code that makes them. */
const WARM_UP = 1;

/** P12: jobs a second with one, two and three workers on one queue. */
export const replicas: Row = {
  id: 'P12',
  title: `replicas: jobs/s with 1, 2, 3 workers of ${GPUS_OF_EACH} simulated GPUs each, ${RENDER_MS} ms a render`,
  rounds: { quick: 1, full: 3 },
  measure: async (stage, rounds) => {
    const results = new Map<number, Round[]>(WORKERS.map((workers) => [workers, []]));
    for (let round = 0; round < rounds; round += 1)
      for (const workers of WORKERS) results.get(workers)?.push(await oneRound(stage, workers));
    const alone = (results.get(1) ?? []).map(({ perSecond }) => perSecond);
    return WORKERS.slice(1).map((workers) => {
      const seen = results.get(workers) ?? [];
      return lineOf({
        what: `${workers} workers`,
        unit: 'jobs/s',
        ours: seen.map(({ perSecond }) => perSecond),
        reference: alone.map((perSecond) => perSecond * workers),
        goal: atLeast(0.95),
        note: `linear is ${workers} times one worker; ${seen.at(-1)?.told ?? ''}`,
      });
    });
  },
};

interface Round {
  readonly perSecond: number;
  /** Whether all took part, and whether cores were left. */
  readonly told: string;
}

async function oneRound(stage: BenchStage, workers: number): Promise<Round> {
  const gpus = workers * GPUS_OF_EACH;
  const settings = { count: gpus, renderMs: RENDER_MS, sizes: [SIZE] };
  const { world, stop } = await startGpus(stage, settings, { replicas: workers });
  try {
    await painted(world, gpus * WARM_UP);
    const before = cpuOfEach(world);
    const startMs = performance.now();
    const jobs = gpus * PICTURES[stage.profile];
    await painted(world, jobs);
    const seconds = (performance.now() - startMs) / 1000;
    const spent = cpuOfEach(world).map((ms, index) => ms - (before[index] ?? 0));
    const cores = spent.reduce((sum, ms) => sum + ms, 0) / 1000 / seconds;
    const shares = spent.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ');
    const ideal = gpus / (RENDER_MS / 1000);
    return {
      perSecond: jobs / seconds,
      told: `CPU of each worker ${shares} (${cores.toFixed(2)} cores); GPUs alone could do ${ideal.toFixed(2)} jobs/s`,
    };
  } finally {
    await stop();
  }
}

/** Milliseconds of every worker, with what it has started. */
function cpuOfEach({ replicas: workers }: World): number[] {
  return workers.map(({ pid }) => cpuMsOf([pid]));
}

async function painted(world: World, jobs: number): Promise<void> {
  const wishes = Array.from({ length: jobs }, (_, index) => ({
    type: 'portrait',
    user_id: `owner-${index % OWNERS}`,
    data: { description: `a wandering knight in dented armour, number ${index}` },
  }));
  await ended(world, await world.publish('generation.requested', wishes));
}
