import { Client } from 'pg';
import { MemoryByteCache } from '../../src/cache/memory.byte-cache';
import { ValidationFailedError } from '../../src/common/errors';
import { Outbox } from '../../src/hub/outbox';
import { ImageChanges } from '../../src/images/image-changes';
import { ImageFilesReader } from '../../src/images/image-files.reader';
import { ImageEntity } from '../../src/images/image.entity';
import { ImagesRepository } from '../../src/images/images.repository';
import { RememberedImages } from '../../src/images/remembered-images';
import { RetiredFiles } from '../../src/images/retired-files';
import { metadataEtag } from '../../src/images/visible-images';
import type { ObjectStore } from '../../src/storage/object-store';
import { StorageUnavailableError } from '../../src/storage/storage.errors';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { anImage, type GivenImage } from './support/images';
import { testConfig } from './support/test-config';

/** The one method of a store that deletion uses; a test decides how it ends. */
class ForgetfulStore {
  readonly deleted: string[] = [];
  answer: () => Promise<void> = () => Promise.resolve();

  async delete(keys: readonly string[]): Promise<void> {
    this.deleted.push(...keys);
    await this.answer();
  }
}

const CAUSE = { correlationId: 'correlation-1' };
const REQUESTED = { ...CAUSE, reason: 'requested' };

