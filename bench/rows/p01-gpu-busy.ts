import { atLeast, atMost, type Line, type Row } from '../harness/row';
import { percentile, spreadOf } from '../harness/figures';
import type { GpuSettings, SeenRender } from '../programs/simulated-gpus';
import { ended, startGpus } from './gpu-world';

const BACKENDS = 4;
const RENDER_MS = 1000;
const OWNERS = 5;
/** Jobs of one round: 200 as the goal says, fewer when there is little time. */
const JOBS = { quick: 60, full: 200 };
/** The first pictures after a start compile the code that makes them. */
const WARM_UP_JOBS = 16;
const GAP_GOAL_MS = 15;
const SIZE = [832, 1216] as const;

/** P1: do GPUs wait for us while there is work? Both figures are taken where they count, in the process of the GPUs. */
export const gpuBusy: Row = {
  id: 'P1',
  title: `GPU busy share, ${BACKENDS} simulated backends of ${RENDER_MS} ms, pictures of ${SIZE.join(' × ')}`,
  rounds: { quick: 1, full: 3 },
  measure: async (stage, rounds) => {
    const gpus: GpuSettings = { count: BACKENDS, renderMs: RENDER_MS, sizes: [SIZE] };
    const { world, simulators, stop } = await startGpus(stage, gpus);
    const results: Round[] = [];
    try {
      await oneRound({ world, simulators, jobs: WARM_UP_JOBS });
      for (let round = 0; round < rounds; round += 1)
        results.push(await oneRound({ world, simulators, jobs: JOBS[stage.profile] }));
    } finally {
      await stop();
    }
    return linesOf(results);
  },
};

type Parts = Pick<Awaited<ReturnType<typeof startGpus>>, 'world' | 'simulators'> & { readonly jobs: number };

interface Round {
  readonly share: number;
  readonly gapsMs: readonly number[];
  readonly cpuMs: number;
  readonly databaseCpuMs: number;
}

async function oneRound({ world, simulators, jobs }: Parts): Promise<Round> {
  await simulators.ask({ do: 'take' });
  const before = world.cpu();
  const wishes = Array.from({ length: jobs }, (_, index) => ({
    type: 'portrait',
    user_id: `owner-${index % OWNERS}`,
    data: { description: `a wandering knight in dented armour, number ${index}` },
  }));
  const done = ended(world, await world.publish('generation.requested', wishes));
  await done;
  const after = world.cpu();
  const { renders } = await simulators.ask<{ renders: SeenRender[][] }>({ do: 'take' });
  return {
    share: busyShare(renders),
    gapsMs: renders.flatMap(gapsOf),
    cpuMs: (after.service - before.service) / jobs,
    databaseCpuMs: (after.database - before.database) / jobs,
  };
}

/** Rendering time by the time from each backend's first request to its last picture. */
function busyShare(renders: readonly (readonly SeenRender[])[]): number {
  const busyMs = renders.flat().reduce((sum, { beganMs, endedMs }) => sum + endedMs - beganMs, 0);
  const spanMs = renders.reduce((sum, seen) => sum + (seen.at(-1)?.endedMs ?? 0) - (seen[0]?.beganMs ?? 0), 0);
  return busyMs / spanMs;
}

/** From a painted picture, whose reply has yet to leave, to the whole next request at the same backend. */
function gapsOf(seen: readonly SeenRender[]): number[] {
  return seen.slice(1).map(({ beganMs }, index) => beganMs - (seen[index]?.endedMs ?? 0));
}

function linesOf(rounds: readonly Round[]): Line[] {
  const shares = spreadOf(rounds.map(({ share }) => share * 100));
  const gaps = spreadOf(rounds.map(({ gapsMs }) => percentile(gapsMs, 95)));
  const middle = spreadOf(rounds.flatMap(({ gapsMs }) => percentile(gapsMs, 50))).median;
  const cpu = spreadOf(rounds.map(({ cpuMs }) => cpuMs)).median;
  const database = spreadOf(rounds.map(({ databaseCpuMs }) => databaseCpuMs)).median;
  const full = spreadOf([100]);
  return [
    {
      what: 'busy share',
      unit: '%',
      ours: shares,
      reference: full,
      ratio: shares.median / 100,
      goal: { ...atLeast(0.98), text: '≥ 98 %' },
      note: `CPU ${cpu.toFixed(0)} ms a picture in the service, ${database.toFixed(0)} ms in PostgreSQL`,
    },
    {
      what: 'gap between reply and next request, p95',
      unit: 'ms',
      ours: gaps,
      reference: spreadOf([GAP_GOAL_MS]),
      ratio: gaps.median / GAP_GOAL_MS,
      goal: { ...atMost(1), text: `≤ ${GAP_GOAL_MS} ms` },
      note: `p50 ${middle.toFixed(1)} ms, from the painted picture to the whole next request`,
    },
  ];
}
