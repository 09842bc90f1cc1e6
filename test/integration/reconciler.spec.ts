import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Gauge } from 'prom-client';
import { sha256 } from '../../src/common/canonical-json';
import { JobEntity } from '../../src/generation/jobs/job.entity';
import { JobsReader } from '../../src/generation/jobs/jobs.reader';
import { imageIdOf, jobIdOf } from '../../src/generation/jobs/job-request';
import type { Reconciliation } from '../../src/generation/reconcile/reconciliation';
import { Reconciler } from '../../src/generation/reconcile/reconciler';
import { ReconcileSchedule } from '../../src/generation/reconcile/reconcile-schedule';
import { ImageFilesReader } from '../../src/images/image-files.reader';
import { objectKey } from '../../src/storage/object-key';
import type { ObjectStore } from '../../src/storage/object-store';
import { openObjectStore } from '../../src/storage/open-object-store';
import { parseStorageUrl, type StorageOptions } from '../../src/storage/storage-url';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn } from './support/jobs';
import { testConfig } from './support/test-config';

/** An attempt, a second for painting and a second for the lease: with what keeping and pausing take, 92 s. */
const SHORT_JOBS = { JOB_MAX_ATTEMPTS: '1', JOB_TIMEOUT_MS: '1000', JOB_LEASE_MS: '1000' };
const LONGEST_JOB_MS = 92_000;
const BYTES = Buffer.from('a picture');
const LATER_MS = 10 * LONGEST_JOB_MS;

function keyOf(imageId: string, name = 'original', bytes = BYTES): string {
  return objectKey({ imageId, sha256: sha256(bytes), name, extension: 'png' });
}

const STORES: [string, () => Promise<{ options: StorageOptions; remove: () => Promise<void> }>][] = [
  [
    'a folder',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'reconciler-'));
      return { options: { kind: 'filesystem', folder }, remove: () => rm(folder, { recursive: true }) };
    },
  ],
  [
    'S3',
    () => {
      const url = process.env['TEST_S3_URL'];
      if (!url) throw new Error('TEST_S3_URL must be s3://key:secret@host:port of a running S3 server');
      const options = parseStorageUrl(url, `test-${randomUUID()}`);
      if (options.kind !== 's3') throw new Error('TEST_S3_URL must begin with s3://');
      const { endpoint, region, bucket } = options;
      const remove = async (): Promise<void> => {
        const client = new S3Client({ endpoint, region, credentials: options, forcePathStyle: true });
        await client.send(new DeleteBucketCommand({ Bucket: bucket }));
        client.destroy();
      };
      return Promise.resolve({ options, remove });
    },
  ],
];

