import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Test } from '@nestjs/testing';
import { sha256 } from '../../src/common/canonical-json';
import { FilesystemObjectStore } from '../../src/storage/filesystem.object-store';
import { ObjectStore } from '../../src/storage/object-store';
import { objectStoreContract } from '../../src/storage/object-store.contract';
import type { S3Limits } from '../../src/storage/s3-client';
import { S3ObjectStore } from '../../src/storage/s3.object-store';
import { HealthService } from '../../src/health/health.service';
import { StorageModule } from '../../src/storage/storage.module';
import { StorageUnavailableError } from '../../src/storage/storage.errors';
import { parseStorageUrl, type S3Options } from '../../src/storage/storage-url';
import { startPretending } from '../support/pretending-server';

/** The health service without the probes of other floors. */
class HealthAlone {}
const healthAlone = { module: HealthAlone, global: true, providers: [HealthService], exports: [HealthService] };

const bytes = Buffer.from('a picture');
const facts = { contentType: 'image/png', sha256: sha256(bytes) };
const SHORT = { connectMs: 300, answerMs: 500, idleMs: 500, operationMs: 2000 };

/** The real server of this run, with a bucket of its own. */
function s3Options(): S3Options {
  const url = process.env['TEST_S3_URL'];
  if (!url) throw new Error('TEST_S3_URL must be s3://key:secret@host:port of a running S3 server');
  const options = parseStorageUrl(url, 'images');
  if (options.kind !== 's3') throw new Error('TEST_S3_URL must begin with s3://');
  return { ...options, bucket: `test-${randomUUID()}` };
}

/** Removes the bucket and all that is in it. */
async function removeBucket(options: S3Options): Promise<void> {
  const store = new S3ObjectStore(options);
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
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

objectStoreContract('FilesystemObjectStore', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'objects-'));
  const store = new FilesystemObjectStore(folder);
  await store.prepare();
  return { store, cleanup: () => rm(folder, { recursive: true }) };
});

objectStoreContract('S3ObjectStore', async () => {
  const options = s3Options();
  const store = new S3ObjectStore(options);
  await store.prepare();
  const cleanup = async () => {
    await store.close();
    await removeBucket(options);
  };
  return { store, cleanup };
});

/** What a test opened, closed after it whatever its end, last first. */
const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function opening(options: S3Options, limits?: S3Limits): S3ObjectStore {
  const store = new S3ObjectStore(options, limits);
  opened.push(() => store.close());
  return store;
}

/** A server that speaks no S3; its address. */
async function pretending(onConnection: (socket: Socket) => void): Promise<string> {
  const { port, close } = await startPretending(onConnection);
  opened.push(close);
  return `http://127.0.0.1:${port}`;
}

/** Every operation at once; how each failed. */
async function failuresOf(store: ObjectStore): Promise<unknown[]> {
  return Promise.all([
    failureOf(store.put('a.png', bytes, facts)),
    failureOf(store.get('a.png')),
    failureOf(store.stream('a.png')),
    failureOf(store.head('a.png')),
    failureOf(store.delete(['a.png'])),
    failureOf(store.list('')[Symbol.asyncIterator]().next()),
    failureOf(store.check()),
    failureOf(store.prepare()),
  ]);
}

