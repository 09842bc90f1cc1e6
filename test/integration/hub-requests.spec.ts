import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from 'nats';
import { Counter, Histogram, Registry } from 'prom-client';
import { NotFoundProblem } from '../../src/common/http/problem';
import { HubConnection } from '../../src/hub/hub-connection';
import { HubResponder } from '../../src/hub/hub-responder';
import { PUBLISHED_SUBJECTS, EVENT_SUBJECTS } from '../../src/hub/subjects';
import { eventually } from '../support/eventually';
import { startTestNats, type TestNats } from './support/nats';
import { testConfig } from './support/test-config';

type Handler = (body: unknown, context: unknown) => Promise<unknown>;

/** A responder on the hub at `url`, as the application sets it up. */
async function respond(url: string, handlers: Record<string, Handler>) {
  const hub = new HubConnection(testConfig({ MESSAGE_HUB_URL: url }));
  const registers = [new Registry()];
  const messages = new Counter({ name: 'm', help: 'm', labelNames: ['subject', 'outcome'], registers });
  const durations = new Histogram({ name: 'd', help: 'd', labelNames: ['subject'], registers });
  const responder = new HubResponder(hub, messages, durations);
  for (const [subject, handler] of Object.entries(handlers)) responder.addHandler(subject, handler);
  responder.addHandler('image.event', () => Promise.resolve('heard'), true);
  await hub.opened();
  responder.listen(() => undefined);
  // It subscribes in the microtasks of a connection that is open; then the server is told, and has heard when it flushed.
  await new Promise((resolve) => setImmediate(resolve));
  await hub.current().flush();
  expect(responder.subjects).toEqual(Object.keys(handlers));
  return { hub, responder, messages };
}