describe('ImageChanges', () => {
  let database: TestDatabase;
  let listener: Client;
  let store: ForgetfulStore;
  let cache: MemoryByteCache;
  const heard: string[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
    listener = new Client({ connectionString: database.url });
    await listener.connect();
    await listener.query('LISTEN image_changed');
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
  });
  beforeEach(() => {
    store = new ForgetfulStore();
    cache = new MemoryByteCache(1_000_000, () => undefined);
    heard.length = 0;
  });
  afterAll(async () => {
    await listener.end();
    await database.drop();
  });

  const changesWith = (more: Record<string, string> = {}): ImageChanges => {
    const files = new RetiredFiles(
      testConfig(more),
      new ImageFilesReader(database.dataSource),
      store as unknown as ObjectStore,
      cache,
      { forget: () => undefined } as unknown as RememberedImages,
    );
    return new ImageChanges(database.dataSource, new ImagesRepository(), new Outbox(), files);
  };

  const made = async (given: GivenImage = {}): Promise<ImageEntity> => rowOf(await anImage(database.dataSource, given));

  const rowOf = (id: string): Promise<ImageEntity> =>
    database.dataSource.getRepository(ImageEntity).findOneByOrFail({ id });

  const eventsOf = async (id: string): Promise<{ subject: string; payload: unknown; correlation_id: string }[]> =>
    database.dataSource.query(
      `SELECT subject, envelope -> 'payload' AS payload, envelope ->> 'correlation_id' AS correlation_id
       FROM outbox WHERE ordering_key = $1 ORDER BY id`,
      [id],
    );

  it('replaces tags, merges metadata, and tells of it once under the names that changed', async () => {
    const image = await made({ tags: ['old'], metadata: { kept: 1, gone: 2 } });

    const after = await changesWith().update(
      image,
      { tags: ['a', 'b', 'a'], metadata: { gone: null, name: 'Inn' } },
      CAUSE,
    );

    expect(after).toMatchObject({ tags: ['a', 'b'], metadata: { kept: 1, name: 'Inn' }, image_version: 2 });
    const stored = await rowOf(image.id);
    expect(stored).toEqual(after);
    expect(stored.updated_at.getTime()).toBeGreaterThanOrEqual(image.updated_at.getTime());
    expect(await eventsOf(image.id)).toEqual([
      {
        subject: 'image.updated',
        correlation_id: 'correlation-1',
        payload: { image_id: image.id, kind: 'portrait', image_version: 2, changes: ['metadata', 'name', 'tags'] },
      },
    ]);
    await eventually(() => expect(heard).toEqual([image.id]));
  });

  it('does nothing when nothing changes, whatever the order of keys', async () => {
    const image = await made({ tags: ['a'], metadata: { grid: { x: 1, y: [2] } } });

    const after = await changesWith().update(
      image,
      { tags: ['a', 'a'], metadata: { grid: { y: [2], x: 1 }, absent: null } },
      CAUSE,
    );

    expect(after).toEqual(image);
    expect(await rowOf(image.id)).toEqual(image);
    expect(await eventsOf(image.id)).toEqual([]);
  });

  it('lets exactly one of many changes through that name the same version', async () => {
    const image = await made();
    const ifMatch = metadataEtag(image);

    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        changesWith().update(image, { metadata: { winner: n } }, { ...CAUSE, ifMatch }),
      ),
    );

    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.metadata] : []));
    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject(Array(7).fill({ httpStatus: 412, code: 'PRECONDITION_FAILED' }));
    expect(await rowOf(image.id)).toMatchObject({ image_version: 2, metadata: won[0] });
    expect(await eventsOf(image.id)).toHaveLength(1);
  });

  it('loses none of many changes that name no version', async () => {
    const image = await made();

    await Promise.all(
      Array.from({ length: 8 }, (_, n) => changesWith().update(image, { metadata: { [`key-${n}`]: n } }, CAUSE)),
    );

    const after = await rowOf(image.id);
    expect(Object.keys(after.metadata)).toHaveLength(8);
    expect(after.image_version).toBe(9);
    const versions = (await eventsOf(image.id)).map(
      ({ payload }) => (payload as { image_version: number }).image_version,
    );
    expect(versions).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps nothing of a change that is refused', async () => {
    const image = await made();

    const refused = changesWith().update(image, { tags: ['x'], metadata: { big: 'x'.repeat(20_000) } }, CAUSE);

    await expect(refused).rejects.toBeInstanceOf(ValidationFailedError);
    expect(await rowOf(image.id)).toEqual(image);
    expect(await eventsOf(image.id)).toEqual([]);
  });

  it('keeps what JSON can say: text of any alphabet, numbers, lists, inner nulls', async () => {
    const image = await made();
    const metadata = { text: 'Ünï \u2028 😀 "\\', tiny: 5e-324, large: 1.7e308, list: [1, null, { a: false }] };

    await changesWith().update(image, { metadata }, CAUSE);

    expect((await rowOf(image.id)).metadata).toEqual(metadata);
  });

  it('refuses to change an image that has been deleted meanwhile', async () => {
    const image = await made();
    await changesWith().remove(image, REQUESTED);

    await expect(changesWith().update(image, { tags: ['x'] }, CAUSE)).rejects.toMatchObject({ httpStatus: 410 });
    await expect(changesWith().update({ id: '7d0d6c5e-3f0a-5b7e-9a1c-52f4f7a1e0b3' }, {}, CAUSE)).rejects.toMatchObject(
      { httpStatus: 404 },
    );
  });

  it('deletes an image with its files and its cached bytes, and tells of it once however often it is asked', async () => {
    const image = await made({
      storage_path: 'images/aa/original.png',
      variants: [{ storage_path: 'images/aa/small.webp' }] as ImageEntity['variants'],
    });
    await cache.set('images/aa/small.webp', Buffer.from('x'), { ttlS: 60 });

    const removals = await Promise.all([1, 2, 3].map(() => changesWith().remove(image, REQUESTED)));

    expect(removals.filter(Boolean)).toHaveLength(1);
    expect(await rowOf(image.id)).toMatchObject({ status: 'deleted', image_version: 2 });
    expect(await eventsOf(image.id)).toEqual([
      {
        subject: 'image.deleted',
        correlation_id: 'correlation-1',
        payload: { image_id: image.id, kind: 'portrait', image_version: 2, reason: 'requested' },
      },
    ]);
    expect([...store.deleted].sort()).toEqual(['images/aa/original.png', 'images/aa/small.webp']);
    expect(await cache.get('images/aa/small.webp')).toBeUndefined();
    await eventually(() => expect(heard).toEqual([image.id]));
  });

  it('deletes although storage is away, and leaves the files to the reconciler', async () => {
    const image = await made();
    store.answer = () => Promise.reject(new StorageUnavailableError('it does not answer'));

    await expect(changesWith().remove(image, REQUESTED)).resolves.toBe(true);

    expect(await rowOf(image.id)).toMatchObject({ status: 'deleted' });
    expect(await eventsOf(image.id)).toHaveLength(1);
  });

  it('waits three seconds for storage that hangs, and no longer', async () => {
    const image = await made();
    store.answer = () => new Promise(() => undefined);

    const startedAt = performance.now();
    await changesWith().remove(image, REQUESTED);

    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(await rowOf(image.id)).toMatchObject({ status: 'deleted' });
  });

  it('keeps the files for as long as RETIRED_RETENTION_MS says', async () => {
    const image = await made();

    await changesWith({ RETIRED_RETENTION_MS: '60000' }).remove(image, REQUESTED);

    expect(store.deleted).toEqual([]);
  });

  it('keeps a superseded image as it was when the one that replaced it is deleted', async () => {
    const old = await made({ status: 'superseded' });
    const image = await made({ supersedes: old.id });

    await changesWith().remove(image, REQUESTED);

    expect(await rowOf(old.id)).toEqual(old);
  });

  it('deletes the images of a character within the caller’s transaction', async () => {
    const images = await Promise.all([1, 2].map(() => made({ character_id: 'leaving' })));
    const other = await made({ character_id: 'staying' });
    const changes = changesWith();
    const cause = { ...CAUSE, reason: 'character_deleted', causationId: 'event-1' };

    const undone = database.dataSource.transaction(async (manager) => {
      await changes.removeOfCharacter(manager, 'leaving', cause);
      throw new Error('something else failed');
    });
    await expect(undone).rejects.toThrow('something else failed');
    const between = await Promise.all(images.map(({ id }) => rowOf(id)));
    const removed = await database.dataSource.transaction((manager) =>
      changes.removeOfCharacter(manager, 'leaving', cause),
    );
    await changes.removeFiles(removed);

    expect(between).toEqual(images);
    expect(removed.map(({ id }) => id).sort()).toEqual(images.map(({ id }) => id).sort());
    expect((await Promise.all(images.map(({ id }) => rowOf(id)))).map(({ status }) => status)).toEqual([
      'deleted',
      'deleted',
    ]);
    expect(await rowOf(other.id)).toEqual(other);
    expect([...store.deleted].sort()).toEqual(images.map((image) => image.storage_path).sort());
    await eventually(() => expect([...heard].sort()).toEqual(images.map(({ id }) => id).sort()));
  });

  it('signals the image that a new one replaces', async () => {
    const image = await made({ character_id: 'renewed' });

    await database.dataSource.transaction((manager) =>
      new ImagesRepository().supersedeNewest(manager, { kind: 'portrait', characterId: 'renewed', locationId: null }),
    );

    await eventually(() => expect(heard).toEqual([image.id]));
  });
});
