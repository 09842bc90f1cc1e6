import { Logger, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NatsConnection } from 'nats';
import { Counter, Histogram } from 'prom-client';
import { deadLetters, UsageError } from '../../src/dead-letters';
import { JobReplay } from '../../src/generation/jobs/job-replay';
import { imageIdOf, jobIdOf } from '../../src/generation/jobs/job-request';
import { PictureKind, PictureKinds } from '../../src/generation/picture-kind';
import { GenerationRequestedConsumer } from '../../src/generation/requests/generation-requested.consumer';
import { PictureRequests } from '../../src/generation/requests/picture-requests';
import { DeadLetterDesk } from '../../src/hub/dead-letter-desk';
import { DeadLetters } from '../../src/hub/dead-letters';
import { HubConnection } from '../../src/hub/hub-connection';
import { JetStreamServer } from '../../src/hub/jetstream.server';
import { Streams } from '../../src/hub/streams';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { messagesIn, type StoredMessage } from './support/hub';
import { aRequest, intakeOn, jobRow } from './support/jobs';
import { startTestNats, type TestNats } from './support/nats';
import { testConfig } from './support/test-config';

const SUBJECT = 'generation.requested';

/** A kind whose reader has a fault that can be mended. */
class FaultyKind extends PictureKind {
  readonly kind = 'portrait';
  isBroken = true;

  read(body: unknown) {
    if (this.isBroken) throw new TypeError('undefined is not a function');
    return { parameters: body as Record<string, unknown> };
  }

  compose(): Promise<never> {
    throw new Error('nothing is composed here');
  }

  sketch(): Promise<never> {
    throw new Error('nothing is drawn here');
  }

  finish(): Promise<never> {
    throw new Error('nothing is finished here');
  }

  reworded(): never {
    throw new Error('nothing is edited here');
  }

  enlarged(): never {
    throw new Error('nothing is enlarged here');
  }
}

