import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createClient } from 'redis';
import { register } from 'prom-client';
import { ByteCache, type CacheOutcome } from '../../src/cache/byte-cache';
import { byteCacheContract } from '../../src/cache/byte-cache.contract';
import { CacheModule } from '../../src/cache/cache.module';
import { RedisByteCache } from '../../src/cache/redis.byte-cache';
import { ValidationFailedError } from '../../src/common/errors';
import { startPretending } from '../support/pretending-server';

const LONG = { ttlS: 60 };
const bytes = Buffer.from('a picture');

/** What a test opened, closed after it whatever its end, last first. */
const opened: (() => Promise<unknown>)[] = [];

beforeAll(() => {
  Logger.overrideLogger(false);
});

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function redisUrl(): string {
  const url = process.env['TEST_REDIS_URL'];
  if (!url) throw new Error('TEST_REDIS_URL must be redis://host:port of a running Redis');
  return url;
}

async function eventually(isSo: () => Promise<boolean>, withinMs = 5000): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`not so within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function opening(url: string): { cache: RedisByteCache; outcomes: CacheOutcome[] } {
  const outcomes: CacheOutcome[] = [];
  const cache = new RedisByteCache(url, (outcome) => outcomes.push(outcome));
  opened.push(() => cache.close());
  return { cache, outcomes };
}

async function answers(cache: ByteCache): Promise<boolean> {
  await cache.set('probe', bytes, LONG);
  return (await cache.get('probe')) !== undefined;
}

/** A server that takes connections and does what `onConnection` says; its URL. */
async function pretending(onConnection: (socket: Socket) => void): Promise<string> {
  const { port, close } = await startPretending(onConnection);
  opened.push(close);
  return `redis://127.0.0.1:${port}`;
}

