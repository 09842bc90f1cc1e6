import { alternating, lineOf } from '../harness/figures';
import { atLeast, type Row } from '../harness/row';
import type { World } from '../harness/world';
import { ended, startGpus } from './gpu-world';

/** The smallest that a portrait is asked for; the simulated servers send this size, made beforehand. */
const SIZE = [1024, 1024] as const;
const BACKENDS = 4;
const JOBS = { quick: 60, full: 300 };
const NO_OPS = { quick: 3000, full: 10_000 };

/**
 * P5: pictures a second from the event to the published event, with servers that paint in no time. Servers that send 8 × 8
 * pixels would be refused for it (BACKEND_SUBSTITUTED): ours send what was asked for, which is all that is left to pay for.
 */
export const pipeline: Row = {
  id: 'P5',
  title: `whole pipeline, instant backends, pictures of ${SIZE.join(' × ')}: jobs/s with row, object and event`,
  rounds: { quick: 2, full: 5 },
  measure: async (stage, rounds) => {
    const { world, stop } = await startGpus(stage, { count: BACKENDS, renderMs: 0, sizes: [SIZE] });
    const queues = stage.program('references/no-op-queues.mjs', { databaseUrl: world.databaseUrl });
    try {
      await queues.ask({ do: 'start' });
      await rateOf(world, 8);
      const noOps = async (which: string): Promise<number> =>
        (await queues.ask<{ perSecond: number }>({ do: which, jobs: NO_OPS[stage.profile] })).perSecond;
      const cpuMs: number[] = [];
      const ours = () => rateOf(world, JOBS[stage.profile], cpuMs);
      const graphile = await alternating(rounds, { ours, reference: () => noOps('graphile') });
      const boss = await alternating(rounds, { ours, reference: () => noOps('boss') });
      const cpu = cpuMs.reduce((sum, ms) => sum + ms, 0) / cpuMs.length;
      const note = `${cpu.toFixed(0)} ms CPU of the service a picture, most of it decoding and encoding; the no-op jobs touch no picture`;
      return [
        lineOf({ what: 'graphile-worker 0.17 no-op', unit: 'jobs/s', ...graphile, goal: atLeast(1), note }),
        lineOf({ what: 'pg-boss 10 no-op', unit: 'jobs/s', ...boss, goal: { text: '–', isMet: () => true } }),
      ];
    } finally {
      await queues.stop();
      await stop();
    }
  },
};

async function rateOf(world: World, jobs: number, cpuMs: number[] = []): Promise<number> {
  const wishes = Array.from({ length: jobs }, (_, index) => ({
    type: 'portrait',
    user_id: `owner-${index % 5}`,
    data: { description: `a merchant prince, number ${index}`, aspect: '1:1' },
  }));
  const cpuBefore = world.cpu().service;
  const startMs = performance.now();
  await ended(world, await world.publish('generation.requested', wishes));
  const seconds = (performance.now() - startMs) / 1000;
  cpuMs.push((world.cpu().service - cpuBefore) / jobs);
  return jobs / seconds;
}
