import { alternating, lineOf } from '../harness/figures';
import { atLeast, type Row } from '../harness/row';
import type { World } from '../harness/world';

/** Events of one round. */
const EVENTS = { quick: 2000, full: 10_000 };
const LOOK_EVERY_MS = 10;

/** P4: how fast events become rows that survive anything. The service takes them in and does nothing else (`ROLE=api`). */
export const ingest: Row = {
  id: 'P4',
  title: 'durable ingest: events accepted a second (row committed, message acknowledged)',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const events = EVENTS[stage.profile];
    const world = await stage.world({ env: { ROLE: 'api' } });
    await (await (await world.hub()).jetstreamManager()).streams.add({ name: 'BARE', subjects: ['bare.>'] });
    const bare = stage.program('references/bare-ingest', { hubUrl: world.hubUrl, databaseUrl: world.databaseUrl });
    try {
      await bare.ask({ do: 'start' });
      const cpuMs: number[] = [];
      const rates = await alternating(rounds, {
        ours: () => rateOfService(world, events, cpuMs),
        reference: async () => {
          await world.publish('bare.requested', wishes(events));
          return (await bare.ask<{ perSecond: number }>({ do: 'takeIn', events })).perSecond;
        },
      });
      const cpu = cpuMs.reduce((sum, ms) => sum + ms, 0) / cpuMs.length;
      const note = `${cpu.toFixed(2)} ms CPU of the service an event; it validates, reads envelopes and enters fair shares`;
      return [lineOf({ what: 'bare fetch(50) + one statement', unit: 'events/s', ...rates, goal: atLeast(0.8), note })];
    } finally {
      await bare.stop();
      await world.stop();
    }
  },
};

const wishes = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'portrait',
    user_id: `owner-${index % 20}`,
    data: { description: `a cloaked traveller, number ${index}` },
  }));

/** The events lie ready before the service may look: only taking them in is measured. */
async function rateOfService(world: World, events: number, cpuMs: number[]): Promise<number> {
  const countJobs = async (): Promise<number> => {
    const [row] = await world.query<{ count: number }>('SELECT count(*)::int AS count FROM generation_jobs');
    return row?.count ?? 0;
  };
  const before = await countJobs();
  world.signal('SIGSTOP');
  await world.publish('generation.requested', wishes(events));
  const cpuBefore = world.cpu().service;
  const startMs = performance.now();
  world.signal('SIGCONT');
  while ((await countJobs()) < before + events) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  const seconds = (performance.now() - startMs) / 1000;
  cpuMs.push((world.cpu().service - cpuBefore) / events);
  return events / seconds;
}