describe('S3ObjectStore', () => {
  it('lets ten replicas create the bucket at once', async () => {
    const options = s3Options();
    const replicas = Array.from({ length: 10 }, () => opening(options));

    await Promise.all(replicas.map((store) => store.prepare()));

    await expect(Promise.all(replicas.map((store) => store.check()))).resolves.toHaveLength(10);
    await removeBucket(options);
  });

  it('takes it well when another replica created the bucket in between', async () => {
    // radosgw answers 200 here; Amazon's regions answer 409 (CreateBucket, S3 API, 2026-11).
    const answers = ['404 Not Found', '409 Conflict', '200 OK'];
    const endpoint = await pretending((socket) => {
      socket.on('data', () => socket.write(`HTTP/1.1 ${answers.shift()}\r\nContent-Length: 0\r\n\r\n`));
    });
    const store = opening({ ...s3Options(), endpoint }, SHORT);

    await store.prepare();

    expect(answers).toEqual([]);
  });

  it('creates the bucket when the first object arrives and nobody prepared it', async () => {
    const options = s3Options();
    const store = opening(options);

    await store.put('a/b.png', bytes, facts);

    expect((await store.get('a/b.png')).equals(bytes)).toBe(true);
    await removeBucket(options);
  });

  it('tells a missing bucket from a missing object', async () => {
    const store = opening(s3Options());

    const failures = await Promise.all([
      failureOf(store.get('a.png')),
      failureOf(store.head('a.png')),
      failureOf(store.stream('a.png')),
      failureOf(store.delete(['a.png'])),
      failureOf(store.check()),
      failureOf(store.list('')[Symbol.asyncIterator]().next()),
    ]);

    for (const failure of failures) {
      expect(failure).toBeInstanceOf(StorageUnavailableError);
      expect(failure).toMatchObject({ message: expect.stringContaining('bucket is missing') });
    }
  });

  it.each([
    ['secret', { secretAccessKey: 'not-the-secret' }],
    ['key', { accessKeyId: 'not-the-key' }],
  ])('says that the %s is wrong, and shows neither', async (_, wrong) => {
    const failures = await failuresOf(opening({ ...s3Options(), ...wrong }));

    for (const failure of failures) {
      expect(failure).toBeInstanceOf(StorageUnavailableError);
      expect(failure).toMatchObject({ retry: 'later', message: expect.stringContaining('STORAGE_URL') });
      expect(String(failure)).not.toMatch(/not-the-/);
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('not-the-secret');
    }
  });

  it('reads on after more streams than connections were opened and never touched', async () => {
    const options = s3Options();
    const store = opening(options, { ...SHORT, answerMs: 5000, operationMs: 10_000 });
    const large = Buffer.alloc(3_000_000, 'x');
    await store.put('large.png', large, { contentType: 'image/png', sha256: sha256(large) });
    const left = await Promise.all(Array.from({ length: 100 }, () => failureOf(store.stream('large.png'))));

    const answer = await store.get('large.png');

    expect(answer.equals(large)).toBe(true);
    expect(left.filter((failure) => failure !== undefined)).toEqual([]);
    await removeBucket(options);
  });
});

describe('an S3 server that is away', () => {
  it('is reported at once when nothing listens on its port', async () => {
    const store = opening({ ...s3Options(), endpoint: 'http://127.0.0.1:9' });

    const startedAt = performance.now();
    const failures = await failuresOf(store);

    expect(failures.every((failure) => failure instanceof StorageUnavailableError)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it('is reported in bounded time when it takes connections and never answers', async () => {
    const endpoint = await pretending(() => undefined);
    const store = opening({ ...s3Options(), endpoint }, SHORT);

    const startedAt = performance.now();
    const failures = await failuresOf(store);

    expect(failures.every((failure) => failure instanceof StorageUnavailableError)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(4000);
  });

  it('is reported when it stops in the middle of an object', async () => {
    const endpoint = await pretending((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'));
    });
    const store = opening({ ...s3Options(), endpoint }, SHORT);

    const whole = await failureOf(store.get('a.png'));
    const { body } = await store.stream('a.png');
    const streamed = await failureOf(body.forEach(() => undefined));

    expect(whole).toBeInstanceOf(StorageUnavailableError);
    expect(streamed).toBeInstanceOf(Error);
  });

  it('does not keep the service from starting', async () => {
    const storageUrl = 's3://key:secret@127.0.0.1:9/images';
    const module = await Test.createTestingModule({
      imports: [healthAlone, StorageModule.forRoot({ storageUrl, bucket: 'images' })],
    }).compile();
    opened.push(() => module.close());
    module.useLogger(false);

    await module.init();

    await expect(module.get(ObjectStore, { strict: false }).check()).rejects.toThrow(StorageUnavailableError);
  });
});
