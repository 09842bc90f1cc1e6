import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { DatabaseSignals } from '../../src/database/database-signals';
import { JobStore } from '../../src/generation/jobs/job-store';
import { Outbox } from '../../src/hub/outbox';
import { OutboxRelay } from '../../src/hub/outbox-relay';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { messagesIn, openHub } from './support/hub';
import { aRequest, intakeOn } from './support/jobs';
import { startTestNats, type TestNats } from './support/nats';
import { testConfig } from './support/test-config';

/** Figures that docs/failure.md promises; the bounds here leave room for a machine that is busy with other work. */
describe('What is promised in figures', () => {
  let database: TestDatabase;
  let nats: TestNats;
  const opened: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    // A line for each of a hundred thousand events says nothing.
    Logger.overrideLogger(false);
    database = await cloneDatabase();
    nats = await startTestNats();
  });
  afterAll(async () => {
    for (const close of opened.reverse()) await close();
    await database.drop();
    await nats.stop();
  });

  const startRelay = async (): Promise<OutboxRelay> => {
    const { hub, streams } = await openHub(nats.url, []);
    opened.push(() => hub.onApplicationShutdown());
    const signals = new DatabaseSignals(testConfig({ DATABASE_URL: database.url }));
    await signals.onModuleInit();
    opened.push(() => signals.onApplicationShutdown());
    const relay = new OutboxRelay(database.dataSource, signals, hub, streams);
    relay.start();
    opened.push(() => relay.stop());
    return relay;
  };

  const median = (values: number[]): number =>
    values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

  it('claims and ends a job in a few milliseconds', async () => {
    const jobs = new JobStore(database.dataSource);
    await intakeOn(database.dataSource).intake.accept(Array.from({ length: 60 }, () => aRequest()));
    const took: number[] = [];

    for (let round = 0; round < 60; round += 1) {
      const start = performance.now();
      const job = await jobs.claim(30_000);
      if (job === undefined) break;
      await database.dataSource.transaction((manager) => jobs.fail(manager, job, 'INTERNAL', 'measured'));
      took.push(performance.now() - start);
    }

    expect(took).toHaveLength(60);
    console.info(`claim and end of a job: p50 ${median(took).toFixed(1)} ms`);
    expect(median(took)).toBeLessThan(50);
  });

  it('has an event on the wire soon after its commit', async () => {
    await startRelay();
    const listener = await nats.connection();
    const heardAt = new Map<string, number>();
    listener.subscribe('image.generated', {
      callback: (_error, message) => void heardAt.set(message.headers?.get('Nats-Msg-Id') ?? '', performance.now()),
    });
    const outbox = new Outbox();
    const took: number[] = [];

    for (let round = 0; round < 30; round += 1) {
      const orderingKey = randomUUID();
      await database.dataSource.transaction((manager) =>
        outbox.append(manager, [
          { type: 'image.generated', identity: [orderingKey], orderingKey, correlationId: 'c', payload: {} },
        ]),
      );
      const committed = performance.now();
      await eventually(() => expect(heardAt.size).toBe(round + 1), { everyMs: 1 });
      took.push(Math.max(...heardAt.values()) - committed);
    }

    console.info(`commit to wire: p50 ${median(took).toFixed(1)} ms`);
    expect(median(took)).toBeLessThan(150);
  });

  it('drains a backlog of 100,000 events, each once', async () => {
    await database.dataSource.query(
      `INSERT INTO outbox (event_id, subject, ordering_key, envelope)
       SELECT gen_random_uuid(), 'image.updated', gen_random_uuid(), '{"payload": {}}' FROM generate_series(1, 100000)`,
    );
    const start = performance.now();
    await database.dataSource.query(`SELECT pg_notify('image_outbox', '')`);

    await eventually(
      async () => {
        const [row] = await database.dataSource.query<{ left: number }[]>(
          `SELECT count(*)::int AS left FROM outbox WHERE published_at IS NULL`,
        );
        expect(row?.left).toBe(0);
      },
      { timeoutMs: 120_000, everyMs: 500 },
    );
    console.info(`backlog of 100,000: ${((performance.now() - start) / 1000).toFixed(0)} s`);

    const manager = await (await nats.connection()).jetstreamManager();
    const { state } = await manager.streams.info('IMAGE_EVENTS', { subjects_filter: 'image.updated' });
    expect(state.subjects).toEqual({ 'image.updated': 100_000 });
    expect(await messagesIn(nats.url, 'IMAGE_EVENTS', 'image.failed')).toEqual([]);
  }, 150_000);
});
