import type { BenchProgram } from '../harness/bench-program';
import { alternating, lineOf } from '../harness/figures';
import { atMost, type Row } from '../harness/row';
import type { World } from '../harness/world';
import type { LoadResult, LoadTarget } from '../programs/http-load';
import { coldRequests } from './cold-requests';
import { keepPictures, type KeptPicture, ownerHeaders, type Picture } from './picture-world';
import { portraitPng, portraitWebp } from './sample-pictures';

const PROBE_EVERY_MS = 10;
const WINDOW_MS = { quick: 3000, full: 10_000 };
/** More at once than there are processes that make pictures. */
const MAKERS = 6;
const MADE_OF_ONE = 60;

/** P9: hot reads at fixed moments while pictures are made as fast as they can be. */
export const readsWhileProcessing: Row = {
  id: 'P9',
  title: 'p99 of hot reads while pictures are made',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const world = await stage.world();
    const [prober, maker] = [stage.program('programs/http-load', {}), stage.program('programs/http-load', {})];
    try {
      const png = await portraitPng();
      const [hot] = await keepPictures(world, [await portraitWebp(png)]);
      if (hot === undefined) throw new Error('nothing was kept');
      const target = { url: world.url + hot.path, headers: ownerHeaders(world) };
      await prober.ask({ do: 'run', targets: [target], count: 2000, connections: 4 });
      const windowMs = WINDOW_MS[stage.profile];
      const quiet = (): Promise<Window> => probing(prober, target, () => new Promise((go) => setTimeout(go, windowMs)));
      const busy = (): Promise<Window> => probing(prober, target, () => makeFor(windowMs, { world, maker, png }));
      const { ours, reference } = await alternating<Window>(rounds, { ours: busy, reference: quiet });
      const p99 = (windows: readonly Window[]): number[] => windows.map(({ p99Ms }) => p99Ms);
      const made = ours.reduce((sum, window) => sum + window.made, 0);
      const note = `${made} pictures were made meanwhile; asked every ${PROBE_EVERY_MS} ms`;
      const parts = { what: 'p99 · nothing is made', unit: 'ms', ours: p99(ours), reference: p99(reference) };
      return [lineOf({ ...parts, goal: atMost(3), note })];
    } finally {
      await Promise.all([prober.stop(), maker.stop()]);
      await world.stop();
    }
  },
};

interface Window {
  readonly p99Ms: number;
  readonly made: number;
}

async function probing(prober: BenchProgram, target: LoadTarget, work: () => Promise<unknown>): Promise<Window> {
  await prober.ask({ do: 'startProbing', target, everyMs: PROBE_EVERY_MS });
  const made = await work();
  const { p99Ms, statuses } = await prober.ask<LoadResult>({ do: 'stopProbing' });
  if (Object.keys(statuses).join() !== '200') throw new Error(`reads were answered ${JSON.stringify(statuses)}`);
  return { p99Ms, made: typeof made === 'number' ? made : 0 };
}

interface Making {
  readonly world: World;
  readonly maker: BenchProgram;
  readonly png: Picture;
}

/** @returns how many were made */
async function makeFor(windowMs: number, { world, maker, png }: Making): Promise<number> {
  const endMs = performance.now() + windowMs;
  let made = 0;
  while (performance.now() < endMs) {
    const [kept]: KeptPicture[] = await keepPictures(world, [png]);
    if (kept === undefined) throw new Error('nothing was kept');
    const targets = coldRequests(world, kept, MADE_OF_ONE).slice(0, MAKERS * 3);
    const result = await maker.ask<LoadResult>({ do: 'run', targets, count: targets.length, connections: MAKERS });
    made += result.statuses[200] ?? 0;
  }
  return made;
}
