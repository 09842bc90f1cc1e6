import type { Candidate } from '../../src/generation/scheduling/choose-job';
import { FairClock } from '../../src/generation/scheduling/fair-share';
import { forgetSettledAccounts } from '../../src/generation/scheduling/fair-accounts';
import { PaintQueue } from '../../src/generation/scheduling/paint-queue';
import { jobIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, cancellationOn, intakeOn, jobRow } from './support/jobs';

/** The same numbers for the same seed, from 0 up to below 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const painter = { ability: { backend: 'gpu', modes: ['txt2img'] }, others: [] } as const;
const aCut = (ownerId: string): JobRequest => aRequest({ ownerId, kind: 'token', parameters: { image_id: 'x' } });

describe('fair shares', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => database.dataSource.query('TRUNCATE generation_jobs, fair_shares, outbox'));

  const intake = () => intakeOn(database.dataSource).intake;
  const tagOf = async ({ identity }: JobRequest): Promise<number> =>
    (await jobRow(database.dataSource, jobIdOf(identity))).fair_tag;
  const sql = (statement: string): Promise<{ count: number }[]> => database.dataSource.query(statement);
  const composeAll = (): Promise<unknown> =>
    sql(`UPDATE generation_jobs SET prepared = true, needs_mode = 'txt2img', needs_pixels = 1 WHERE NOT prepared`);
  /** Paints so many jobs, in the order of the queue, and tells whose they were. */
  const paint = async (count: number): Promise<string[]> => {
    const queue = new PaintQueue(database.dataSource);
    const owners: string[] = [];
    for (let line: Candidate[] = []; owners.length < count; line = line.slice(1)) {
      if (line.length === 0) line = await queue.candidates(painter);
      const first = line.slice(0, 1).map(({ id }) => id);
      owners.push((await queue.claim(first, 60_000))?.owner_id ?? 'nobody');
    }
    return owners;
  };

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'start every job where the model says, whatever comes and goes (%i)',
    async (seed) => {
      const random = seeded(seed);
      const clock = new FairClock();
      const waiting: { readonly request: JobRequest; readonly tag: number }[] = [];
      const batches = intake();
      const wrong: string[] = [];

      for (let step = 0; step < 25; step += 1) {
        const batch = Array.from({ length: 1 + Math.floor(random() * 12) }, () => {
          const ownerId = `owner ${Math.floor(random() * 4)}`;
          return random() < 0.2 ? aCut(ownerId) : aRequest({ ownerId });
        });
        let smallest = waiting.length > 0 ? Math.min(...waiting.map(({ tag }) => tag)) : undefined;
        const tags = batch.map(({ ownerId, kind }) => {
          const tag = clock.startOf(ownerId ?? '', kind === 'token' ? 0.1 : 1, smallest);
          // Of jobs that come to an empty queue the first one waits for the next.
          smallest ??= tag;
          return tag;
        });
        await batches.accept(batch);
        for (const [place, request] of batch.entries()) {
          const tag = await tagOf(request);
          if (Math.abs(tag - (tags[place] ?? NaN)) > 1e-9) wrong.push(`${step}/${place}: ${tag}, not ${tags[place]}`);
          waiting.push({ request, tag });
        }
        waiting.sort((a, b) => a.tag - b.tag);
        const gone = waiting.splice(0, Math.floor(random() * (waiting.length + 2)));
        await database.dataSource.query(`UPDATE generation_jobs SET status = 'completed' WHERE id = ANY($1::uuid[])`, [
          gone.map(({ request }) => jobIdOf(request.identity)),
        ]);
      }

      expect(wrong).toEqual([]);
    },
  );

  it.each([11, 12, 13])(
    'charge each owner once for everything, though two replicas take requests (%i)',
    async (seed) => {
      const random = seeded(seed);
      const batchOf = (): JobRequest[] =>
        Array.from({ length: 1 + Math.floor(random() * 20) }, () =>
          aRequest({ ownerId: `owner ${Math.floor(random() * 3)}` }),
        );
      const [one, other] = [intake(), intake()];
      await one.accept([aRequest({ ownerId: 'first' })]);
      const batches = Array.from({ length: 12 }, batchOf);

      await Promise.all(batches.map((batch, index) => (index % 2 === 0 ? one : other).accept(batch)));

      for (const owner of ['owner 0', 'owner 1', 'owner 2']) {
        const own = batches.flat().filter(({ ownerId }) => ownerId === owner);
        const tags = (await Promise.all(own.map(tagOf))).sort((a, b) => a - b);
        const clock = new FairClock();
        expect(tags).toEqual(own.map(() => clock.startOf(owner, 1, 0)));
      }
    },
  );

  it('go to each of many places that saw the same line, one job each and in its order', async () => {
    await intake().accept(Array.from({ length: 20 }, () => aRequest({ ownerId: 'one' })));
    await composeAll();
    const queue = new PaintQueue(database.dataSource);
    const line = (await queue.candidates(painter)).map(({ id }) => id);

    const claimed = await Promise.all(Array.from({ length: 8 }, () => queue.claim(line.slice(0, 8), 60_000)));
    const next = await queue.claim(line.slice(6, 10), 60_000);

    expect(new Set(claimed.map((job) => job?.id))).toEqual(new Set(line.slice(0, 8)));
    expect(next?.id).toBe(line[8]);
  });

  it('give an owner with ten jobs its turns among ten thousand of another', async () => {
    const batches = intake();
    for (let count = 0; count < 100; count += 1) {
      await batches.accept(Array.from({ length: 100 }, () => aRequest({ ownerId: 'heavy' })));
    }
    await composeAll();
    await paint(30);

    await batches.accept(Array.from({ length: 10 }, () => aRequest({ ownerId: 'light' })));
    await composeAll();
    const owners = await paint(21);

    expect(owners.filter((owner) => owner === 'light')).toHaveLength(10);
    expect(owners.slice(0, 4).filter((owner) => owner === 'heavy').length).toBeGreaterThanOrEqual(1);
  });

  it('charge nothing for a request that is delivered again', async () => {
    const batches = intake();
    await batches.accept([aRequest({ ownerId: 'other' })]);
    const again = aRequest({ ownerId: 'one' });
    for (let delivery = 0; delivery < 5; delivery += 1) await batches.accept([again]);
    const next = aRequest({ ownerId: 'one' });

    await batches.accept([next]);

    expect((await tagOf(next)) - (await tagOf(again))).toBe(1);
  });

  it('give back what was taken back before anything was done', async () => {
    const batches = intake();
    const requests = Array.from({ length: 50 }, () => aRequest({ ownerId: 'one' }));
    await batches.accept([aRequest({ ownerId: 'other' }), ...requests]);
    const cancellation = cancellationOn(database.dataSource);
    for (const { identity } of requests) await cancellation.cancel(jobIdOf(identity));
    const next = aRequest({ ownerId: 'one' });

    await batches.accept([next]);

    expect(await tagOf(next)).toBe(0);
  });

  it('are not held back by a job that is to be tried again much later', async () => {
    const batches = intake();
    const late = aRequest({ ownerId: 'late' });
    await batches.accept([late]);
    await sql(`UPDATE generation_jobs SET run_after = now() + interval '1 hour'`);
    await batches.accept(Array.from({ length: 20 }, () => aRequest({ ownerId: 'heavy' })));
    await sql(`UPDATE generation_jobs SET status = 'completed' WHERE fair_tag < 10 AND run_after <= now()`);
    const next = aRequest({ ownerId: 'new' });

    await batches.accept([next]);

    expect(await tagOf(next)).toBeGreaterThanOrEqual(10);
  });

  it('forget accounts that mean nothing any more, and change no tag by it', async () => {
    const batches = intake();
    await batches.accept(Array.from({ length: 30 }, (_, index) => aRequest({ ownerId: `owner ${index % 10}` })));
    await batches.accept(Array.from({ length: 9 }, () => aRequest({ ownerId: 'heavy' })));
    await sql(`UPDATE generation_jobs SET status = 'completed' WHERE fair_tag < 5`);

    const forgotten = await forgetSettledAccounts(database.dataSource.manager);
    const next = ['owner 1', 'new', 'heavy'].map((ownerId) => aRequest({ ownerId }));
    await batches.accept(next);

    expect(forgotten).toBe(10);
    expect(await Promise.all(next.map(tagOf))).toEqual([5, 5, 9]);
  });
});
