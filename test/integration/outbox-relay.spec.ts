import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { DatabaseSignals } from '../../src/database/database-signals';
import { Outbox, type OutgoingEvent } from '../../src/hub/outbox';
import { OutboxRelay } from '../../src/hub/outbox-relay';
import type { HubConnection } from '../../src/hub/hub-connection';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { messagesIn, openHub, type StoredMessage } from './support/hub';
import { startTestNats, type TestNats } from './support/nats';
import { testConfig } from './support/test-config';

/** What a test opened, closed after it whatever its end, last first. */
const opened: (() => Promise<void>)[] = [];

describe('OutboxRelay', () => {
  let database: TestDatabase;
  let nats: TestNats;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    [database, nats] = await Promise.all([cloneDatabase(), startTestNats()]);
  });
  afterAll(async () => {
    await nats.stop();
    await database.drop();
  });
  beforeEach(async () => {
    await database.dataSource.query('DELETE FROM outbox');
    const { hub } = await openHub(nats.url, []);
    await (await hub.manager()).streams.purge('IMAGE_EVENTS');
    await hub.onApplicationShutdown();
  });
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  const startRelay = async (): Promise<{ relay: OutboxRelay; hub: HubConnection }> => {
    const { hub, streams } = await openHub(nats.url, []);
    opened.push(() => hub.onApplicationShutdown());
    const signals = new DatabaseSignals(testConfig({ DATABASE_URL: database.url }));
    await signals.onModuleInit();
    opened.push(() => signals.onApplicationShutdown());
    const relay = new OutboxRelay(database.dataSource, signals, hub, streams);
    relay.start();
    opened.push(() => relay.stop());
    return { relay, hub };
  };
  const event = (given: Partial<OutgoingEvent> = {}): OutgoingEvent => ({
    type: 'image.generated',
    identity: ['terminal', randomUUID()],
    orderingKey: randomUUID(),
    correlationId: 'correlation-1',
    payload: { image_id: 'image-1' },
    ...given,
  });
  const append = (events: readonly OutgoingEvent[]): Promise<void> =>
    database.dataSource.transaction((manager) => new Outbox().append(manager, events));
  const published = (): Promise<StoredMessage[]> => messagesIn(nats.url, 'IMAGE_EVENTS');
  const payloadOf = (message: StoredMessage): Record<string, unknown> =>
    (JSON.parse(message.data.toString()) as { payload: Record<string, unknown> }).payload;
  const waitUntilEmpty = (): Promise<void> =>
    eventually(
      async () => {
        const [row]: [{ count: number }] = await database.dataSource.query(
          'SELECT count(*)::int AS count FROM outbox WHERE published_at IS NULL',
        );
        expect(row.count).toBe(0);
      },
      { timeoutMs: 20_000 },
    );

  it('publishes the promised envelope, with its id, trace and content type as headers', async () => {
    await startRelay();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

    await append([event({ causationId: 'message-1', traceparent })]);
    await waitUntilEmpty();

    const [message] = await published();
    const envelope = JSON.parse(String(message?.data));
    expect(envelope).toEqual({
      id: message?.id,
      type: 'event',
      event_type: 'image.generated',
      version: 1,
      source: 'image-service',
      correlation_id: 'correlation-1',
      causation_id: 'message-1',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      payload: { image_id: 'image-1' },
    });
    expect(message).toMatchObject({
      subject: 'image.generated',
      headers: { traceparent, 'Content-Type': 'application/json' },
    });
  });

  it('publishes on image.ready of the one who asked as well', async () => {
    await startRelay();

    await append([event({ targetService: 'sheets' })]);
    await waitUntilEmpty();

    const messages = await published();
    expect(messages.map((message) => message.subject)).toEqual(['image.generated', 'image.ready.sheets']);
    expect(messages.map(payloadOf)).toEqual([{ image_id: 'image-1' }, { image_id: 'image-1' }]);
  });

  it('publishes nothing of a transaction that was taken back', async () => {
    await startRelay();

    const takenBack = database.dataSource.transaction(async (manager) => {
      await new Outbox().append(manager, [event()]);
      throw new Error('taken back');
    });

    await expect(takenBack).rejects.toThrow('taken back');
    await append([event({ payload: { image_id: 'image-2' } })]);
    await waitUntilEmpty();
    expect((await published()).map(payloadOf)).toEqual([{ image_id: 'image-2' }]);
  });

  it('publishes what was promised twice under one identity once, as it was promised first', async () => {
    await startRelay();
    const first = event();

    await append([first]);
    await append([{ ...first, type: 'image.failed' }]);
    await waitUntilEmpty();

    expect((await published()).map((message) => message.subject)).toEqual(['image.generated']);
  });

  it('publishes the events of each image in order', async () => {
    const images = Array.from({ length: 5 }, () => randomUUID());
    const events = Array.from({ length: 12 }, (_, version) =>
      images.map((orderingKey) => event({ orderingKey, payload: { image_id: orderingKey, image_version: version } })),
    );
    await append(events.flat());

    await startRelay();
    await waitUntilEmpty();

    const payloads = (await published()).map(payloadOf);
    for (const image of images) {
      const versions = payloads
        .filter((payload) => payload['image_id'] === image)
        .map((payload) => payload['image_version']);
      expect(versions).toEqual(Array.from({ length: 12 }, (_, version) => version));
    }
  });

  it('lets no event of an image overtake one that the hub refuses', async () => {
    await startRelay();
    const image = randomUUID();

    await append([event({ orderingKey: image, type: 'image.unknown' }), event({ orderingKey: image }), event()]);
    await eventually(async () => expect(await published()).toHaveLength(1));

    // What the hub took is marked when the whole batch is known.
    await eventually(async () => {
      const rows: { ordering_key: string }[] = await database.dataSource.query(
        'SELECT ordering_key FROM outbox WHERE published_at IS NULL',
      );
      expect(rows.map((row) => row.ordering_key)).toEqual([image, image]);
    });
    await database.dataSource.query('DELETE FROM outbox');
  });

  it('publishes each event once though two relays run', async () => {
    const events = Array.from({ length: 150 }, () => event());
    const relays = [await startRelay(), await startRelay()];
    const publishing = relays.map(({ hub }) => jest.spyOn(hub, 'jetstream'));

    await Promise.all(Array.from({ length: 15 }, (_, index) => append(events.slice(index * 10, index * 10 + 10))));
    await waitUntilEmpty();

    const ids = (await published()).map((message) => message.id);
    expect(ids).toHaveLength(150);
    expect(new Set(ids).size).toBe(150);
    // The stream would drop doubles; order per image needs one relay at a time.
    expect(publishing.filter((calls) => calls.mock.calls.length > 0)).toHaveLength(1);
  });

  it('leaves the work to the other relay when the leader stops', async () => {
    const { relay } = await startRelay();
    await append([event()]);
    await waitUntilEmpty();
    await startRelay();

    await relay.stop();
    await append([event()]);
    await waitUntilEmpty();

    expect(await published()).toHaveLength(2);
  });

  it('publishes what is there before it stops', async () => {
    const { relay } = await startRelay();
    await append(Array.from({ length: 30 }, () => event()));

    await relay.stop();

    expect(await published()).toHaveLength(30);
  });

  it('marks a row only after the hub has confirmed it', async () => {
    const { hub } = await startRelay();
    const refused = event({ type: 'image.unknown' });
    const wanted = event();

    await append([refused, wanted]);
    const rows = await eventually(async () => {
      const found: { subject: string; published_at: Date | null }[] = await database.dataSource.query(
        'SELECT subject, published_at FROM outbox ORDER BY id',
      );
      expect(found[1]).toEqual({ subject: 'image.generated', published_at: expect.any(Date) });
      return found;
    });

    expect(hub.isConnected()).toBe(true);
    expect(rows[0]).toEqual({ subject: 'image.unknown', published_at: null });
    await database.dataSource.query('DELETE FROM outbox');
  });

  it('publishes again what a relay that died had not marked, and the stream drops the second', async () => {
    await startRelay();
    await append([event()]);
    await waitUntilEmpty();

    await database.dataSource.query('UPDATE outbox SET published_at = NULL');
    await append([event()]);
    await waitUntilEmpty();

    expect(await published()).toHaveLength(2);
  });

  it('loses nothing and doubles nothing when the hub dies and comes back', async () => {
    const { hub } = await startRelay();
    const image = randomUUID();
    const version = (number: number): OutgoingEvent =>
      event({ orderingKey: image, payload: { image_version: number } });
    await append(Array.from({ length: 20 }, (_, index) => version(index)));

    await nats.kill();
    await append(Array.from({ length: 20 }, (_, index) => version(20 + index)));
    await eventually(() => expect(hub.isConnected()).toBe(false));
    await nats.start();
    await waitUntilEmpty();

    const messages = await published();
    expect(messages.map((message) => payloadOf(message)['image_version'])).toEqual(
      Array.from({ length: 40 }, (_, index) => index),
    );
    expect(new Set(messages.map((message) => message.id)).size).toBe(40);
  });

  it('stops though the hub is away, and the row waits for the next relay', async () => {
    const { relay, hub } = await startRelay();
    await nats.kill();
    await eventually(() => expect(hub.isConnected()).toBe(false));
    await append([event()]);

    await relay.stop();

    await nats.start();
    await startRelay();
    await waitUntilEmpty();
    expect(await published()).toHaveLength(1);
  });
});