describe('dead letters', () => {
  let nats: TestNats;
  let client: NatsConnection;
  let database: TestDatabase;
  let hub: HubConnection;
  let app: INestMicroservice;
  let written: string[];
  const kind = new FaultyKind();

  const startService = async (): Promise<void> => {
    const kinds = new PictureKinds();
    kinds.register(kind);
    const requests = new PictureRequests(kinds, intakeOn(database.dataSource).intake);
    @Module({
      controllers: [GenerationRequestedConsumer],
      providers: [{ provide: PictureRequests, useValue: requests }],
    })
    class SmallModule {}
    hub = new HubConnection(testConfig({ MESSAGE_HUB_URL: nats.url }));
    const dead = new Counter({ name: 'dead', help: 'dead', labelNames: ['subject'] as const, registers: [] });
    const heard = new Counter({
      name: 'heard',
      help: 'heard',
      labelNames: ['subject', 'outcome'] as const,
      registers: [],
    });
    const took = new Histogram({ name: 'took', help: 'took', labelNames: ['subject'] as const, registers: [] });
    const server = new JetStreamServer(hub, new Streams(hub), new DeadLetters(hub, dead), heard, took);
    app = await NestFactory.createMicroservice(SmallModule, { strategy: server, logger: false });
    await app.listen();
    await eventually(() => expect(server.unread).toEqual([]));
  };
  /** The command, as a person types it; what it wrote is in `written`. */
  const command = (...words: string[]): Promise<number> => {
    written = [];
    return deadLetters(words, {
      desk: () => Promise.resolve(new DeadLetterDesk(hub)),
      jobs: () => Promise.resolve(new JobReplay(database.dataSource)),
      write: (line) => void written.push(line),
    });
  };
  const buried = (): Promise<StoredMessage[]> => messagesIn(nats.url, 'IMAGE_DEAD_LETTERS');
  const waitForLetters = (count: number): Promise<StoredMessage[]> =>
    eventually(async () => {
      const letters = await buried();
      expect(letters).toHaveLength(count);
      return letters;
    });
  /** Publishes what nobody can use, and resolves with the dead letter it becomes. */
  const bury = async (
    body: string | Uint8Array,
    head = 'X-Sender: tests',
    subject = SUBJECT,
  ): Promise<StoredMessage> => {
    const before = (await buried()).length;
    if (typeof body === 'string') await nats.publishRaw(subject, head, body);
    else await client.jetstream().publish(subject, body);
    const letters = await waitForLetters(before + 1);
    const letter = letters.at(-1);
    if (letter === undefined) throw new Error('nothing is buried');
    return letter;
  };
  const aRequestBody = (requestId?: string): string =>
    JSON.stringify({
      id: 'message-1',
      source: 'campaign',
      event_type: SUBJECT,
      payload: { request_id: requestId, type: 'portrait', data: { description: 'a wizard' } },
    });
  const jobs = (): Promise<{ id: string }[]> => database.dataSource.query(`SELECT * FROM generation_jobs`);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    [nats, database] = await Promise.all([startTestNats(), cloneDatabase()]);
    client = await nats.connection();
    await startService();
  });
  beforeEach(async () => {
    kind.isBroken = true;
    const manager = await client.jetstreamManager();
    await manager.streams.purge('IMAGE_DEAD_LETTERS');
    await database.dataSource.query('TRUNCATE generation_jobs, outbox CASCADE');
  });
  afterAll(async () => {
    await app.close();
    await hub.onApplicationShutdown();
    await Promise.all([nats.stop(), database.drop()]);
  });

  it('are listed with sequence, time, subject, reason and size, oldest first', async () => {
    const first = await bury('rubbish');
    const second = await bury('more rubbish', 'X: 1', 'image.generation.requested');

    const exitCode = await command('list');

    expect(exitCode).toBe(0);
    expect(written).toEqual([
      expect.stringMatching(
        new RegExp(`^ +${first.sequence}  20\\S+Z  generation\\.requested  the body is not JSON  7 bytes$`),
      ),
      expect.stringMatching(
        new RegExp(`^ +${second.sequence}  20\\S+Z  image\\.generation\\.requested  the body is not JSON  12 bytes$`),
      ),
      '2 dead letters.',
    ]);
  });

  it('are listed by subject, also when there are none', async () => {
    await bury('rubbish');

    await command('list', '--subject', 'image.>');
    const none = written;
    await command('list', '--subject', 'generation.*');

    expect(none).toEqual(['There are no dead letters.']);
    expect(written.at(-1)).toBe('1 dead letter.');
  });

  it('are listed in hundreds', async () => {
    const stream = client.jetstream();
    for (let index = 0; index < 230; index += 1) await stream.publish('image.dead.x', `letter ${index}`);

    await command('list');

    expect(written).toHaveLength(231);
    expect(written.at(-1)).toBe('230 dead letters.');
  });

  it('are shown with headers and body, and can command no terminal', async () => {
    const letter = await bury('{"a": "\u001b[2J\nb"', 'X-Sender: te\u001b[1msts');

    await command('show', String(letter.sequence));

    expect(written[0]).toMatch(new RegExp(`^${letter.sequence}  20\\S+Z  generation\\.requested  \\d+ bytes$`));
    expect(written).toContain('Dead-Letter-Reason: the body is not JSON');
    expect(written.at(-1)).toBe('{"a": "\\u001b[2J\nb"');
    expect(written.join('')).not.toContain('\u001b');
  });

  it('are shown up to 4 kB, and whole on demand', async () => {
    const letter = await bury('x'.repeat(10_000));

    await command('show', String(letter.sequence));
    const beginning = written;
    await command('show', String(letter.sequence), '--all');

    expect(beginning.slice(-2)).toEqual(['x'.repeat(4096), '(5904 more bytes: --all shows them)']);
    expect(written.at(-1)).toBe('x'.repeat(10_000));
  });

  it('become the job that was asked for when they are replayed after the fault is mended', async () => {
    const letter = await bury(aRequestBody('order-17'), 'X-Sender: tests');
    kind.isBroken = false;

    const exitCode = await command('replay', String(letter.sequence));

    expect(exitCode).toBe(0);
    expect(written).toEqual([
      expect.stringMatching(/generation\.requested: published again, message \d+ of IMAGE_INTAKE$/),
    ]);
    const jobId = jobIdOf(['request', 'campaign', 'order-17', 'replay', String(letter.sequence)]);
    const row = await eventually(() => jobRow(database.dataSource, jobId));
    expect(row).toMatchObject({
      status: 'pending',
      request_id: 'order-17',
      causation_id: 'message-1',
      parameters: { description: 'a wizard' },
    });
    expect(await buried()).toEqual([]);
  });

  it('are new requests, though the same request had a job before', async () => {
    kind.isBroken = false;
    await client.jetstream().publish(SUBJECT, aRequestBody());
    await eventually(async () => expect(await jobs()).toHaveLength(1));
    kind.isBroken = true;
    const letter = await bury(aRequestBody());
    kind.isBroken = false;

    await command('replay', String(letter.sequence));

    await eventually(async () => expect(await jobs()).toHaveLength(2));
  });

  it('are delivered again as they were: bytes, headers and subject, under a message id of their own', async () => {
    const letter = await bury('rubbish', 'X-Sender: tests\r\nNats-Msg-Id: m-1\r\ntraceparent: 00-abc');

    await command('replay', String(letter.sequence));

    const [last] = (await messagesIn(nats.url, 'IMAGE_INTAKE', SUBJECT)).slice(-1);
    expect(last).toMatchObject({ subject: SUBJECT, data: Buffer.from('rubbish') });
    expect(last?.headers).toEqual({
      'X-Sender': 'tests',
      traceparent: '00-abc',
      'Dead-Letter-Origin': String(letter.sequence),
      'Dead-Letter-Stream': 'IMAGE_INTAKE',
      'Dead-Letter-Sequence': letter.headers['Dead-Letter-Sequence'],
      'Original-Nats-Msg-Id': 'm-1',
      'Nats-Msg-Id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    await waitForLetters(1);
  });

  it('do not command the stream again', async () => {
    const letter = await bury('rubbish', 'Nats-Expected-Stream: IMAGE_INTAKE\r\nNats-Expected-Last-Msg-Id: ');

    await command('replay', String(letter.sequence));

    const [last] = (await messagesIn(nats.url, 'IMAGE_INTAKE', SUBJECT)).slice(-1);
    expect(Object.keys(last?.headers ?? {}).filter((name) => /expected/i.test(name))).toEqual([]);
    await waitForLetters(1);
  });

  it('come back as new dead letters when nobody can use them still, and keep where they came from', async () => {
    const letter = await bury('rubbish', 'Nats-Msg-Id: m-2');

    await command('replay', String(letter.sequence));
    const again = await eventually(async () => {
      const [only, ...more] = await buried();
      expect(more).toEqual([]);
      expect(only?.sequence).toBeGreaterThan(letter.sequence);
      return only;
    });
    await command('replay', String(again?.sequence));

    await eventually(async () => expect((await buried())[0]?.sequence).toBeGreaterThan(again?.sequence ?? Infinity));
    const [last] = (await messagesIn(nats.url, 'IMAGE_INTAKE', SUBJECT)).slice(-1);
    expect(last?.headers).toMatchObject({
      'Dead-Letter-Origin': String(again?.sequence),
      'Dead-Letter-Sequence': letter.headers['Dead-Letter-Sequence'],
      'Original-Nats-Msg-Id': 'm-2',
    });
  });

  it('are replayed all together, each once, by subject or not', async () => {
    const [, other] = [await bury('rubbish 1'), await bury('rubbish 2', 'X: 1', 'image.generation.requested')];
    await bury('rubbish 3');

    const exitCode = await command('replay', '--all', '--subject', SUBJECT);

    expect(exitCode).toBe(0);
    expect(written.at(-1)).toBe('2 of 2 published again.');
    const letters = await waitForLetters(3);
    expect(letters.map(({ sequence }) => sequence)).toContain(other.sequence);
  });

  it('are not replayed when only a part of them was kept', async () => {
    const cut = await bury(Buffer.alloc(1_048_576, 'x'));

    const one = command('replay', String(cut.sequence));
    await expect(one).rejects.toThrow(/holds only \d+ of 1048576 bytes/);
    const exitCode = await command('replay', '--all');

    expect(exitCode).toBe(1);
    expect(written.at(-1)).toBe('0 of 1 published again.');
    expect(await buried()).toHaveLength(1);
  });

  it('stay when no stream takes their subject', async () => {
    await client.jetstream().publish('image.dead.nobody.listens', 'x');
    const [letter] = await buried();

    const replay = command('replay', String(letter?.sequence));

    await expect(replay).rejects.toThrow();
    expect(await buried()).toHaveLength(1);
  });

  it('can be named only by a sequence that is there', async () => {
    await expect(command('show', '999999')).rejects.toThrow('there is no dead letter 999999');
    await expect(command('replay', '999999')).rejects.toThrow('there is no dead letter 999999');
  });

  it('are missed in one line when the service never made their stream', async () => {
    const manager = await client.jetstreamManager();
    await manager.streams.delete('IMAGE_DEAD_LETTERS');

    await expect(command('list')).rejects.toThrow('the hub has no stream IMAGE_DEAD_LETTERS');
    await expect(command('show', '1')).rejects.toThrow('the hub has no stream IMAGE_DEAD_LETTERS');

    await new Streams(hub).provision([]);
  });

  it.each([
    [[]],
    [['lost']],
    [['show']],
    [['show', '0']],
    [['show', '1; rm']],
    [['show', '1', '--everything']],
    [['replay']],
    [['replay', '1', '2']],
    [['list', '--subject']],
    [['list', '--subject', 'a b']],
    [['replay-job']],
  ])('are not touched by the words %j', async (words: string[]) => {
    await expect(command(...words)).rejects.toThrow(UsageError);
  });
});

