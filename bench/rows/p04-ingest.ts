import { setTimeout as pause } from 'node:timers/promises';
import { alternating, lineOf } from '../harness/figures';
import { cpuMsOf } from '../harness/cpu';
import { atLeast, type Row } from '../harness/row';
import type { CpuTimes, World } from '../harness/world';

/** Events of one round. */
const EVENTS = { quick: 2000, full: 10_000 };
/** Before anything counts: a service takes events in for days, with its code compiled. */
const WARM_UP_ROUNDS = 2;
const LOOK_EVERY_MS = 10;
/** A pull that the held service left open is over then: what is sent to it would come again only after `ack_wait`. */
const PULL_OVER_MS = 3000;
const SUBJECT = 'generation.requested';
const STREAM = 'IMAGE_INTAKE';
const CONSUMER = 'image-service-generation-requested';

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
      const cpu: EventCpu[] = [];
      const bareCpuMs: number[] = [];
      const takingIn = {
        ours: () => rateOfService(world, events, cpu),
        reference: async () => {
          await world.publish('bare.requested', wishes(events));
          const before = cpuMsOf([bare.pid]);
          const { perSecond } = await bare.ask<{ perSecond: number }>({ do: 'takeIn', events });
          bareCpuMs.push((cpuMsOf([bare.pid]) - before) / events);
          return perSecond;
        },
      };
      await alternating(WARM_UP_ROUNDS, takingIn);
      for (const figures of [cpu, bareCpuMs]) figures.length = 0;
      const rates = await alternating(rounds, takingIn);
      const service = meanOf(cpu.map((ms) => ms.service)).toFixed(2);
      const database = meanOf(cpu.map((ms) => ms.database)).toFixed(2);
      const note = `CPU an event: service ${service} ms, its PostgreSQL ${database} ms, bare script ${meanOf(bareCpuMs).toFixed(2)} ms; the service validates, reads envelopes and enters fair shares`;
      return [lineOf({ what: 'bare fetch(50) + one statement', unit: 'events/s', ...rates, goal: atLeast(0.8), note })];
    } finally {
      await bare.stop();
      await world.stop();
    }
  },
};

/** Milliseconds. */
type EventCpu = Pick<CpuTimes, 'service' | 'database'>;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const wishes = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'portrait',
    user_id: `owner-${index % 20}`,
    data: { description: `a cloaked traveller, number ${index}` },
  }));

/** The events lie ready before the service may look: only taking them in is measured. */
async function rateOfService(world: World, events: number, cpu: EventCpu[]): Promise<number> {
  const before = await countJobs(world);
  world.signal('SIGSTOP');
  await pause(PULL_OVER_MS);
  await world.publish(SUBJECT, wishes(events));
  const cpuBefore = world.cpu();
  const startMs = performance.now();
  world.signal('SIGCONT');
  await whenAcknowledged(world);
  const seconds = (performance.now() - startMs) / 1000;
  const { service, database } = world.cpu();
  cpu.push({ service: (service - cpuBefore.service) / events, database: (database - cpuBefore.database) / events });
  const taken = (await countJobs(world)) - before;
  if (taken !== events) throw new Error(`${events} events became ${taken} jobs`);
  return events / seconds;
}

/** The hub is asked, which costs neither the service nor its database anything: what it has acknowledged is committed. */
async function whenAcknowledged(world: World): Promise<void> {
  const manager = await (await world.hub()).jetstreamManager();
  for (;;) {
    const { num_pending, num_ack_pending } = await manager.consumers.info(STREAM, CONSUMER);
    if (num_pending === 0 && num_ack_pending === 0) return;
    await pause(LOOK_EVERY_MS);
  }
}

async function countJobs(world: World): Promise<number> {
  const [row] = await world.query<{ count: number }>('SELECT count(*)::int AS count FROM generation_jobs');
  return row?.count ?? 0;
}
