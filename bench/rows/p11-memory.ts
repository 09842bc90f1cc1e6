import type { BenchProgram } from '../harness/bench-program';
import { lineOf, spreadOf } from '../harness/figures';
import type { Goal, Line, Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';
import type { LoadResult, LoadTarget } from '../programs/http-load';
import { coldRequests } from './cold-requests';
import { ended, startGpus } from './gpu-world';
import { keepPictures, ownerHeaders } from './picture-world';
import { residentTreeOf } from './resident-tree';
import { portraitPng } from './sample-pictures';

const MB = 1e6;
const SIZE = [832, 1216] as const;
/** Pictures until the memory is looked at first, and in the end. */
const PICTURES = { quick: [40, 160], full: [500, 5000] } as const;
const BATCH = 20;
const BURST = 100;
/** Of them, too, some are made before anything is measured: the processes that make them start. */
const WARM_UP = 2;
const PROBE_EVERY_MS = 20;

/** P11: what is kept of the memory, and what becomes of more requests than can be served. */
export const memory: Row = {
  id: 'P11',
  title: 'memory over many pictures; a burst of cold pictures',
  rounds: { quick: 1, full: 1 },
  measure: async (stage) => {
    const ours = await overPictures(stage, '2');
    const plain = await overPictures(stage, '0');
    return [...memoryLines(ours, plain, PICTURES[stage.profile]), ...(await burst(stage))];
  },
};

interface Resident {
  readonly idle: number;
  readonly early: number;
  readonly late: number;
}

/** @param arenas MALLOC_ARENA_MAX of the service, which its processes take over; 0 for as many as glibc likes */
async function overPictures(stage: BenchStage, arenas: '0' | '2'): Promise<Resident> {
  const gpus = { count: 2, renderMs: 0, sizes: [SIZE] };
  const { world, stop } = await startGpus(stage, gpus, { env: { MALLOC_ARENA_MAX: arenas } });
  const resident = (): number => residentTreeOf(world.replicas[0]?.pid ?? 0) / MB;
  try {
    const [until, inAll] = PICTURES[stage.profile];
    const idle = resident();
    await make(world, until);
    const early = resident();
    await make(world, inAll - until);
    return { idle, early, late: resident() };
  } finally {
    await stop();
  }
}

async function make(world: World, pictures: number): Promise<void> {
  for (let made = 0; made < pictures; made += BATCH) {
    const wishes = Array.from({ length: Math.min(BATCH, pictures - made) }, (_, index) => ({
      type: 'portrait',
      user_id: `owner-${index % 5}`,
      data: { description: `a wandering knight in dented armour, number ${made + index}` },
    }));
    await ended(world, await world.publish('generation.requested', wishes));
  }
}

const limit = (text: string, isMet: (ratio: number) => boolean): Goal => ({ text, isMet });

function memoryLines(ours: Resident, plain: Resident, [early, late]: readonly [number, number]): Line[] {
  const line = (what: string, [mine, reference]: readonly [number, number], goal: Goal, note?: string): Line =>
    lineOf({ what, unit: 'MB', ours: [mine], reference: [reference], goal, note });
  const tree = 'resident memory of the service and its processes; pages they share count for each';
  return [
    line(
      `after ${late} pictures · after ${early}`,
      [ours.late, ours.early],
      limit('≤ 1.05×', (at) => at <= 1.05),
      tree,
    ),
    line(
      `after ${late} pictures · glibc as it comes`,
      [ours.late, plain.late],
      limit('≤ 0.8×', (at) => at <= 0.8),
      'the reference is the same service, with as many arenas as glibc likes in every process',
    ),
    line(
      'idle · 200 MB',
      [ours.idle, 200],
      limit('≤ 200 MB', (at) => at <= 1),
    ),
  ];
}

async function burst(stage: BenchStage): Promise<Line[]> {
  const world = await stage.world();
  const [storm, health, known] = ['storm', 'health', 'known'].map(() => stage.program('programs/http-load', {}));
  if (storm === undefined || health === undefined || known === undefined) throw new Error('programs are missing');
  try {
    const [kept] = await keepPictures(world, [await portraitPng()]);
    if (kept === undefined) throw new Error('nothing was kept');
    const headers = { ...ownerHeaders(world), 'if-none-match': kept.etag };
    const unchanged = { url: world.url + kept.path, headers };
    const live = { url: `${world.url}/health/live` };
    const targets = coldRequests(world, kept, BURST + WARM_UP);
    await warmUp({ storm, health, known }, { live, unchanged, cold: targets.slice(BURST) });
    return await underFire({ storm, health, known }, { world, live, unchanged, targets: targets.slice(0, BURST) });
  } finally {
    await Promise.all([storm, health, known].map((program) => program.stop()));
    await world.stop();
  }
}

type Programs = Readonly<Record<'storm' | 'health' | 'known', BenchProgram>>;

async function warmUp(
  { storm, health, known }: Programs,
  { live, unchanged, cold }: { readonly live: LoadTarget; readonly unchanged: LoadTarget; readonly cold: LoadTarget[] },
): Promise<void> {
  await storm.ask({ do: 'run', targets: cold, count: cold.length, connections: 1 });
  await health.ask({ do: 'run', targets: [live], count: 500, connections: 2 });
  await known.ask({ do: 'run', targets: [unchanged], count: 500, connections: 2 });
}

interface Fire {
  readonly world: World;
  readonly live: LoadTarget;
  readonly unchanged: LoadTarget;
  readonly targets: readonly LoadTarget[];
}

async function underFire(
  { storm, health, known }: Programs,
  { world, live, unchanged, targets }: Fire,
): Promise<Line[]> {
  const resident = (): number => residentTreeOf(world.replicas[0]?.pid ?? 0) / MB;
  const before = resident();
  let peak = before;
  const looking = setInterval(() => (peak = Math.max(peak, resident())), 50);
  await health.ask({ do: 'startProbing', target: live, everyMs: PROBE_EVERY_MS });
  await known.ask({ do: 'startProbing', target: unchanged, everyMs: PROBE_EVERY_MS });
  const count = targets.length;
  const answers = await storm.ask<LoadResult>({ do: 'run', targets, count, connections: count });
  const [alive, same] = [await stopped(health), await stopped(known)];
  clearInterval(looking);
  return burstLines({ answers, alive, same, grown: peak - before, count });
}

const stopped = (program: BenchProgram): Promise<LoadResult> => program.ask<LoadResult>({ do: 'stopProbing' });

function burstLines(seen: {
  readonly answers: LoadResult;
  readonly alive: LoadResult;
  readonly same: LoadResult;
  readonly grown: number;
  readonly count: number;
}): Line[] {
  const { answers, alive, same, grown, count } = seen;
  const good = (answers.statuses[200] ?? 0) + (answers.statuses[503] ?? 0) - answers.silentRefusals;
  const against = (what: string, unit: string, [mine, most]: readonly [number, number]): Line => ({
    what: `burst: ${what}`,
    unit,
    ours: spreadOf([mine]),
    reference: spreadOf([most]),
    ratio: mine / most,
    goal: limit(`≤ ${most} ${unit}`, (ratio) => ratio <= 1),
  });
  return [
    {
      ...against('200, or 503 with Retry-After', 'answers', [good, count]),
      goal: limit('all', (ratio) => ratio === 1),
      note: `answers by status: ${JSON.stringify(answers.statuses)}`,
    },
    against('growth of resident memory', 'MB', [grown, 64]),
    against('p99 of health', 'ms', [alive.p99Ms, 100]),
    against('p99 of a 304', 'ms', [same.p99Ms, 100]),
  ];
}