describe('a failed job that is replayed', () => {
  let database: TestDatabase;
  let replay: JobReplay;

  /** A job that was tried and failed. */
  const aFailedJob = async (): Promise<string> => {
    const request = aRequest({
      requestId: 'r-1',
      characterId: 'c-1',
      targetService: 'sheets',
      expiresAt: new Date(),
      onlyIfChanged: true,
      replacesCurrent: true,
    });
    const [job] = await intakeOn(database.dataSource).intake.accept([request]);
    await end(job?.jobId ?? '', 'failed');
    return job?.jobId ?? '';
  };
  const end = (id: string, status: string): Promise<unknown> =>
    database.dataSource.query(
      `UPDATE generation_jobs SET status = $2, started_at = now(), completed_at = now(), attempts = 5, recipe = '{}',
         error_code = 'INTERNAL' WHERE id = $1`,
      [id, status],
    );

  beforeAll(async () => {
    database = await cloneDatabase();
    replay = new JobReplay(database.dataSource);
  });
  beforeEach(() => database.dataSource.query('TRUNCATE generation_jobs, outbox CASCADE'));
  afterAll(() => database.drop());

  it('is a new job with the same parameters that names the old one', async () => {
    const failedId = await aFailedJob();

    const newId = await replay.replay(failedId.toUpperCase());

    expect(newId).toBe(jobIdOf(['replay', failedId, '1']));
    expect(await jobRow(database.dataSource, newId)).toMatchObject({
      status: 'pending',
      image_id: imageIdOf(newId),
      parameters: { description: 'a wizard' },
      request_id: 'r-1',
      character_id: 'c-1',
      target_service: 'sheets',
      metadata: { replay_of: failedId, replaces_current: true },
      attempts: 0,
      recipe: null,
      expires_at: null,
      error_code: null,
    });
    expect((await jobRow(database.dataSource, newId)).metadata).not.toHaveProperty('only_if_changed');
    expect(await jobRow(database.dataSource, failedId)).toMatchObject({ status: 'failed' });
  });

  it('is replayed a second time only when the first replay has failed too', async () => {
    const failedId = await aFailedJob();
    const firstId = await replay.replay(failedId);

    await expect(replay.replay(failedId)).rejects.toThrow(`was replayed as ${firstId}, which is pending`);
    await end(firstId, 'failed');

    expect(await replay.replay(failedId)).toBe(jobIdOf(['replay', failedId, '2']));
  });

  it('is made once when two people replay it at the same moment', async () => {
    const failedId = await aFailedJob();

    const outcomes = await Promise.allSettled([replay.replay(failedId), replay.replay(failedId)]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each(['pending', 'running', 'completed', 'cancelled'])('is not made of a %s job', async (status) => {
    const jobId = await aFailedJob();
    await end(jobId, status);

    await expect(replay.replay(jobId)).rejects.toThrow(`is ${status}: only failed jobs can be replayed`);
  });

  it('is not made of a request that was refused, since its body was not kept', async () => {
    const refusal = { code: 'VALIDATION_FAILED', message: 'theme: expected a theme' } as const;
    const [job] = await intakeOn(database.dataSource).intake.accept([aRequest({ refusal })]);

    await expect(replay.replay(job?.jobId ?? '')).rejects.toThrow('was refused (VALIDATION_FAILED)');
  });

  it.each(['5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b21', 'no-id'])('is not made of the unknown id %s', async (id) => {
    await expect(replay.replay(id)).rejects.toThrow('there is no job');
  });
});
