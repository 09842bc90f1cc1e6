import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { RedisByteCache } from '../../src/cache/redis.byte-cache';
import { openObjectStore } from '../../src/storage/open-object-store';
import { parseStorageUrl } from '../../src/storage/storage-url';
import { eventually } from '../support/eventually';
import { type DeliveryApp, startDeliveryApp } from './support/image-delivery-app';
import { aNoisyPicture, aPortrait } from './support/pictures';

/** What a test opened, closed after it whatever its end, last first. */
const opened: (() => Promise<unknown>)[] = [];
const complaints: unknown[] = [];
const complain = (message: unknown): void => void complaints.push(message);
const logger = { log: () => undefined, error: complain, warn: complain };

beforeEach(() => {
  complaints.length = 0;
});

afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of opened.splice(0).reverse()) await close();
});

async function started(options: Parameters<typeof startDeliveryApp>[0] = {}): Promise<DeliveryApp> {
  const app = await startDeliveryApp({ logger, ...options });
  opened.push(() => app.close());
  return app;
}

/** Sends a request and resolves with the answer's head; the body is not read until somebody does. */
function opening(app: DeliveryApp, path: string): { request: ClientRequest; response: Promise<IncomingMessage> } {
  const request = httpRequest(`${app.url}/api/v1/images/${path}`);
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject).end();
  });
  response.catch(() => undefined);
  return { request, response };
}

const get = (app: DeliveryApp, path: string): Promise<Response> => fetch(`${app.url}/api/v1/images/${path}`);

/** Every stream that the store hands out from now on. */
function watchedStreams(app: DeliveryApp): Readable[] {
  const bodies: Readable[] = [];
  const open = app.store.stream.bind(app.store);
  jest.spyOn(app.store, 'stream').mockImplementation(async (...args) => {
    const stream = await open(...args);
    bodies.push(stream.body);
    return stream;
  });
  return bodies;
}

async function onS3(): Promise<DeliveryApp> {
  const url = process.env['TEST_S3_URL'];
  if (!url) throw new Error('TEST_S3_URL must be s3://key:secret@host:port of a running S3 server');
  const options = parseStorageUrl(url, `test-${randomUUID()}`);
  if (options.kind !== 's3') throw new Error('TEST_S3_URL must begin with s3://');
  const store = openObjectStore(options);
  opened.push(async () => {
    const keys: string[] = [];
    for await (const { key } of store.list('')) keys.push(key);
    await store.delete(keys);
    await store.close();
    const client = new S3Client({
      endpoint: options.endpoint,
      region: options.region,
      credentials: options,
      forcePathStyle: true,
    });
    await client.send(new DeleteBucketCommand({ Bucket: options.bucket }));
    client.destroy();
  });
  return started({ store });
}

describe('Callers who hang up', () => {
  it.each([
    ['a folder', () => started()],
    ['S3', onS3],
  ])('leave no stream of %s open, hold nobody up and cause no word in the log', async (_name, start) => {
    const app = await start();
    const id = await app.image(await aNoisyPicture(1800));
    const bodies = watchedStreams(app);

    for (let turn = 0; turn < 60; turn += 1) {
      const { request, response } = opening(app, `${id}/content`);
      if (turn % 2 === 0) await response;
      else await new Promise((resolve) => setTimeout(resolve, turn % 7));
      request.destroy();
    }
    await eventually(() => expect(bodies.every(({ destroyed }) => destroyed)).toBe(true));
    const startedAt = performance.now();
    const last = await opening(app, `${id}/content`).response;
    const waitedMs = performance.now() - startedAt;
    last.destroy();

    expect(bodies.length).toBeGreaterThan(30);
    expect(last.statusCode).toBe(200);
    expect(waitedMs).toBeLessThan(1000);
    expect(complaints).toEqual([]);
  });

  it('before the store answers, still get its stream closed', async () => {
    const app = await started();
    const id = await app.image(await aNoisyPicture(1000));
    const stream = await app.store.stream(await pathOf(app, id));
    let answer: () => void = () => undefined;
    const asked = jest
      .spyOn(app.store, 'stream')
      .mockImplementation(() => new Promise((resolve) => (answer = () => resolve(stream))));

    const { request } = opening(app, `${id}/content`);
    await eventually(() => expect(asked).toHaveBeenCalled());
    request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer();

    await eventually(() => expect(stream.body.destroyed).toBe(true));
    expect(complaints).toEqual([]);
  });

  it('give up their place in the queue, and not that of others who want the same', async () => {
    const app = await started();
    const id = await app.image(await aPortrait());
    await get(app, `${id}/content?w=128`);
    const encode = app.process.encode.bind(app.process);
    let finish: () => void = () => undefined;
    const made = jest.spyOn(app.process, 'encode').mockImplementationOnce(async (...order) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return encode(...order);
    });
    const wanted = `${id}/content?w=64`;
    const busy = get(app, `${id}/content?format=avif`);
    await eventually(() => expect(made).toHaveBeenCalled());

    const leader = opening(app, wanted);
    const lonely = opening(app, `${id}/content?w=96`);
    const follower = get(app, wanted);
    await new Promise((resolve) => setTimeout(resolve, 50));
    leader.request.destroy();
    lonely.request.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    finish();

    expect([(await busy).status, (await follower).status]).toEqual([200, 200]);
    expect(made.mock.calls.map(([, plan]) => plan.widthPx)).toEqual([768, 64]);
    expect(complaints).toEqual([]);
  });
});

