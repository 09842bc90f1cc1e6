import { randomBytes, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sha256 } from '../common/canonical-json';
import { contentTypeOf, objectKey, type ObjectExtension } from './object-key';
import type { ListedObject, ObjectStore } from './object-store';
import {
  ObjectFactsRefusedError,
  ObjectKeyRefusedError,
  ObjectNotFoundError,
  RangeNotSatisfiableError,
} from './storage.errors';

/** A store to test, prepared and empty, and what removes its traces. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  readonly cleanup: () => Promise<void>;
}

const LISTED = 1050;
const AT_ONCE = 16;
const HOSTILE_KEYS = [
  '', '/', '.', '..', '../x', 'a/../../etc/passwd', 'a/..', './a', '/etc/passwd', 'a//b', 'a/', 'a/./b', '.hidden', 'a/.tmp',
  'a\\b', '..\\..\\x', 'C:\\x', 'a\0b', 'a\nb', 'a\u007fb', 'a b', 'a%2e%2e%2fb', '%2e%2e/x', 'a?b', 'a#b', 'ä.png', 'a\u202eb',
  'x'.repeat(256),
]; // prettier-ignore

/** What every `ObjectStore` promises; each adapter runs it against the real thing. */
export function objectStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} as an ObjectStore`, () => {
    let store: ObjectStore;
    // Stays as it is when the store could not be made.
    let cleanup: () => Promise<void> = () => Promise.resolve();

    beforeAll(async () => {
      ({ store, cleanup } = await make());
    });

    afterAll(async () => {
      await cleanup();
    });

    describe('bytes', () => bytesPromises(() => store));
    describe('ranges', () => rangePromises(() => store));
    describe('listing and removing', () => listingPromises(() => store));
    describe('hostile and careless callers', () => carelessPromises(() => store));
  });
}

function bytesPromises(store: () => ObjectStore): void {
  it.each([0, 1, 4095, 65_537, 5_000_001])('gives back %i bytes exactly as they were put', async (size) => {
    const bytes = randomBytes(size);

    const key = await putNew(store(), bytes);

    expect((await store().get(key)).equals(bytes)).toBe(true);
    expect((await bytesOf((await store().stream(key)).body)).equals(bytes)).toBe(true);
    expect(await store().head(key)).toEqual({ sizeBytes: size, contentType: 'image/png' });
  });

  it('takes the same object twice', async () => {
    const bytes = randomBytes(1000);
    const key = await putNew(store(), bytes);

    await store().put(key, bytes, { contentType: 'image/png', sha256: sha256(bytes) });

    expect((await store().get(key)).equals(bytes)).toBe(true);
  });

  it('takes one key from many writers at once, and no reader sees a part of it', async () => {
    const bytes = randomBytes(300_000);
    const key = keyFor(bytes);
    const facts = { contentType: 'image/png', sha256: sha256(bytes) };

    const seen = await Promise.all(
      Array.from({ length: 24 }, async (_, turn) => {
        if (turn % 2 === 0) await store().put(key, bytes, facts);
        return (await store().head(key)) && (await store().get(key));
      }),
    );

    expect(seen.filter((one) => one !== undefined).every((one) => one.equals(bytes))).toBe(true);
    expect((await store().get(key)).equals(bytes)).toBe(true);
  });

  it.each<ObjectExtension>(['png', 'webp', 'json', 'svg', 'zip', 'bin'])(
    'keeps the content type of .%s',
    async (extension) => {
      const key = await putNew(store(), Buffer.from('x'), extension);

      const { body, contentType } = await store().stream(key);

      await bytesOf(body);
      expect(contentType).toBe(contentTypeOf(key));
      expect(await store().head(key)).toMatchObject({ contentType: contentTypeOf(key) });
    },
  );

  it('says that an object is missing', async () => {
    const key = keyFor(Buffer.from('never put'));

    await expect(store().get(key)).rejects.toThrow(ObjectNotFoundError);
    await expect(store().stream(key)).rejects.toThrow(ObjectNotFoundError);
    await expect(store().stream(key, { start: 0, end: 1 })).rejects.toThrow(ObjectNotFoundError);
    expect(await store().head(key)).toBeUndefined();
  });

  it('answers a check, and can be prepared any number of times at once', async () => {
    await Promise.all([store().prepare(), store().prepare(), store().prepare()]);

    await expect(store().check()).resolves.toBeUndefined();
  });
}

function rangePromises(store: () => ObjectStore): void {
  const bytes = randomBytes(1000);
  let key: string;

  beforeAll(async () => {
    key = await putNew(store(), bytes);
  });

  it.each([
    [0, 0],
    [0, 999],
    [999, 999],
    [500, 501],
    [990, 5000],
  ])('gives the bytes %i to %i, both included, and the size of the whole', async (start, end) => {
    const { body, sizeBytes } = await store().stream(key, { start, end });

    expect((await bytesOf(body)).equals(bytes.subarray(start, end + 1))).toBe(true);
    expect(sizeBytes).toBe(1000);
  });

  it.each([
    [1000, 1000],
    [5000, 6000],
    [5, 4],
    [-1, 4],
    [0.5, 4],
    [0, Number.NaN],
  ])('refuses the range %d to %d', async (start, end) => {
    await expect(store().stream(key, { start, end })).rejects.toThrow(RangeNotSatisfiableError);
  });

  it('refuses any range of an empty object', async () => {
    const empty = await putNew(store(), Buffer.alloc(0));

    await expect(store().stream(empty, { start: 0, end: 0 })).rejects.toThrow(RangeNotSatisfiableError);
  });
}

function listingPromises(store: () => ObjectStore): void {
  it(`lists ${LISTED} objects once each and in order, and removes them together`, async () => {
    const folder = `listed/${randomUUID()}`;
    const keys = Array.from({ length: LISTED }, (_, number) => `${folder}/${String(number).padStart(5, '0')}.txt`);
    const facts = { contentType: 'text/plain', sha256: sha256(Buffer.from('x')) };
    await eachOf(keys, (key) => store().put(key, Buffer.from('x'), facts));

    const listed = await allOf(store().list(`${folder}/`));
    await store().delete([...keys, `${folder}/missing.txt`]);

    expect(listed.map(({ key }) => key)).toEqual(keys);
    expect(listed.every(({ sizeBytes }) => sizeBytes === 1)).toBe(true);
    expect(listed.every(({ modifiedAt }) => Math.abs(Date.now() - modifiedAt.getTime()) < 120_000)).toBe(true);
    expect(await allOf(store().list(`${folder}/`))).toEqual([]);
  }, 60_000);

  it('lists by the beginning of a key, also in the middle of a segment, in byte order', async () => {
    const root = `order-${randomUUID()}`;
    const keys = ['a.txt', 'a/b.txt', 'a/b/c.txt', 'ab.txt', 'b.txt'].map((key) => `${root}/${key}`);
    const facts = { contentType: 'text/plain', sha256: sha256(Buffer.from('x')) };
    await eachOf(keys, (key) => store().put(key, Buffer.from('x'), facts));

    expect((await allOf(store().list(`${root}/`))).map(({ key }) => key)).toEqual(keys);
    expect((await allOf(store().list(`${root}/a`))).map(({ key }) => key)).toEqual(keys.slice(0, 4));
    expect((await allOf(store().list(`${root}/a/`))).map(({ key }) => key)).toEqual(keys.slice(1, 3));
    expect(await allOf(store().list(`${root}/nothing/`))).toEqual([]);
    expect((await allOf(store().list(''))).map(({ key }) => key)).toEqual(expect.arrayContaining(keys));
  });

  it('does not mind removing what is not there, or nothing at all', async () => {
    await expect(store().delete([keyFor(Buffer.from('gone'))])).resolves.toBeUndefined();
    await expect(store().delete([])).resolves.toBeUndefined();
  });

  it('keeps the neighbour when a key is removed while others of its folder are put', async () => {
    const folder = `busy/${randomUUID()}`;
    const facts = { contentType: 'text/plain', sha256: sha256(Buffer.from('x')) };

    await Promise.all(
      Array.from({ length: 30 }, async (_, number) => {
        await store().put(`${folder}/${number}.txt`, Buffer.from('x'), facts);
        if (number % 2 === 0) await store().delete([`${folder}/${number}.txt`]);
      }),
    );

    expect(await allOf(store().list(`${folder}/`))).toHaveLength(15);
  });
}

function carelessPromises(store: () => ObjectStore): void {
  it.each(HOSTILE_KEYS)('refuses the key %j everywhere', async (key) => {
    const facts = { contentType: 'image/png', sha256: sha256(Buffer.from('x')) };

    await expect(store().put(key, Buffer.from('x'), facts)).rejects.toThrow(ObjectKeyRefusedError);
    await expect(store().get(key)).rejects.toThrow(ObjectKeyRefusedError);
    await expect(store().stream(key)).rejects.toThrow(ObjectKeyRefusedError);
    await expect(store().head(key)).rejects.toThrow(ObjectKeyRefusedError);
    await expect(store().delete(['fine.png', key])).rejects.toThrow(ObjectKeyRefusedError);
    if (key !== '' && key !== 'a/') await expect(allOf(store().list(key))).rejects.toThrow(ObjectKeyRefusedError);
  });

  it('refuses bytes that have another hash or another type, and stores nothing', async () => {
    const key = keyFor(Buffer.from('right'));
    const right = sha256(Buffer.from('right'));

    await expect(store().put(key, Buffer.from('wrong'), { contentType: 'image/png', sha256: right })).rejects.toThrow(
      ObjectFactsRefusedError,
    );
    await expect(store().put(key, Buffer.from('right'), { contentType: 'image/webp', sha256: right })).rejects.toThrow(
      ObjectFactsRefusedError,
    );

    expect(await store().head(key)).toBeUndefined();
  });

  it('serves the next reader at once after 100 readers went away in the middle', async () => {
    const bytes = randomBytes(3_000_000);
    const key = await putNew(store(), bytes);
    for (let reader = 0; reader < 100; reader++) {
      const { body } = await store().stream(key);
      if (reader % 2 === 0) await firstChunkOf(body);
      body.destroy();
    }

    const startedAt = performance.now();
    const answer = await bytesOf((await store().stream(key)).body);

    expect(answer.equals(bytes)).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
}

function keyFor(bytes: Buffer, extension: ObjectExtension = 'png'): string {
  return objectKey({ imageId: randomUUID(), sha256: sha256(bytes), name: 'original', extension });
}

async function putNew(store: ObjectStore, bytes: Buffer, extension: ObjectExtension = 'png'): Promise<string> {
  const key = keyFor(bytes, extension);
  await store.put(key, bytes, { contentType: contentTypeOf(key), sha256: sha256(bytes) });
  return key;
}

async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function firstChunkOf(body: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    body.once('error', reject);
    body.once('data', () => resolve());
  });
}

async function allOf(listing: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const one of listing) all.push(one);
  return all;
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
