import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { sha256 } from '../../src/common/canonical-json';
import { JobStore, LeaseLostError, type ClaimedJob } from '../../src/generation/jobs/job-store';
import { PictureArchive, type PictureToKeep } from '../../src/generation/work/picture-archive';
import { Outbox } from '../../src/hub/outbox';
import { ImagesRepository } from '../../src/images/images.repository';
import type { ObjectStore } from '../../src/storage/object-store';
import { openObjectStore } from '../../src/storage/open-object-store';
import { StorageUnavailableError } from '../../src/storage/storage.errors';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn } from './support/jobs';

const LEASE_MS = 30_000;

function encoded(text: string) {
  const bytes = Buffer.from(text);
  const facts = { contentType: 'image/webp', format: 'webp', width: 1, height: 1 } as const;
  return { ...facts, bytes, sizeBytes: bytes.length, sha256: sha256(bytes) };
}

const pictureOf = (job: ClaimedJob): PictureToKeep => ({
  job,
  recipe: { version: 1, kind: 'portrait', theme: 'fantasy', subject: { species: 'elf' }, output: {} },
  finished: { original: encoded('large'), variants: [{ ...encoded('small'), name: 'small' }] },
  thumbhash: 'hash',
  seed: 7,
  paintedBy: { dialect: 'a1111', model: 'sdxl' },
});

describe('PictureArchive', () => {
  let database: TestDatabase;
  let folder: string;
  let objects: ObjectStore;
  let jobs: JobStore;
  let archive: PictureArchive;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await cloneDatabase();
    jobs = new JobStore(database.dataSource);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.dataSource.query('DELETE FROM generation_jobs; DELETE FROM images; DELETE FROM outbox');
    folder = await mkdtemp(join(tmpdir(), 'picture-archive-'));
    objects = openObjectStore({ kind: 'filesystem', folder });
    archive = new PictureArchive(database.dataSource, objects, new ImagesRepository(), jobs, new Outbox());
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await objects.close();
    await rm(folder, { recursive: true });
  });

  const claimed = async (): Promise<ClaimedJob> => {
    await intakeOn(database.dataSource).intake.accept([aRequest()]);
    const job = await jobs.claim(LEASE_MS);
    if (job === undefined) throw new Error('there is nothing to claim');
    return job;
  };
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const set = (job: ClaimedJob, sql: string): Promise<unknown> =>
    database.dataSource.query(`UPDATE generation_jobs SET ${sql} WHERE id = $1`, [job.id]);
  /** Something happens to the job after its files were written and before its row is. */
  const afterWriting = (happens: () => Promise<unknown>): void => {
    const put = objects.put.bind(objects);
    let written = 0;
    jest.spyOn(objects, 'put').mockImplementation(async (...file) => {
      await put(...file);
      written += 1;
      if (written === 2) await happens();
    });
  };
  const never = new AbortController().signal;

  it('keeps files, row and event together', async () => {
    const job = await claimed();

    await archive.keep(pictureOf(job), never);

    const [{ images, events }] = await database.dataSource.query<[{ images: number; events: number }]>(
      'SELECT (SELECT count(*)::int FROM images) AS images, (SELECT count(*)::int FROM outbox) AS events',
    );
    expect([(await files()).length, images, events]).toEqual([2, 1, 1]);
  });

  it('takes back what it wrote when the job was cancelled meanwhile, as when its character is deleted', async () => {
    const job = await claimed();
    afterWriting(() => set(job, `status = 'cancelled', lease_token = NULL`));

    await expect(archive.keep(pictureOf(job), never)).rejects.toThrow(LeaseLostError);

    expect(await files()).toEqual([]);
  });

  it('leaves the files to another worker that has the job by now: its row may name them', async () => {
    const job = await claimed();
    afterWriting(() => set(job, `lease_token = gen_random_uuid()`));

    await expect(archive.keep(pictureOf(job), never)).rejects.toThrow(LeaseLostError);

    expect(await files()).toHaveLength(2);
  });

  it('writes nothing for a job that was lost before', async () => {
    const lost = new AbortController();
    lost.abort(new LeaseLostError());

    await expect(archive.keep(pictureOf(await claimed()), lost.signal)).rejects.toThrow(LeaseLostError);

    expect(await files()).toEqual([]);
  });

  it('waits for every file before it says that one could not be written', async () => {
    const job = await claimed();
    const put = objects.put.bind(objects);
    const told = new AbortController();
    jest.spyOn(objects, 'put').mockImplementation(async (key, bytes, facts) => {
      if (key.includes('original')) throw new StorageUnavailableError('full');
      await new Promise((resolve) => setTimeout(resolve, 200));
      await put(key, bytes, facts);
      told.abort(new Error('the worker stops'));
    });

    await expect(archive.keep(pictureOf(job), told.signal)).rejects.toThrow();

    expect(await files()).toHaveLength(1);
  });

  it('leaves what cannot be taken back to the reconciler', async () => {
    const job = await claimed();
    afterWriting(() => set(job, `status = 'cancelled', lease_token = NULL`));
    jest.spyOn(objects, 'delete').mockRejectedValue(new StorageUnavailableError('away'));

    await expect(archive.keep(pictureOf(job), never)).rejects.toThrow(LeaseLostError);
  });
});
