import { Controller, Injectable, Logger, Module, UseFilters, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { nanos, type ConsumerInfo, type JetStreamManager, type NatsConnection } from 'nats';
import { Counter, Histogram } from 'prom-client';
import { ValidationFailedError } from '../../src/common/errors';
import { DeadLetters } from '../../src/hub/dead-letters';
import type { CanonicalEvent } from '../../src/hub/envelope/canonical-event';
import { HubConnection } from '../../src/hub/hub-connection';
import { JetStreamServer } from '../../src/hub/jetstream.server';
import { PassErrorsOnFilter } from '../../src/hub/pass-errors-on.filter';
import { Streams } from '../../src/hub/streams';
import { eventually } from '../support/eventually';
import { messagesIn, type StoredMessage } from './support/hub';
import { startTestNats, type TestNats } from './support/nats';
import { testConfig } from './support/test-config';

type Handler = (event: CanonicalEvent) => Promise<void>;

/** What the handlers of the tiny service do, and what they were given. */
@Injectable()
class Script {
  readonly heard: CanonicalEvent[] = [];
  readonly heardByTheOther: CanonicalEvent[] = [];
  onCreated: Handler = () => Promise.resolve();
}

@Controller()
@UseFilters(PassErrorsOnFilter)
class CreatedConsumer {
  constructor(private readonly script: Script) {}

  @EventPattern('character.created')
  async onCreated(@Payload() event: CanonicalEvent): Promise<void> {
    this.script.heard.push(event);
    await this.script.onCreated(event);
  }
}

@Controller()
@UseFilters(PassErrorsOnFilter)
class OtherConsumer {
  constructor(private readonly script: Script) {}

  @EventPattern('character.created')
  onCreated(@Payload() event: CanonicalEvent): void {
    this.script.heardByTheOther.push(event);
  }
}

@Module({ controllers: [CreatedConsumer, OtherConsumer], providers: [Script] })
class TinyModule {}

interface Running {
  readonly app: INestMicroservice;
  readonly server: JetStreamServer;
  readonly hub: HubConnection;
  readonly script: Script;
}

const SUBJECT = 'character.created';
const DURABLE = 'image-service-character-created';
const BODY = { id: 'message-1', event_type: SUBJECT, source: 'characters', payload: { character_id: 'c-1' } };

/** What a test opened, closed after it whatever its end: all at once, since each may take one fetch. */
const opened: (() => Promise<void>)[] = [];

/** A promise that the test resolves when it likes. */
function held(): { readonly promise: Promise<void>; readonly release: () => void } {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => (release = resolve));
  return { promise, release };
}