/** A Redis of this test alone, which may be stopped and killed. */
class OwnRedis {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<OwnRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'redis-'));
    const redis = new OwnRedis(folder, await freePort());
    opened.push(async () => {
      await redis.kill();
      await rm(folder, { recursive: true });
    });
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    this.process = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
    await eventually(async () => {
      const client = createClient({ url: this.url, socket: { reconnectStrategy: false } }).on('error', () => undefined);
      const isUp = await client.connect().then(
        () => true,
        () => false,
      );
      if (isUp) client.destroy();
      return isUp;
    });
  }

  /** `SIGSTOP` and `SIGCONT`: connections stay, answers do not come. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.process?.kill(name);
  }

  async kill(): Promise<void> {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function timeOfGetsMs(cache: ByteCache, count: number): Promise<number> {
  const startedAt = performance.now();
  for (let turn = 0; turn < count; turn++) expect(await cache.get('key')).toBeUndefined();
  return performance.now() - startedAt;
}

byteCacheContract('RedisByteCache', async () => {
  const outcomes: CacheOutcome[] = [];
  const cache = new RedisByteCache(redisUrl(), (outcome) => outcomes.push(outcome));
  await eventually(() => answers(cache));
  const cleanup = async () => {
    await cache.deleteByPrefix('');
    await cache.close();
  };
  return { cache, outcomes, cleanup };
});

describe('RedisByteCache', () => {
  it('marks its keys as those of this service, and lets them expire', async () => {
    const { cache } = opening(redisUrl());
    await eventually(() => answers(cache));
    const client = createClient({ url: redisUrl() });
    await client.connect();
    opened.push(() => client.close());

    await cache.set('marked', bytes, { ttlS: 59.2 });

    expect(await client.get('image-service:marked')).toBe('a picture');
    expect(await client.ttl('image-service:marked')).toBeGreaterThan(55);
    await cache.delete(['marked']);
    expect(await client.exists('image-service:marked')).toBe(0);
  });

  it('leaves out what would not pass in time', async () => {
    const { cache } = opening(redisUrl());
    await eventually(() => answers(cache));

    await cache.set('huge', Buffer.alloc(2 * 1024 * 1024 + 1), LONG);

    expect(await cache.get('huge')).toBeUndefined();
  });

  it.each(['redis', 'http://hunter2@host', 'redis://host:hunter2', 'redis://host/hunter2', 'redis://:hunter2%@host'])(
    'refuses the URL %j without showing it',
    (url) => {
      let failure: unknown;
      try {
        opening(url);
      } catch (error) {
        failure = error;
      }

      expect(failure).toBeInstanceOf(ValidationFailedError);
      expect(failure).toMatchObject({ faults: [{ path: 'CACHE_URL' }] });
      expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain('hunter2');
    },
  );
});

describe('a Redis that is away', () => {
  async function expectNoHarm(url: string): Promise<void> {
    const { cache, outcomes } = opening(url);
    const early = await timeOfGetsMs(cache, 500);
    await new Promise((resolve) => setTimeout(resolve, 700));
    const late = await timeOfGetsMs(cache, 500);
    await Promise.all([cache.set('key', bytes, LONG), cache.delete(['key']), cache.deleteByPrefix('k')]);

    expect(early + late).toBeLessThan(2000);
    expect(new Set(outcomes)).toEqual(new Set(['skipped']));
    const closedAt = performance.now();
    await cache.close();
    expect(performance.now() - closedAt).toBeLessThan(1500);
  }

  it('costs next to nothing when nothing listens on its port', async () => {
    await expectNoHarm(`redis://127.0.0.1:${await freePort()}`);
  });

  it('costs next to nothing when it takes connections and never answers', async () => {
    await expectNoHarm(await pretending(() => undefined));
  });

  it('costs next to nothing when it hangs up on everyone', async () => {
    await expectNoHarm(await pretending((socket) => socket.destroy()));
  });

  it('costs next to nothing when it answers nonsense', async () => {
    await expectNoHarm(await pretending((socket) => socket.on('data', () => socket.write('HTTP/1.1 400 no\r\n\r\n'))));
  });

  it('costs next to nothing when it refuses the password', async () => {
    const url = new URL(redisUrl());
    url.password = 'wrong';

    await expectNoHarm(String(url));
  });

  it('leaves no connection open when it is closed while it connects', async () => {
    const sockets: Socket[] = [];
    const url = await pretending((socket) => sockets.push(socket));

    const { cache } = opening(url);
    const closedAt = performance.now();
    await cache.close();

    expect(performance.now() - closedAt).toBeLessThan(700);
    sockets.forEach((socket) => socket.resume());
    await eventually(() => Promise.resolve(sockets.length === 1 && sockets.every((socket) => socket.destroyed)));
  });

  it('is waited for three times at most when it stops answering, and used again when it goes on', async () => {
    const redis = await OwnRedis.start();
    const { cache, outcomes } = opening(redis.url);
    await eventually(() => answers(cache));
    await cache.set('other', bytes, LONG);

    redis.signal('SIGSTOP');
    const before = outcomes.length;
    const spentMs = await timeOfGetsMs(cache, 1000);

    expect(spentMs).toBeLessThan(2000);
    expect(outcomes.slice(before).filter((outcome) => outcome === 'error')).toHaveLength(3);
    redis.signal('SIGCONT');
    await eventually(async () => (await cache.get('other')) !== undefined);
  });

  it('is found again when it stood still for so long that the connection was given up', async () => {
    const redis = await OwnRedis.start();
    const { cache } = opening(redis.url);
    await eventually(() => answers(cache));

    redis.signal('SIGSTOP');
    const endsAt = performance.now() + 6000;
    while (performance.now() < endsAt) {
      await cache.get('key');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    redis.signal('SIGCONT');

    await eventually(() => answers(cache), 8000);
  });

  it('is found again after it was killed and started anew', async () => {
    const redis = await OwnRedis.start();
    const { cache } = opening(redis.url);
    await eventually(() => answers(cache));

    await redis.kill();
    expect(await timeOfGetsMs(cache, 1000)).toBeLessThan(2000);
    await redis.start();

    await eventually(() => answers(cache), 8000);
  });
});

describe('CacheModule', () => {
  it.each([
    ['in the process', undefined],
    ['in Redis', 'url'],
  ])('provides a cache %s that counts its look-ups and is closed at the end', async (_, where) => {
    register.clear();
    const cacheUrl = where && redisUrl();
    const module = await Test.createTestingModule({ imports: [CacheModule.forRoot({ cacheUrl })] }).compile();
    opened.push(() => Promise.resolve(register.clear()));
    const cache = module.get(ByteCache, { strict: false });
    await eventually(() => answers(cache));

    await cache.get('missing');

    expect(await register.metrics()).toMatch(/image_cache_requests_total\{outcome="hit"\} 1\n/);
    expect(await register.metrics()).toMatch(/image_cache_requests_total\{outcome="miss"\} 1\n/);
    await module.close();
    expect(await cache.get('probe')).toBeUndefined();
  });
});