describe.each(STORES)('Reconciler on %s', (storeName, makeStore) => {
  let database: TestDatabase;
  let store: ObjectStore;
  let removeStore: () => Promise<void>;
  let reconciler: Reconciler;

  const reconcilerOn = (objects: ObjectStore, given: Record<string, string> = {}): Reconciler => {
    const jobs = new JobsReader(database.dataSource.getRepository(JobEntity));
    const images = new ImageFilesReader(database.dataSource);
    return new Reconciler(testConfig({ ...SHORT_JOBS, ...given }), database.dataSource, objects, images, jobs);
  };
  const keys = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of store.list('')) found.push(key);
    return found;
  };
  const put = async (key: string, bytes = BYTES): Promise<string> => {
    await store.put(key, bytes, { contentType: 'image/png', sha256: sha256(bytes) });
    return key;
  };
  /** A row that names `files`, the original first. */
  const insertRow = async (
    id: string,
    files: readonly string[],
    status: 'active' | 'superseded' | 'deleted' = 'active',
  ): Promise<void> => {
    const [original, ...variants] = files;
    await database.dataSource.query(
      `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash,
         theme, variants, recipe, recipe_hash, status)
       VALUES ($1, $2, 'image/png', 9, 1, 1, 'png', 'portrait', gen_random_uuid(), $3, '', 'fantasy', $4, '{}', $3, $5)`,
      [id, original, sha256(BYTES), JSON.stringify(variants.map((storage_path) => ({ storage_path }))), status],
    );
  };
  /** An image with its original and one variant, in storage and in the table. */
  const anImage = async (status?: 'active' | 'superseded' | 'deleted'): Promise<{ id: string; files: string[] }> => {
    const id = randomUUID();
    const files = [await put(keyOf(id)), await put(keyOf(id, 'thumb'))];
    await insertRow(id, files, status);
    return { id, files };
  };
  const inLateTime = () => ({ now: Date.now() + LATER_MS });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await cloneDatabase();
    const { options, remove } = await makeStore();
    store = openObjectStore(options);
    removeStore = remove;
    await store.prepare();
    reconciler = reconcilerOn(store);
  });
  beforeEach(async () => {
    await store.delete(await keys());
    await database.dataSource.query('TRUNCATE images, generation_jobs, outbox CASCADE');
  });
  afterAll(async () => {
    await store.delete(await keys());
    await store.close();
    await removeStore();
    await database.drop();
  });

  it('leaves an image and its objects alone, and counts them', async () => {
    const { files } = await anImage();
    await anImage('superseded');

    const result = await reconciler.run(inLateTime());

    expect(result).toEqual({
      objects: 4,
      bytes: 4 * BYTES.length,
      orphansRemoved: 0,
      retiredRemoved: 0,
      orphansSpared: 0,
      foreign: 0,
      danglingImages: 0,
      danglingImageIds: [],
    });
    expect(await keys()).toEqual(expect.arrayContaining(files));
  });

  it('removes old objects that no row names: of no image, and of an image that names others', async () => {
    const { id, files } = await anImage();
    await put(keyOf(randomUUID()));
    await put(keyOf(id, 'original', Buffer.from('an earlier attempt')), Buffer.from('an earlier attempt'));

    const result = await reconciler.run(inLateTime());

    expect(result).toMatchObject({ orphansRemoved: 2, objects: 2, bytes: 2 * BYTES.length });
    expect((await keys()).sort()).toEqual([...files].sort());
  });

  it('keeps an object that is younger than the longest possible job', async () => {
    await anImage();
    const young = await put(keyOf(randomUUID()));

    const early = await reconciler.run({ now: Date.now() + LONGEST_JOB_MS - 10_000 });
    const late = await reconciler.run({ now: Date.now() + LONGEST_JOB_MS + 10_000 });

    expect(early?.orphansRemoved).toBe(0);
    expect(late?.orphansRemoved).toBe(1);
    expect(await keys()).not.toContain(young);
  });

  it.each(['pending', 'running'])('keeps what a %s job has written, however old', async (status) => {
    await anImage();
    const request = aRequest();
    await intakeOn(database.dataSource).intake.accept([request]);
    await database.dataSource.query(`UPDATE generation_jobs SET status = $1`, [status]);
    const key = await put(keyOf(imageIdOf(jobIdOf(request.identity))));

    const result = await reconciler.run(inLateTime());

    expect(result?.orphansRemoved).toBe(0);
    expect(await keys()).toContain(key);
  });

  it.each(['failed', 'cancelled'])('removes what a %s job has left', async (status) => {
    await anImage();
    const request = aRequest();
    await intakeOn(database.dataSource).intake.accept([request]);
    await database.dataSource.query(`UPDATE generation_jobs SET status = $1`, [status]);
    const key = await put(keyOf(imageIdOf(jobIdOf(request.identity))));

    await reconciler.run(inLateTime());

    expect(await keys()).not.toContain(key);
  });

  it('keeps an object whose row is committed while it looks', async () => {
    await anImage();
    const id = randomUUID();
    const key = await put(keyOf(id));
    const jobs = new JobsReader(database.dataSource.getRepository(JobEntity));
    // Between the question to the rows and the one to the jobs the job ends and its row appears.
    jest.spyOn(jobs, 'unfinishedImages').mockImplementation(async () => {
      await insertRow(id, [key]);
      return new Set();
    });
    const images = new ImageFilesReader(database.dataSource);
    const racing = new Reconciler(testConfig(SHORT_JOBS), database.dataSource, store, images, jobs);

    const result = await racing.run(inLateTime());

    expect(result).toMatchObject({ orphansRemoved: 0 });
    expect(await keys()).toContain(key);
  });

  it('reports images that lack their original or a variant, in use or superseded', async () => {
    const whole = await anImage();
    const [noOriginal, noVariant] = [await anImage(), await anImage('superseded')];
    const nothing = randomUUID();
    const nonsense = randomUUID();
    await insertRow(nothing, [keyOf(nothing)]);
    await insertRow(nonsense, ['/etc/pass wd']);
    await store.delete([noOriginal.files[0] ?? '', noVariant.files[1] ?? '']);

    const result = await reconciler.run();

    expect(result?.danglingImages).toBe(4);
    expect([...(result?.danglingImageIds ?? [])].sort()).toEqual(
      [noOriginal.id, noVariant.id, nothing, nonsense].sort(),
    );
    expect(result?.danglingImageIds).not.toContain(whole.id);
  });

  it('does not report what arrived after the listing, nor what was deleted since', async () => {
    const [late, gone] = [randomUUID(), randomUUID()];
    await insertRow(late, [keyOf(late)]);
    await insertRow(gone, [keyOf(gone)]);
    const head = store.head.bind(store);
    let change: Promise<unknown> | undefined;
    const asked = jest.spyOn(store, 'head').mockImplementation(async (key) => {
      change ??= Promise.all([
        put(keyOf(late)),
        database.dataSource.query(`UPDATE images SET status = 'deleted' WHERE id = $1`, [gone]),
      ]);
      await change;
      return head(key);
    });

    const result = await reconciler.run();

    asked.mockRestore();
    expect(result?.danglingImages).toBe(0);
  });

  it('removes the objects of deleted images at once, or after RETIRED_RETENTION_MS', async () => {
    await anImage('deleted');
    const kept = await anImage();

    const early = await reconcilerOn(store, { RETIRED_RETENTION_MS: '60000' }).run({ now: Date.now() + 30_000 });
    const late = await reconciler.run({ now: Date.now() + 1000 });

    expect(early).toMatchObject({ retiredRemoved: 0, objects: 4 });
    expect(late).toMatchObject({ retiredRemoved: 2, objects: 2, danglingImages: 0 });
    expect((await keys()).sort()).toEqual([...kept.files].sort());
  });

  it('removes nothing when the database knows no image: it may be the wrong one', async () => {
    const key = await put(keyOf(randomUUID()));

    const result = await reconciler.run(inLateTime());

    expect(result).toMatchObject({ orphansSpared: 1, orphansRemoved: 0 });
    expect(await keys()).toEqual([key]);
  });

  it('leaves alone what is not named like an object of an image', async () => {
    await anImage();
    const [inside, outside] = [await put('images/notes/read-me.png'), await put('backup/read-me.png')];

    const result = await reconciler.run(inLateTime());

    expect(result).toMatchObject({ foreign: 1, orphansRemoved: 0 });
    expect(await keys()).toEqual(expect.arrayContaining([inside, outside]));
  });

  it('goes through 1,200 objects and through images without any, page by page', async () => {
    // All in one page of the listing, and more than a page of rows; S3 answers for each of them one by one.
    const rows = storeName === 'S3' ? 520 : 1100;
    const orphans = Array.from({ length: 1198 }, () => keyOf(randomUUID()));
    for (let from = 0; from < orphans.length; from += 50)
      await Promise.all(orphans.slice(from, from + 50).map((key) => put(key)));
    const { files } = await anImage();
    await database.dataSource.query(
      `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash,
         theme, recipe, recipe_hash)
       SELECT id, 'images/00/' || id || '/x.png', 'image/png', 9, 1, 1, 'png', 'portrait', gen_random_uuid(), $1, '', 'fantasy', '{}', $1
       FROM (SELECT ('ffffffff' || substr(gen_random_uuid()::text, 9))::uuid AS id FROM generate_series(1, $2::int)) fresh`,
      [sha256(BYTES), rows],
    );

    const result = await reconciler.run(inLateTime());

    expect(result).toMatchObject({ orphansRemoved: 1198, objects: 2, danglingImages: rows });
    expect(result?.danglingImageIds).toHaveLength(Math.min(rows, 1000));
    expect((await keys()).sort()).toEqual([...files].sort());
  }, 90_000);

  it('does the work once when two replicas start it at the same moment', async () => {
    await anImage();
    await put(keyOf(randomUUID()));
    const list = store.list.bind(store);
    const runs: Promise<Reconciliation | undefined>[] = [];
    const listing = jest.spyOn(store, 'list').mockImplementation(async function* (prefix) {
      // Whoever lists waits for the other one, which must have given up.
      await Promise.race(runs);
      yield* list(prefix);
    });

    runs.push(reconciler.run(inLateTime()), reconcilerOn(store).run(inLateTime()));
    const results = await Promise.all(runs);

    listing.mockRestore();
    expect(results.filter((result) => result === undefined)).toHaveLength(1);
    expect(results.find((result) => result !== undefined)).toMatchObject({ orphansRemoved: 1 });
    expect(await reconciler.run(inLateTime())).toMatchObject({ orphansRemoved: 0 });
  });

  describe('on its schedule', () => {
    const gauge = (name: string): Gauge => new Gauge({ name, help: name, registers: [] });
    const valueOf = async (metric: Gauge): Promise<number | undefined> => (await metric.get()).values[0]?.value;
    const started: ReconcileSchedule[] = [];
    const start = (): { schedule: ReconcileSchedule; bytes: Gauge; dangling: Gauge } => {
      const [bytes, dangling] = [gauge('bytes'), gauge('dangling')];
      const config = testConfig({ ...SHORT_JOBS, RECONCILE_INTERVAL_MS: '1000' });
      const schedule = new ReconcileSchedule(config, database.dataSource, reconciler, bytes, dangling);
      schedule.start();
      started.push(schedule);
      return { schedule, bytes, dangling };
    };
    afterEach(() => Promise.all(started.splice(0).map((schedule) => schedule.stop())));

    it('tells the size of the storage and the dangling images, and goes on while storage is away', async () => {
      const { id } = await anImage();
      const away = jest.spyOn(store, 'list').mockImplementationOnce(() => {
        throw new Error('storage is away');
      });

      const { bytes, dangling } = start();
      await eventually(async () => expect(await valueOf(bytes)).toBe(2 * BYTES.length));
      await store.delete([keyOf(id)]);

      await eventually(async () => expect(await valueOf(dangling)).toBe(1));
      expect(await valueOf(bytes)).toBe(BYTES.length);
      away.mockRestore();
    });

    it('is led by one replica, and by another when that one stops', async () => {
      await anImage();
      const first = start();
      await eventually(async () => expect(await valueOf(first.bytes)).toBeGreaterThan(0));
      const second = start();

      const whileLed = await valueOf(second.bytes);
      await first.schedule.stop();

      expect(whileLed).toBe(0);
      expect(await valueOf(first.bytes)).toBe(0);
      await eventually(async () => expect(await valueOf(second.bytes)).toBeGreaterThan(0));
    });
  });
});
