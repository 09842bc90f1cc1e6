import type { LightMyRequestResponse } from 'fastify';
import type { AcceptedPictureView } from '../../src/generation/doors/accepted-picture.dto';
import type { AcceptedBatchView } from '../../src/generation/doors/batch.dto';
import { JobStore } from '../../src/generation/jobs/job-store';
import { eventually } from '../support/eventually';
import { cancellationOn } from './support/jobs';
import { cloneDatabase, type TestDatabase } from './support/database';
import { openDoors, type Doors } from './support/doors';

describe('The doors for requests over HTTP', () => {
  let database: TestDatabase;
  let doors: Doors;
  let sibling: Doors;
  beforeAll(async () => {
    database = await cloneDatabase();
    doors = await openDoors(database);
    sibling = await openDoors(database);
  });
  afterAll(async () => {
    await doors.close();
    await sibling.close();
    await database.drop();
  });
  beforeEach(() =>
    database.dataSource.query(
      'DELETE FROM generation_jobs; DELETE FROM idempotency_keys; DELETE FROM generation_batches',
    ),
  );

  const post = (
    path: string,
    payload: unknown,
    headers: Record<string, string> = {},
    at: Doors = doors,
  ): Promise<LightMyRequestResponse> =>
    at.app.inject({ method: 'POST', url: path, payload: payload as object, headers });
  const countJobs = async (): Promise<number> =>
    (await database.dataSource.query<{ count: number }[]>('SELECT count(*)::int AS count FROM generation_jobs'))[0]
      ?.count ?? -1;
  const cancellation = () => cancellationOn(database.dataSource);

  it('takes a request, names job and picture, and remembers whose it is and where it came from', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

    const answer = await post('/tokens', { description: 'a cat' }, { traceparent, 'x-sub': 'user-7' });

    const { job_id: jobId, image_id: imageId, status, links } = answer.json<AcceptedPictureView>();
    expect(answer.statusCode).toBe(202);
    expect(answer.headers).toMatchObject({ location: `/api/v1/jobs/${jobId}`, 'cache-control': 'no-store' });
    expect({ status, links }).toEqual({
      status: 'pending',
      links: {
        job: `/api/v1/jobs/${jobId}`,
        events: `/api/v1/jobs/${jobId}/events`,
        image: `/api/v1/tokens/${imageId}`,
      },
    });
    expect(await doors.jobs.find(jobId)).toMatchObject({
      image_id: imageId,
      owner_id: 'user-7',
      source: 'http',
      kind: 'token',
      traceparent,
      parameters: { description: 'a cat' },
    });
  });

  it('makes two jobs of two equal requests without a key', async () => {
    await post('/tokens', { description: 'a cat' });
    await post('/tokens', { description: 'a cat' });

    expect(await countJobs()).toBe(2);
  });

  it('lets only members ask for pictures of a campaign', async () => {
    const body = { description: 'a cat', campaign_id: 'k-1' };

    const [stranger, member] = [await post('/tokens', body), await post('/tokens', body, { 'x-campaigns': 'k-0,k-1' })];

    expect([stranger.statusCode, member.statusCode]).toEqual([403, 202]);
    expect(await countJobs()).toBe(1);
  });

  describe('with an idempotency key', () => {
    const keyed = (key: string, sub = 'user-1') => ({ 'idempotency-key': key, 'x-sub': sub });

    it('make one job of the same request, and say which answers are repeated', async () => {
      const first = await post('/tokens', { description: 'a cat' }, keyed('k'));
      const second = await post('/tokens', { description: 'a cat' }, keyed('k'), sibling);

      expect(second.statusCode).toBe(202);
      expect(second.json()).toEqual(first.json());
      expect([first, second].map(({ headers }) => headers['idempotency-replayed'])).toEqual([undefined, 'true']);
      expect(await countJobs()).toBe(1);
    });

    it('take bodies with the same members in another order for the same', async () => {
      await post('/tokens', { description: 'a cat', campaign_id: undefined }, keyed('k'));
      const again = await post('/tokens', '{ "description" : "a cat" }', {
        ...keyed('k'),
        'content-type': 'application/json',
      });

      expect(again.statusCode).toBe(202);
      expect(await countJobs()).toBe(1);
    });

    it('make one job of 40 requests at the same moment at two replicas', async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          post('/tokens', { description: 'a cat' }, keyed('race'), index % 2 === 0 ? doors : sibling),
        ),
      );

      expect(
        new Set(answers.map((answer) => `${answer.statusCode} ${answer.json<AcceptedPictureView>().job_id}`)).size,
      ).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect(await countJobs()).toBe(1);
    });

    it('let one win when two bodies race for a key, and refuse the other', async () => {
      const answers = await Promise.all(
        ['a cat', 'a dog'].map((description, index) =>
          post('/tokens', { description }, keyed('k'), index === 0 ? doors : sibling),
        ),
      );

      expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
      expect(await countJobs()).toBe(1);
    });

    it('refuse another body with 409', async () => {
      await post('/tokens', { description: 'a cat' }, keyed('k'));

      const other = await post('/tokens', { description: 'a dog' }, keyed('k'));

      expect(other.statusCode).toBe(409);
    });

    it.each([
      ['principal', '/tokens', keyed('k', 'user-2')],
      ['path', '/other', keyed('k')],
    ])('take the same key of another %s for another key', async (_what, path, headers) => {
      await post('/tokens', { description: 'a cat' }, keyed('k'));

      const other = await post(path, { description: 'a dog' }, headers);

      expect(other.statusCode).toBe(202);
      expect(await countJobs()).toBe(2);
    });

    it.each([
      ['empty', ''],
      ['longer than 255 characters', 'k'.repeat(256)],
      ['with a space', 'a b'],
      ['not ASCII', 'clé'],
    ])('are refused when the key is %s', async (_what, key) => {
      const answer = await post('/tokens', { description: 'a cat' }, keyed(key));

      expect(answer.statusCode).toBe(400);
      expect(answer.json().errors).toEqual([{ path: 'Idempotency-Key', message: expect.any(String) }]);
    });

    it('are taken with a key of 255 characters', async () => {
      expect((await post('/tokens', { description: 'a cat' }, keyed('~'.repeat(255)))).statusCode).toBe(202);
    });

    it('leave the key free when the body is refused', async () => {
      const bad = await post('/tokens', { description: 'bad' }, keyed('k'));
      const good = await post('/tokens', { description: 'a cat' }, keyed('k'));

      expect([bad.statusCode, good.statusCode]).toEqual([422, 202]);
    });

    it('make the job of a request whose process died between key and job', async () => {
      const first = await post('/tokens', { description: 'a cat' }, keyed('k'));
      await database.dataSource.query('DELETE FROM generation_jobs');

      const retry = await post('/tokens', { description: 'a cat' }, keyed('k'));

      expect(retry.json()).toEqual(first.json());
      expect(retry.headers['idempotency-replayed']).toBeUndefined();
      expect(await countJobs()).toBe(1);
    });

    it('are forgotten after a day', async () => {
      await post('/tokens', { description: 'a cat' }, keyed('k'));
      await post('/tokens', { description: 'a cat' }, keyed('young'));
      await database.dataSource.query(
        `UPDATE idempotency_keys SET created_at = created_at - interval '24 hours' WHERE id = (SELECT id FROM idempotency_keys ORDER BY created_at LIMIT 1)`,
      );

      const later = await post('/tokens', { description: 'a dog' }, keyed('k'));

      expect(later.statusCode).toBe(202);
      expect(await countJobs()).toBe(3);
      expect(await doors.keys.forgetOld()).toBe(0);
    });

    it('are removed once they are forgotten', async () => {
      await post('/tokens', { description: 'a cat' }, keyed('old'));
      await database.dataSource.query(`UPDATE idempotency_keys SET created_at = created_at - interval '24 hours'`);
      await post('/tokens', { description: 'a cat' }, keyed('young'));

      expect(await doors.keys.forgetOld()).toBe(1);
      expect(await doors.keys.forgetOld()).toBe(0);
    });
  });

  describe('preferring to wait', () => {
    const waiting = { prefer: 'respond-async, wait=20' };
    const pendingJob = (): Promise<string> =>
      eventually(async () => {
        const [row] = await database.dataSource.query<{ id: string }[]>('SELECT id FROM generation_jobs');
        if (row === undefined) throw new Error('no job yet');
        return row.id;
      });

    it('answer with the job when it ends without a picture, at once and at any replica', async () => {
      const answer = post('/tokens', { description: 'a cat' }, waiting);
      await cancellation().cancel(await pendingJob());

      const { statusCode, headers, ...rest } = await answer;

      expect(statusCode).toBe(200);
      expect(headers['preference-applied']).toBe('wait=20');
      expect(rest.json()).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
    });

    it('answer 202 when the time is over', async () => {
      const answer = await post('/tokens', { description: 'a cat' }, { prefer: 'wait=1' });

      expect(answer.statusCode).toBe(202);
      expect(answer.json()).toMatchObject({ status: 'pending' });
    });

    it('hear of a failure too', async () => {
      const answer = post('/tokens', { description: 'a cat' }, waiting);
      const store = new JobStore(database.dataSource);
      const jobId = await pendingJob();
      const job = await store.claim(30_000);
      if (job?.id !== jobId) throw new Error('another job was claimed');
      await database.dataSource.transaction((manager) => store.fail(manager, job, 'BLANK_OUTPUT', 'black'));

      expect((await answer).json()).toMatchObject({ status: 'failed', error: { code: 'BLANK_OUTPUT' } });
    });

    it('ask the database about all who wait at once', async () => {
      const asked = jest.spyOn(doors.jobs, 'shown');
      const answers = Array.from({ length: 30 }, () => post('/tokens', { description: 'a cat' }, { prefer: 'wait=2' }));

      await Promise.all(answers);

      expect(asked.mock.calls.length).toBeLessThan(12);
      asked.mockRestore();
    });
  });

  describe('for batches', () => {
    const items = [{ description: 'a cat' }, { description: 'bad' }, 'no object', { description: 'a dog' }];

    it('make jobs of the good items and tell what is wrong with the bad ones', async () => {
      const answer = await post('/batch', { items });

      const { batch_id: batchId, jobs, rejected } = answer.json<AcceptedBatchView>();
      expect(answer.statusCode).toBe(202);
      expect(answer.headers.location).toBe(`/api/v1/batches/${batchId}`);
      expect(jobs.map(({ index }) => index)).toEqual([0, 3]);
      expect(rejected).toEqual([
        { index: 1, errors: [{ path: 'description', message: 'expected a good one' }] },
        { index: 2, errors: [{ path: 'description', message: 'expected a good one' }] },
      ]);
      expect(await countJobs()).toBe(2);
    });

    it('show how far a batch is to its owner, and to nobody else', async () => {
      const { batch_id: batchId, jobs } = (await post('/batch', { items })).json<AcceptedBatchView>();
      await cancellation().cancel(jobs[0]?.job_id ?? '');

      const [own, foreign] = await Promise.all(
        ['user-1', 'user-2'].map((sub) => doors.app.inject({ url: `/batches/${batchId}`, headers: { 'x-sub': sub } })),
      );

      expect(own?.json()).toMatchObject({
        id: batchId,
        status: 'running',
        total: 4,
        counts: { pending: 1, running: 0, completed: 0, failed: 0, cancelled: 1, rejected: 2 },
        jobs: [{ index: 0, status: 'cancelled' }, { index: 3 }],
        rejected: [{ index: 1 }, { index: 2 }],
      });
      expect(foreign?.statusCode).toBe(404);
    });

    it('are one batch under one key, also when 10 come at once', async () => {
      const headers = { 'idempotency-key': 'batch' };

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => post('/batch', { items }, headers, index % 2 === 0 ? doors : sibling)),
      );

      expect(new Set(answers.map((answer) => answer.json<AcceptedBatchView>().batch_id)).size).toBe(1);
      expect(await countJobs()).toBe(2);
    });

    it('are refused when no item is good, and make nothing', async () => {
      const answer = await post('/batch', { items: [{ description: 'bad' }] }, { 'idempotency-key': 'k' });

      expect(answer.statusCode).toBe(422);
      expect(answer.json().errors).toEqual([{ path: 'items.0.description', message: 'expected a good one' }]);
      expect(await database.dataSource.query('SELECT 1 FROM generation_batches')).toEqual([]);
    });

    it.each([
      ['no items', {}],
      ['101 items', { items: Array.from({ length: 101 }, () => ({ description: 'a cat' })) }],
      ['none at all', { items: [] }],
      ['members nobody knows', { items, extra: 1 }],
    ])('are refused with %s', async (_what, body) => {
      expect((await post('/batch', body)).statusCode).toBe(422);
    });

    it('lay what is shared under each item', async () => {
      await post('/batch', { shared: { description: 'a cat' }, items: [{}, { description: 'a dog' }] });

      const rows = await database.dataSource.query<{ parameters: unknown }[]>(
        'SELECT parameters FROM generation_jobs ORDER BY batch_index',
      );
      expect(rows.map(({ parameters }) => parameters)).toEqual([{ description: 'a cat' }, { description: 'a dog' }]);
    });
  });
});
