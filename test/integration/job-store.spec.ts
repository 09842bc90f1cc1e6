import { JobStore, LeaseLostError, type ClaimedJob } from '../../src/generation/jobs/job-store';
import type { JobEntity } from '../../src/generation/jobs/job.entity';
import { imageIdOf, jobIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import { isFinal, JOB_STATUSES, TRANSITIONS } from '../../src/generation/jobs/job-states';
import type { Composition } from '../../src/generation/recipe';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn, jobRow } from './support/jobs';

const LEASE_MS = 30_000;
const composition: Composition = {
  recipe: { version: 1, kind: 'portrait', theme: 'fantasy', subject: { species: 'elf' }, output: {} },
  ownerId: 'owner of the character',
  campaignId: 'campaign of the character',
};

describe('JobStore', () => {
  let database: TestDatabase;
  let store: JobStore;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = new JobStore(database.dataSource);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.dataSource.query('DELETE FROM generation_jobs; DELETE FROM images'));

  const enqueue = async (given: Partial<JobRequest> = {}): Promise<string> => {
    const request = aRequest(given);
    await intakeOn(database.dataSource).intake.accept([request]);
    return jobIdOf(request.identity);
  };
  const row = (id: string): Promise<JobEntity> => jobRow(database.dataSource, id);
  const set = (id: string, sql: string): Promise<unknown> =>
    database.dataSource.query(`UPDATE generation_jobs SET ${sql} WHERE id = $1`, [id]);
  const claimed = async (): Promise<ClaimedJob> => {
    const job = await store.claim(LEASE_MS);
    if (job === undefined) throw new Error('there is nothing to claim');
    return job;
  };
  const expire = (id: string): Promise<unknown> => set(id, `lease_until = now() - interval '1 ms'`);
  const keepImage = (job: Pick<JobEntity, 'id' | 'image_id'>): Promise<unknown> =>
    database.dataSource.query(
      `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash, theme, recipe, recipe_hash)
       VALUES ($1, 'images/a', 'image/webp', 1, 1, 1, 'webp', 'portrait', $2, repeat('a', 64), 'x', 'fantasy', '{}', repeat('b', 64))`,
      [job.image_id, job.id],
    );

  describe('claims', () => {
    it('the most urgent first, of equals whose turn it is, and then the oldest', async () => {
      const late = await enqueue({ priority: 5, ownerId: 'one' });
      const early = await enqueue({ priority: 5, ownerId: 'other' });
      const second = await enqueue({ priority: 5, ownerId: 'other' });
      const low = await enqueue({ priority: 1 });
      const urgent = await enqueue({ priority: 9 });
      await set(early, `created_at = now() - interval '1 minute'`);
      await set(second, `created_at = now() - interval '2 minutes'`);
      await set(low, `created_at = now() - interval '1 day'`);

      const order: string[] = [];
      for (let count = 0; count < 5; count += 1) order.push((await claimed()).id);

      expect(order).toEqual([urgent, early, late, second, low]);
    });

    it('who waits too long, however unimportant, when it is the turn of such', async () => {
      const low = await enqueue({ priority: 0 });
      await enqueue({ priority: 9 });
      await set(low, `created_at = now() - interval '11 minutes'`);

      const job = await store.claim(LEASE_MS, 'overdue');

      expect(job?.id).toBe(low);
      expect(await store.claim(LEASE_MS, 'overdue')).toBeUndefined();
    });

    it('what has expired, though it waits for something else', async () => {
      const late = await enqueue({ expiresAt: new Date(Date.now() - 1000) });
      await enqueue({ expiresAt: new Date(Date.now() + 60_000) });
      await set(late, `run_after = now() + interval '1 hour', prepared = true`);

      const jobs = [await store.claim(LEASE_MS, 'expired'), await store.claim(LEASE_MS, 'expired')];

      expect(jobs.map((job) => job?.id)).toEqual([late, undefined]);
    });

    it('with a lease, and counts the attempt', async () => {
      const id = await enqueue();

      const job = await claimed();

      expect(job).toMatchObject({ id, status: 'running', attempts: 1, started_at: expect.any(Date) });
      const leaseMs = Number(job.lease_until?.getTime()) - Date.now();
      expect(leaseMs).toBeGreaterThan(LEASE_MS - 5000);
      expect(leaseMs).toBeLessThanOrEqual(LEASE_MS + 1000);
    });

    it('nothing that is to run later', async () => {
      const id = await enqueue();
      await set(id, `run_after = now() + interval '1 minute'`);

      const job = await store.claim(LEASE_MS);

      expect(job).toBeUndefined();
    });

    it('nothing when there is nothing', async () => {
      expect(await store.claim(LEASE_MS)).toBeUndefined();
    });

    it('each job once, though fifty claim at the same moment', async () => {
      const ids = await Promise.all(Array.from({ length: 30 }, () => enqueue()));
      const other = new JobStore(database.dataSource);

      const jobs = await Promise.all(
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? store : other).claim(LEASE_MS)),
      );

      const got = jobs.flatMap((job) => (job === undefined ? [] : [job.id]));
      expect(got).toHaveLength(30);
      expect(new Set(got)).toEqual(new Set(ids));
    });

    it('past a row that another transaction holds', async () => {
      const held = await enqueue({ priority: 9 });
      const free = await enqueue({ priority: 1 });

      const job = await database.dataSource.transaction(async (manager) => {
        await manager.query('SELECT 1 FROM generation_jobs WHERE id = $1 FOR UPDATE', [held]);
        return claimed();
      });

      expect(job.id).toBe(free);
    });
  });

  describe('returns', () => {
    it('a job whose lease ran out, and counts the attempt', async () => {
      const id = await enqueue();
      const first = await claimed();
      await expire(id);

      const count = await store.returnExpired();

      expect(count).toBe(1);
      expect(await row(id)).toMatchObject({ status: 'pending', attempts: 1, lease_token: null, lease_until: null });
      const second = await claimed();
      expect(second).toMatchObject({ id, attempts: 2, started_at: first.started_at });
      expect(second.lease_token).not.toBe(first.lease_token);
    });

    it('no job whose worker is alive', async () => {
      await enqueue();
      await claimed();

      expect(await store.returnExpired()).toBe(0);
    });

    it('no job whose worker gave a sign of life in time', async () => {
      const id = await enqueue();
      const job = await claimed();
      await set(id, `lease_until = now() + interval '1 s'`);

      await store.renew(job, 60_000);

      const { lease_until } = await row(id);
      expect(Number(lease_until?.getTime()) - Date.now()).toBeGreaterThan(30_000);
    });

    it('each job once, though two look at the same moment', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, () => enqueue()));
      for (const _id of ids) await claimed();
      await database.dataSource.query(`UPDATE generation_jobs SET lease_until = now() - interval '1 s'`);

      const counts = await Promise.all([store.returnExpired(), new JobStore(database.dataSource).returnExpired()]);

      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    });
  });

  describe('lets a worker', () => {
    it('hand its job back untouched', async () => {
      const id = await enqueue();
      const job = await claimed();

      await store.handBack(job);

      expect(await row(id)).toMatchObject({ status: 'pending', attempts: 0, lease_token: null });
      expect((await claimed()).id).toBe(id);
    });

    it('try again later, with the attempt counted and the reason kept', async () => {
      const id = await enqueue();
      const job = await claimed();

      await store.tryAgain(job, 60_000, 'BACKEND_UNAVAILABLE', 'the image backend answered 503');

      const after = await row(id);
      expect(after).toMatchObject({
        status: 'pending',
        attempts: 1,
        error_code: 'BACKEND_UNAVAILABLE',
        lease_token: null,
      });
      expect(after.run_after.getTime() - Date.now()).toBeGreaterThan(50_000);
    });

    it('keep what it composed, without taking the owner from the one who asked', async () => {
      const id = await enqueue({ ownerId: 'owner of the request' });
      const job = await claimed();

      await store.keepComposition(job, composition);

      expect(await row(id)).toMatchObject({
        recipe: composition.recipe,
        prompt: '',
        owner_id: 'owner of the request',
        campaign_id: 'campaign of the character',
      });
    });

    it('complete its job with the image, and forget an earlier failure', async () => {
      const id = await enqueue();
      await store.tryAgain(await claimed(), 0, 'BACKEND_UNAVAILABLE', 'the image backend answered 503');
      const job = await claimed();
      await keepImage(job);

      await database.dataSource.transaction((manager) => store.complete(manager, job));

      expect(await row(id)).toMatchObject({
        status: 'completed',
        result_image_id: imageIdOf(id),
        completed_at: expect.any(Date),
        error_code: null,
        error_message: null,
        lease_token: null,
      });
    });

    it('fail its job with the reason', async () => {
      const id = await enqueue();
      const job = await claimed();

      await store.fail(database.dataSource.manager, job, 'BACKEND_REJECTED', 'the image backend answered 422');

      expect(await row(id)).toMatchObject({
        status: 'failed',
        error_code: 'BACKEND_REJECTED',
        error_message: 'the image backend answered 422',
        completed_at: expect.any(Date),
        lease_token: null,
      });
    });
  });

  describe('lets a job wait', () => {
    const waiting = async (): Promise<{ token: ClaimedJob; portrait: ClaimedJob }> => {
      await enqueue({ priority: 9 });
      await enqueue({ kind: 'token', priority: 1 });
      const portrait = await claimed();
      const token = await claimed();
      await store.waitFor(token, portrait.id);
      return { token, portrait };
    };

    it('for another without counting the attempt', async () => {
      const { token, portrait } = await waiting();

      const after = await row(token.id);

      expect(after).toMatchObject({ status: 'pending', attempts: 0, depends_on: portrait.id });
      expect(await store.claim(LEASE_MS)).toBeUndefined();
    });

    it('until that one is completed', async () => {
      const { token, portrait } = await waiting();
      await keepImage(portrait);

      await database.dataSource.transaction((manager) => store.complete(manager, portrait));

      expect((await claimed()).id).toBe(token.id);
    });

    it('until that one has failed', async () => {
      const { token, portrait } = await waiting();

      await store.fail(database.dataSource.manager, portrait, 'EXPIRED', 'too late');

      expect((await claimed()).id).toBe(token.id);
    });

    it('not at all when that one has ended already', async () => {
      await enqueue({ priority: 9 });
      const token = await enqueue({ kind: 'token', priority: 1 });
      const portrait = await claimed();
      const job = await claimed();
      await store.fail(database.dataSource.manager, portrait, 'EXPIRED', 'too late');

      await store.waitFor(job, portrait.id);

      expect((await claimed()).id).toBe(token);
    });
  });

  type Move = readonly [name: string, move: (job: ClaimedJob) => Promise<void>];
  const moves: readonly Move[] = [
    ['renew', (job) => store.renew(job, LEASE_MS)],
    ['hand back', (job) => store.handBack(job)],
    ['wait for another with', (job) => store.waitFor(job, job.id)],
    ['try again with', (job) => store.tryAgain(job, 0, 'TIMEOUT', 'late')],
    ['keep a composition of', (job) => store.keepComposition(job, composition)],
    ['complete', (job) => database.dataSource.transaction((manager) => store.complete(manager, job))],
    ['fail', (job) => database.dataSource.transaction((manager) => store.fail(manager, job, 'TIMEOUT', 'late'))],
  ];

  describe('fences off a worker whose lease was taken: it cannot', () => {
    it.each(moves)('%s the job', async (_name, move) => {
      const id = await enqueue();
      const stale = await claimed();
      await expire(id);
      await store.returnExpired();
      const current = await claimed();
      const before = await row(id);

      const late = move(stale);

      await expect(late).rejects.toThrow(LeaseLostError);
      expect(await row(id)).toEqual(before);
      expect(before.lease_token).toBe(current.lease_token);
    });

    it('write anything else in the transaction that ends the job', async () => {
      const id = await enqueue();
      const stale = await claimed();
      await expire(id);
      await store.returnExpired();

      const late = database.dataSource.transaction(async (manager) => {
        await manager.query(`INSERT INTO locations (id, visible) VALUES ('written', '{}')`);
        await store.complete(manager, stale);
      });

      await expect(late).rejects.toThrow(LeaseLostError);
      expect(await database.dataSource.query('SELECT 1 FROM locations')).toEqual([]);
    });
  });

  const illegal = JOB_STATUSES.filter((status) => status !== 'running').flatMap((from) =>
    moves.map(([name, move]) => ({ from, name, move })),
  );

  describe('keeps to the life of a job', () => {
    it.each(illegal)('a worker cannot $name a job that is $from', async ({ from, move }) => {
      const id = await enqueue();
      const job = await claimed();
      // Even with the token still in the row, as no statement of ours would leave it: the state alone must refuse.
      await set(id, `status = '${from}'`);
      const before = await row(id);

      const late = move(job);

      await expect(late).rejects.toThrow(LeaseLostError);
      expect(await row(id)).toEqual(before);
    });

    it.each(JOB_STATUSES.filter((status) => status !== 'pending'))(
      'a job that is %s cannot be claimed',
      async (from) => {
        const id = await enqueue();
        await set(id, `status = '${from}'`);

        expect(await store.claim(LEASE_MS)).toBeUndefined();
      },
    );

    it.each(JOB_STATUSES.filter((status) => status !== 'running'))('a job that is %s is not returned', async (from) => {
      const id = await enqueue();
      await claimed();
      await set(id, `status = '${from}', lease_until = now() - interval '1 day'`);

      expect(await store.returnExpired()).toBe(0);
    });

    it.each(moves)('what a worker makes of a running job is legal: %s', async (_name, move) => {
      const id = await enqueue();
      const job = await claimed();
      await keepImage(job);

      await move(job);

      expect(['running', ...TRANSITIONS.running]).toContain((await row(id)).status);
    });

    it('three states are final', () => {
      expect(JOB_STATUSES.filter(isFinal)).toEqual(['completed', 'failed', 'cancelled']);
    });
  });
});