describe('Answering requests over the hub', () => {
  let server: TestNats;
  let asker: NatsConnection;
  let service: Awaited<ReturnType<typeof respond>>;
  let running = 0;
  let most = 0;
  let release: () => void = () => undefined;

  beforeAll(async () => {
    server = await startTestNats();
    asker = await server.connection();
    service = await respond(server.url, {
      'image.get': (body) => Promise.resolve({ asked: body }),
      'image.fail': () => Promise.reject(new NotFoundProblem('image')),
      'image.break': () => Promise.reject(new Error('postgres://secret')),
      'image.slow': async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        return 'done';
      },
      'image.wait': () => new Promise((resolve) => (release = () => resolve('finished'))),
    });
  });
  afterAll(async () => {
    release();
    await service.responder.close();
    await service.hub.onApplicationShutdown();
    await server.stop();
  });

  const ask = async (subject: string, body: string | Uint8Array): Promise<unknown> =>
    (await asker.request(subject, body, { timeout: 3000 })).json();

  it('speaks as it was spoken to: bare JSON, or the packet of Nest', async () => {
    const packet = (id: string, data: unknown): string => JSON.stringify({ pattern: 'image.get', data, id });

    expect(await ask('image.get', '{"image_id":"7"}')).toEqual({ asked: { image_id: '7' } });
    expect(await ask('image.get', packet('p1', { image_id: '7' }))).toEqual({
      response: { asked: { image_id: '7' } },
      isDisposed: true,
      id: 'p1',
    });
    expect(await ask('image.fail', '{}')).toEqual({ error: { code: 'NOT_FOUND', message: 'there is no such image' } });
    expect(await ask('image.fail', packet('p2', {}))).toEqual({
      err: { code: 'NOT_FOUND', message: 'there is no such image' },
      isDisposed: true,
      id: 'p2',
    });
  });

  it('answers rubbish with an error, and lives on', async () => {
    const rubbish = [
      '',
      'nonsense',
      '[]',
      'null',
      '{"a":',
      '['.repeat(200),
      Uint8Array.of(0xff, 0xfe, 0),
      '{"pattern":{},"data":7}',
    ];

    const answers = await Promise.all(rubbish.map((body) => ask('image.get', body)));

    for (const answer of answers.slice(0, -1)) expect(answer).toMatchObject({ error: { code: 'VALIDATION_FAILED' } });
    expect(answers.at(-1)).toMatchObject({ err: { code: 'VALIDATION_FAILED' } });
    expect(await ask('image.get', '{}')).toEqual({ asked: {} });
  });

  it('lives on after a message whose headers break the rules', async () => {
    await server.publishRaw('image.get', 'bad header\x01: x', '{}');

    expect(await ask('image.get', '{}')).toEqual({ asked: {} });
  });

  it('says nothing of what broke', async () => {
    const answer = await ask('image.break', '{}');

    expect(answer).toMatchObject({ error: { code: 'INTERNAL' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('works on sixteen at a time, and answers all', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask('image.slow', '{}')));

    expect(new Set(answers)).toEqual(new Set(['done']));
    expect(most).toBe(16);
  });

  it('turns away what is too much, at once', async () => {
    const inbox = 'answers.of.a.flood';
    const codes: string[] = [];
    const subscription = asker.subscribe(inbox, {
      callback: (_error, message) => codes.push(message.json<{ error?: { code: string } }>().error?.code ?? 'answered'),
    });
    for (let count = 0; count < 1200; count += 1) asker.publish('image.slow', '{}', { reply: inbox });

    await eventually(() => expect(codes).toHaveLength(1200), { timeoutMs: 10_000, everyMs: 50 });
    subscription.unsubscribe();

    expect(codes.filter((code) => code === 'OVERLOADED').length).toBeGreaterThan(0);
    expect(codes.filter((code) => code === 'answered').length).toBeGreaterThanOrEqual(1016);
  });

  it('answers each request once, however many replicas there are', async () => {
    const replica = await respond(server.url, { 'image.get': () => Promise.resolve('from the replica') });
    let answers = 0;
    const subscription = asker.subscribe('answers.twice', { callback: () => (answers += 1) });
    for (let count = 0; count < 50; count += 1) asker.publish('image.get', '{}', { reply: 'answers.twice' });
    await eventually(() => expect(answers).toBe(50));
    await asker.flush();
    subscription.unsubscribe();

    expect(answers).toBe(50);
    await replica.responder.close();
    await replica.hub.onApplicationShutdown();
  });

  it('answers again when the hub was restarted', async () => {
    await server.kill();
    await server.start();

    await eventually(async () => expect(await ask('image.get', '{}')).toEqual({ asked: {} }), {
      timeoutMs: 15_000,
      everyMs: 100,
    });
  });

  it('listens to requests only, and to none that our own streams keep', () => {
    expect(service.responder.subjects).not.toContain('image.event');
    for (const subject of [
      'image.get',
      'image.list',
      'image.generate_portrait',
      'image.generate_map',
      'image.generate_token',
    ])
      expect([...PUBLISHED_SUBJECTS, ...Object.keys(EVENT_SUBJECTS)]).not.toContain(subject);
  });

  it('finishes what it took and takes nothing more when it is told to stop', async () => {
    const late = await respond(server.url, {
      'image.last': () => new Promise((resolve) => setTimeout(() => resolve('finished'), 200)),
    });
    const answer = ask('image.last', '{}');
    await asker.flush();
    await new Promise((resolve) => setTimeout(resolve, 50));

    await Promise.all([late.responder.close(), late.responder.close()]);

    expect(await answer).toBe('finished');
    await expect(ask('image.last', '{}')).rejects.toThrow();
    await late.hub.onApplicationShutdown();
  });
});

describe('An account that may not answer', () => {
  const port = randomInt(10_000, 30_000);
  let folder: string;
  let server: ChildProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'may-not-answer-'));
    const users = `users: [ { user: admin, password: admin }, { user: image, password: image, permissions: { publish: ["_INBOX.>"], subscribe: ["_INBOX.>", "image.get"] } } ]`;
    await writeFile(join(folder, 'nats.conf'), `listen: "127.0.0.1:${port}"\nauthorization { ${users} }\n`);
    server = spawn(process.env.TEST_NATS_SERVER_BIN ?? '', ['-c', join(folder, 'nats.conf')], { stdio: 'ignore' });
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('answers where it may, and says once where it may not', async () => {
    const url = `nats://image:image@127.0.0.1:${port}`;
    const asker = await eventually(() => connect({ servers: `127.0.0.1:${port}`, user: 'admin', pass: 'admin' }));
    const warned = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { responder, hub } = await respond(url, {
      'image.get': () => Promise.resolve('here'),
      'image.list': () => Promise.resolve('never'),
    });

    const answer = await eventually(async () => (await asker.request('image.get', '{}', { timeout: 1000 })).json());
    const refused = asker.request('image.list', '{}', { timeout: 500 });
    await expect(refused).rejects.toThrow();
    const lines = warned.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('may not answer'));
    warned.mockRestore();

    expect(answer).toBe('here');
    expect(lines).toHaveLength(1);
    await responder.close();
    await hub.onApplicationShutdown();
    await asker.close();
  });
});