describe('More pictures than can be made', () => {
  it('are refused with 503 and Retry-After, while files and 304 go on as ever', async () => {
    const app = await started({ maxWaiting: 3 });
    const id = await app.image(await aPortrait());
    const etag = (await get(app, `${id}/content`)).headers.get('etag') ?? '';
    const sides = [64, 96, 128, 192, 256, 320, 384, 512, 640];

    const burst = Promise.all(sides.map((side) => get(app, `${id}/content?w=${side}&format=avif`)));
    const probes: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const startedAt = performance.now();
      const probe = await fetch(`${app.url}/api/v1/images/${id}/content`, { headers: { 'If-None-Match': etag } });
      probes.push(performance.now() - startedAt);
      expect(probe.status).toBe(304);
    }
    const answers = await burst;

    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(refused).toHaveLength(5);
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('etag')).toBeNull();
      expect(await answer.json()).toMatchObject({ code: 'OVERLOADED' });
    }
    expect(Math.max(...probes)).toBeLessThan(250);
  });
});

describe('An encoder process that is killed', () => {
  it('fails the request it worked for and no other, and is started again', async () => {
    const app = await started();
    const id = await app.image(await aPortrait({ width: 1536, height: 2048 }));
    await get(app, `${id}/content?w=64`);
    const encode = jest.spyOn(app.process, 'encode');

    const first = get(app, `${id}/content?format=avif`);
    const second = get(app, `${id}/content?w=96`);
    await eventually(() => expect(encode).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.kill(app.process.pid ?? 0, 'SIGKILL');
    const [failed, other] = [await first, await second];

    expect(failed.status).toBe(503);
    expect(failed.headers.get('retry-after')).not.toBeNull();
    expect(other.status).toBe(200);
    expect((await get(app, `${id}/content?format=avif`)).status).toBe(200);
  });

  it('stands back behind the service, and ends with it', async () => {
    const app = await startDeliveryApp();
    const id = await app.image(await aPortrait({ width: 90, height: 120 }));
    await get(app, `${id}/content?w=64`);
    const pid = app.process.pid ?? 0;
    const nice = (await import('node:os')).getPriority(pid);

    await app.close();

    expect(nice).toBe(10);
    await eventually(() => expect(() => process.kill(pid, 0)).toThrow());
  });
});

describe('A Redis that stops', () => {
  it('slows nothing noticeably: every picture still comes', async () => {
    const redis = await startRedis();
    const cache = new RedisByteCache(redis.url, () => undefined);
    const app = await started({ cache });
    const id = await app.image(await aPortrait());
    await eventually(async () => {
      await statusOf(app, id);
      expect(await cache.get(await pathOf(app, id))).toBeDefined();
    });

    redis.child.kill('SIGSTOP');
    const frozenMs = await timeOf(app, id);
    redis.child.kill('SIGKILL');
    const goneMs = await timeOf(app, id);

    // Three commands of 50 ms until the breaker opens; then each is a read from storage.
    expect(frozenMs).toBeLessThan(1500);
    expect(goneMs).toBeLessThan(1500);
  });
});

/** Reads to the end: what nobody reads would keep its connection, and the server from closing. */
async function statusOf(app: DeliveryApp, id: string): Promise<number> {
  const answer = await get(app, `${id}/content`);
  await answer.arrayBuffer();
  return answer.status;
}

async function timeOf(app: DeliveryApp, id: string): Promise<number> {
  const startedAt = performance.now();
  for (let turn = 0; turn < 50; turn += 1) expect(await statusOf(app, id)).toBe(200);
  return performance.now() - startedAt;
}

async function pathOf(app: DeliveryApp, id: string): Promise<string> {
  const [row] = await app.dataSource.query<[{ storage_path: string }]>(
    `SELECT storage_path FROM images WHERE id = $1`,
    [id],
  );
  return row.storage_path;
}

async function startRedis(): Promise<{ url: string; child: ChildProcess }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'ignore',
  });
  opened.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  });
  return { url: `redis://127.0.0.1:${port}`, child };
}