describe('JetStreamServer', () => {
  let nats: TestNats;
  let client: NatsConnection;
  let manager: JetStreamManager;
  beforeAll(() => void Logger.overrideLogger(false));

  const startHub = async (): Promise<void> => {
    nats = await startTestNats();
    client = await nats.connection();
    manager = await client.jetstreamManager();
  };
  const closeAll = async (): Promise<void> => {
    const server = nats;
    await Promise.all(opened.splice(0).map((close) => close()));
    await server.stop();
  };
  const start = async (): Promise<Running> => {
    const hub = new HubConnection(testConfig({ MESSAGE_HUB_URL: nats.url }));
    const dead = new Counter({ name: 'dead', help: 'dead', labelNames: ['subject'] as const, registers: [] });
    const heard = new Counter({
      name: 'heard',
      help: 'heard',
      labelNames: ['subject', 'outcome'] as const,
      registers: [],
    });
    const took = new Histogram({ name: 'took', help: 'took', labelNames: ['subject'] as const, registers: [] });
    const server = new JetStreamServer(hub, new Streams(hub), new DeadLetters(hub, dead), heard, took);
    const app = await NestFactory.createMicroservice(TinyModule, { strategy: server, logger: false });
    opened.push(async () => {
      await app.close();
      await hub.onApplicationShutdown();
    });
    await app.listen();
    return { app, server, hub, script: app.get(Script) };
  };
  /** As `start`, and resolves when the subject is being read. */
  const startReading = async (): Promise<Running> => {
    const running = await start();
    await eventually(() => expect(running.server.unread).toEqual([]));
    return running;
  };
  const publish = async (body: unknown): Promise<void> => {
    await client.jetstream().publish(SUBJECT, body instanceof Uint8Array ? body : JSON.stringify(body));
  };
  const consumer = (): Promise<ConsumerInfo> => manager.consumers.info('IMAGE_INTAKE', DURABLE);
  /** Every message of the stream is delivered and acknowledged. */
  const waitUntilSettled = (): Promise<void> =>
    eventually(async () => {
      const { state } = await manager.streams.info('IMAGE_INTAKE');
      const { ack_floor, num_ack_pending } = await consumer();
      expect({ settled: ack_floor.stream_seq, open: num_ack_pending }).toEqual({ settled: state.last_seq, open: 0 });
    });
  const deadLetters = (): Promise<StoredMessage[]> => messagesIn(nats.url, 'IMAGE_DEAD_LETTERS');
  const waitForDeadLetter = (): Promise<StoredMessage> =>
    eventually(async () => {
      const [letter] = await deadLetters();
      if (letter === undefined) throw new Error('nothing is buried');
      return letter;
    });

  describe('while it reads', () => {
    let script: Script;
    beforeAll(async () => {
      await startHub();
      ({ script } = await startReading());
    });
    afterAll(closeAll);
    beforeEach(async () => {
      script.heard.length = 0;
      script.heardByTheOther.length = 0;
      script.onCreated = () => Promise.resolve();
      await manager.streams.purge('IMAGE_DEAD_LETTERS');
    });

    it('hands every handler of an event the canonical event, and settles the message', async () => {
      await publish(BODY);

      await waitUntilSettled();
      expect(script.heard).toMatchObject([
        { id: 'message-1', type: SUBJECT, source: 'characters', payload: { character_id: 'c-1' } },
      ]);
      expect(script.heardByTheOther).toEqual(script.heard);
    });

    it('acknowledges only when the handler has resolved', async () => {
      const gate = held();
      script.onCreated = () => gate.promise;

      await publish(BODY);
      await eventually(() => expect(script.heard).toHaveLength(1));
      const whileHandled = await consumer();
      gate.release();

      expect(whileHandled.num_ack_pending).toBe(1);
      await waitUntilSettled();
    });

    it('delivers again what failed for a reason that may pass', async () => {
      script.onCreated = () =>
        script.heard.length === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve();

      await publish(BODY);

      await waitUntilSettled();
      expect(script.heard.map((event) => event.id)).toEqual(['message-1', 'message-1']);
      expect(await deadLetters()).toEqual([]);
    });

    it('does not make the others wait for what is tried again', async () => {
      script.onCreated = ({ id }) =>
        id === 'bad' ? Promise.reject(new Error('the database is away')) : Promise.resolve();

      await publish({ ...BODY, id: 'bad' });
      for (let index = 0; index < 5; index += 1) await publish({ ...BODY, id: `good-${index}` });

      await eventually(() => expect(script.heard.filter((event) => event.id.startsWith('good'))).toHaveLength(5));
      await eventually(async () => expect((await consumer()).num_ack_pending).toBe(1));
      script.onCreated = () => Promise.resolve();
      await waitUntilSettled();
    });

    it.each([
      ['refuses it for good', new ValidationFailedError([{ path: 'x', message: 'expected y' }])],
      ['breaks on it', new TypeError('undefined is not a function')],
    ])('buries a message whose handler %s, with its bytes and the reason', async (_case, error) => {
      script.onCreated = () => Promise.reject(error);

      await publish(BODY);

      const letter = await waitForDeadLetter();
      expect(letter).toMatchObject({
        subject: `image.dead.${SUBJECT}`,
        headers: {
          'Dead-Letter-Reason': 'the service could not handle this message',
          'Dead-Letter-Stream': 'IMAGE_INTAKE',
          'Dead-Letter-Sequence': expect.stringMatching(/^\d+$/),
        },
      });
      expect(letter.data.toString()).toBe(JSON.stringify(BODY));
      await waitUntilSettled();
      expect(script.heard).toHaveLength(1);
    });

    it.each<[string, Buffer, string]>([
      ['is not JSON', Buffer.from('<xml/>'), 'the body is not JSON'],
      ['is empty', Buffer.alloc(0), 'the body is not JSON'],
      ['is null', Buffer.from('null'), 'the body is not a JSON object'],
      ['is a list', Buffer.from('[1]'), 'the body is not a JSON object'],
      ['is not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'the body is not UTF-8 text'],
      ['is 900 KB of rubbish', Buffer.alloc(900_000, 'x'), 'the body is not JSON'],
      ['fills the largest message the hub takes', Buffer.alloc(1_048_576, 'x'), 'the body is not JSON'],
      ['is nested without end', Buffer.from('['.repeat(100_000)), 'the body is nested deeper than 64 levels'],
      [
        'has no payload',
        Buffer.from('{"event_type":"character.created","payload":{}}'),
        'the payload is missing or empty',
      ],
    ])('buries a message whose body %s, and lives on', async (_case, body, reason) => {
      await publish(body);
      await publish(BODY);

      const letter = await waitForDeadLetter();
      expect(letter.headers['Dead-Letter-Reason']).toBe(reason);
      // A message of the greatest size has no room for our headers: then as much of it as fits.
      expect(body.subarray(0, letter.data.length).equals(letter.data)).toBe(true);
      expect(letter.data.length).toBeGreaterThanOrEqual(Math.min(body.length, 1_000_000));
      await waitUntilSettled();
      expect(script.heard.map((event) => event.id)).toEqual(['message-1']);
    });

    it('keeps the headers of what it buries, but lets none of them command the stream', async () => {
      await nats.publishRaw(
        SUBJECT,
        'traceparent: 00-abc\r\nNats-Expected-Stream: ANOTHER\r\nX-Sender: tests',
        'rubbish',
      );
      await nats.publishRaw(SUBJECT, 'X-Sender: tests\r\nNats-Msg-Id: m-1', 'rubbish');

      const letter = await waitForDeadLetter();
      expect(letter.headers).toMatchObject({ 'X-Sender': 'tests', 'Original-Nats-Msg-Id': 'm-1' });
      expect(letter.headers['Nats-Msg-Id']).not.toBe('m-1');
    });

    it.each([
      ['a name with a space', 'Bad Name: 1'],
      ['a name in another script', 'Ключ: 1'],
      ['no name', ': 1'],
      ['a line break of its own', 'X: one\ntwo'],
    ])('reads a message with a header that has %s', async (_case, head) => {
      await nats.publishRaw(SUBJECT, head, JSON.stringify(BODY));

      await eventually(() => expect(script.heard).toHaveLength(1));
      await waitUntilSettled();
    });

    it('buries rubbish with a header that cannot be read', async () => {
      await nats.publishRaw(SUBJECT, 'Bad Name: 1', 'rubbish');

      expect((await waitForDeadLetter()).data.toString()).toBe('rubbish');
      await waitUntilSettled();
    });

    it.each([
      ['it sent itself', { ...BODY, source: 'image-service' }],
      [
        'about something it does not know',
        { ...BODY, event_type: 'character.levelled_up', type: 'character.levelled_up' },
      ],
    ])('passes over a message %s', async (_case, body) => {
      await publish(body);

      await waitUntilSettled();
      expect(await deadLetters()).toEqual([]);
      expect(script.heard.filter(({ source }) => source === 'image-service')).toEqual([]);
    });
  });

  describe('through a life of restarts', () => {
    // Closing takes as long as one fetch: each test has a hub of its own and does not wait for the one before it.
    const leaving: Promise<void>[] = [];
    beforeEach(startHub);
    afterEach(() => void leaving.push(closeAll()));
    afterAll(() => Promise.all(leaving));

    it('hears what was said before it was started for the first time, and while it was down', async () => {
      const first = await startReading();
      await publish(BODY);
      await waitUntilSettled();
      await first.app.close();

      await publish({ ...BODY, id: 'message-2' });
      const { script } = await startReading();

      await waitUntilSettled();
      expect(script.heard.map((event) => event.id)).toEqual(['message-2']);
    });

    it('reads the next batch while one is being handled, and no third', async () => {
      const first = await startReading();
      await first.app.close();
      await Promise.all(Array.from({ length: 120 }, (_, index) => publish({ ...BODY, id: `message-${index}` })));
      const gate = held();
      const { script } = await start();
      script.onCreated = () => gate.promise;

      await eventually(() => expect(script.heard.length).toBeGreaterThanOrEqual(100));
      const { num_ack_pending: inHand, num_pending: left } = await consumer();
      gate.release();

      expect([inHand, left]).toEqual([100, 20]);
      await waitUntilSettled();
      expect(script.heard).toHaveLength(120);
    });

    it('handles each of many messages once, though two replicas read', async () => {
      const [one, other] = [await startReading(), await startReading()];

      await Promise.all(Array.from({ length: 200 }, (_, index) => publish({ ...BODY, id: `message-${index}` })));

      await waitUntilSettled();
      const ids = [...one.script.heard, ...other.script.heard].map((event) => event.id);
      expect(ids).toHaveLength(200);
      expect(new Set(ids).size).toBe(200);
    });

    it('gives what a replica had in hand when it died to another one', async () => {
      const dying = await startReading();
      await manager.consumers.update('IMAGE_INTAKE', DURABLE, { ack_wait: nanos(1000) });
      const gate = held();
      dying.script.onCreated = () => gate.promise;
      await publish(BODY);
      await eventually(() => expect(dying.script.heard).toHaveLength(1));

      await dying.hub.onApplicationShutdown();
      const survivor = await startReading();

      await waitUntilSettled();
      expect(survivor.script.heard.map((event) => event.id)).toEqual(['message-1']);
      gate.release();
    });

    it('tells that it reads no more when its durable is deleted, and makes it again', async () => {
      const { server, script } = await startReading();
      const seen: string[][] = [];
      const watch = setInterval(() => seen.push(server.unread), 20);
      opened.push(() => Promise.resolve(clearInterval(watch)));

      await manager.consumers.delete('IMAGE_INTAKE', DURABLE);
      await eventually(() => expect(seen).toContainEqual([SUBJECT]), { timeoutMs: 10_000 });
      await publish(BODY);

      await eventually(() => expect(script.heard).toHaveLength(1));
      expect(server.unread).toEqual([]);
    });

    it('makes its stream again when it was deleted', async () => {
      const { server, script } = await startReading();
      await publish(BODY);
      await waitUntilSettled();

      await manager.streams.delete('IMAGE_INTAKE');
      await eventually(() => expect(server.unread).toEqual([SUBJECT]));
      await eventually(() => expect(server.unread).toEqual([]));
      await publish({ ...BODY, id: 'message-2' });

      await eventually(() => expect(script.heard.map((event) => event.id)).toEqual(['message-1', 'message-2']));
    });

    it('reads on when the hub died and came back', async () => {
      const { script } = await startReading();
      await publish(BODY);
      await waitUntilSettled();

      await nats.kill();
      await nats.start();
      await eventually(() => publish({ ...BODY, id: 'message-2' }));

      await eventually(() => expect(script.heard.map((event) => event.id)).toEqual(['message-1', 'message-2']), {
        timeoutMs: 15_000,
      });
    });

    it('reads its subject from a stream that somebody else made', async () => {
      await manager.streams.add({ name: 'CHARACTERS', subjects: ['character.*'] });
      const { script } = await startReading();

      await publish(BODY);

      await eventually(() => expect(script.heard).toHaveLength(1));
      const streams = (await manager.streams.list().next()).map(({ config }) => config.name);
      expect(streams.sort()).toEqual(['CHARACTERS', 'IMAGE_DEAD_LETTERS', 'IMAGE_EVENTS']);
    });

    it('closes when what is in hand is settled, and leaves what comes meanwhile to another replica', async () => {
      const { server, script } = await startReading();
      const gate = held();
      script.onCreated = () => gate.promise;
      await publish(BODY);
      await eventually(() => expect(script.heard).toHaveLength(1));

      let isClosed = false;
      const closing = server.close().then(() => (isClosed = true));
      await publish({ ...BODY, id: 'message-2' });
      const wasClosedEarly = isClosed;
      gate.release();
      await closing;

      expect(wasClosedEarly).toBe(false);
      expect(script.heard.map((event) => event.id)).toEqual(['message-1']);
      const next = await startReading();
      await eventually(() => expect(next.script.heard.map((event) => event.id)).toEqual(['message-2']));
      expect((await consumer()).delivered.consumer_seq).toBeLessThanOrEqual(4);
    });

    it('closes twice as well as once', async () => {
      const { server } = await startReading();

      await Promise.all([server.close(), server.close()]);

      await server.close();
    });

    it('closes though the hub was never reached', async () => {
      await nats.kill();
      const { server, hub } = await start();

      const unread = server.unread;
      await server.close();

      expect(unread).toEqual([SUBJECT]);
      await nats.start();
      await hub.opened();
    });
  });
});
