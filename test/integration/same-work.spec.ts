import { JobStore, type ClaimedJob } from '../../src/generation/jobs/job-store';
import type { JobEntity } from '../../src/generation/jobs/job.entity';
import { jobIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import { SameWork } from '../../src/generation/reuse/same-work';
import { PaintQueue } from '../../src/generation/scheduling/paint-queue';
import { cloneDatabase, type TestDatabase } from './support/database';
import { anImage } from './support/images';
import { aRequest, intakeOn, jobRow } from './support/jobs';

const LEASE_MS = 30_000;
const NEEDS = { mode: 'txt2img', pixels: 1024 } as const;
const HASH = 'c'.repeat(64);
const SENT = 'd'.repeat(64);

describe('SameWork', () => {
  let database: TestDatabase;
  let store: JobStore;
  let same: SameWork;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = new JobStore(database.dataSource);
    same = new SameWork(database.dataSource, store);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.dataSource.query('DELETE FROM generation_jobs; DELETE FROM images'));

  const claimedJob = async (given: Partial<JobRequest> = {}): Promise<ClaimedJob> => {
    const request = aRequest({ ownerId: 'one', campaignId: 'tuesday', ...given });
    await intakeOn(database.dataSource).intake.accept([request]);
    const job = await store.claim(LEASE_MS);
    expect(job?.id).toBe(jobIdOf(request.identity));
    return job as ClaimedJob;
  };
  const decide = (job: ClaimedJob, madeAs: readonly string[] = [SENT]): Promise<string | undefined> =>
    same.queueUnlessMade({ job, needs: NEEDS, hash: HASH, madeAs });
  const row = ({ id }: Pick<JobEntity, 'id'>): Promise<JobEntity> => jobRow(database.dataSource, id);
  const painted = async (job: ClaimedJob): Promise<string> => {
    const image = await anImage(database.dataSource, {
      id: job.image_id,
      job_id: job.id,
      owner_id: job.owner_id,
      campaign_id: job.campaign_id,
      recipe_hash: SENT,
    });
    await store.complete(database.dataSource.manager, job);
    return image;
  };
  const begun = async (job: ClaimedJob): Promise<ClaimedJob> =>
    (await new PaintQueue(database.dataSource).claim([job.id], LEASE_MS)) as ClaimedJob;

  it('queues the first for painting, and lets the second wait for it', async () => {
    const first = await claimedJob();
    const second = await claimedJob();

    const found = [await decide(first), await decide(second)];

    expect(found).toEqual([undefined, undefined]);
    expect(await row(first)).toMatchObject({ status: 'pending', prepared: true, depends_on: null, attempts: 0 });
    expect(await row(second)).toMatchObject({ status: 'pending', prepared: false, depends_on: first.id, attempts: 0 });
  });

  it('queues one of many that decide in the same moment, whichever was asked for first', async () => {
    const jobs: ClaimedJob[] = [];
    for (let count = 0; count < 8; count += 1) jobs.push(await claimedJob());
    // Connections for all of them: who had to connect first would come too late to meet the others.
    await Promise.all(jobs.map(() => database.dataSource.query('SELECT pg_sleep(0.05)')));

    await Promise.all([...jobs].reverse().map((job) => decide(job)));

    const rows = await Promise.all(jobs.map(row));
    const [leader, ...more] = rows.filter(({ prepared }) => prepared);
    expect(more).toEqual([]);
    expect(rows.filter(({ depends_on: other }) => other === leader?.id)).toHaveLength(7);
  });

  it('wakes those who wait when the picture is there, and shows it to them', async () => {
    const first = await claimedJob();
    await decide(first);
    const second = await claimedJob();
    await decide(second);

    const image = await painted(await begun(first));
    const again = await store.claim(LEASE_MS);

    expect(again?.id).toBe(second.id);
    expect(await decide(again as ClaimedJob)).toBe(image);
    expect(await row(second)).toMatchObject({ status: 'running', depends_on: first.id });
  });

  it('misses no end that comes while it decides', async () => {
    const first = await claimedJob();
    await decide(first);
    const second = await claimedJob();
    const running = await begun(first);
    let image = '';

    const found = await database.dataSource.transaction(async (manager) => {
      const made = { id: running.image_id, owner_id: 'one', campaign_id: 'tuesday', recipe_hash: SENT };
      image = await anImage(database.dataSource, made);
      await store.complete(manager, running);
      const deciding = decide(second);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { deciding };
    });

    expect(await found.deciding).toBe(image);
  });

  it.each([
    ['failed', (job: ClaimedJob) => store.fail(database.dataSource.manager, job, 'BACKEND_REJECTED', 'no')],
    ['gone with its image', async (job: ClaimedJob) => {
      const image = await painted(job);
      await database.dataSource.query(`UPDATE images SET status = 'deleted' WHERE id = $1`, [image]);
    }],
  ])('lets the next one paint when the first has %s', async (_, end) => {
    const first = await claimedJob();
    await decide(first);
    const second = await claimedJob();
    await decide(second);

    await end(await begun(first));
    const again = (await store.claim(LEASE_MS)) as ClaimedJob;

    expect(await decide(again)).toBeUndefined();
    expect(await row(second)).toMatchObject({ status: 'pending', prepared: true });
  }); // prettier-ignore

  it('goes on waiting while the first is tried again after its worker died', async () => {
    const first = await claimedJob();
    await decide(first);
    const second = await claimedJob();
    await decide(second);
    await begun(first);
    await database.dataSource.query(`UPDATE generation_jobs SET lease_until = now() - interval '1 s' WHERE id = $1`, [
      first.id,
    ]);

    await store.returnExpired();

    expect(await row(first)).toMatchObject({ status: 'pending', prepared: true });
    expect(await store.claim(LEASE_MS)).toBeUndefined();
    const image = await painted(await begun(first));
    expect(await decide((await store.claim(LEASE_MS)) as ClaimedJob)).toBe(image);
  });

  it.each([
    ['another owner', { ownerId: 'other' }],
    ['nobody', { ownerId: undefined }],
    ['another campaign', { campaignId: 'friday' }],
    ['no campaign', { campaignId: undefined }],
  ])('shows nothing to %s', async (_, given) => {
    const first = await claimedJob();
    await decide(first);
    const stranger = await claimedJob(given);
    await decide(stranger);
    await painted(await begun(first));
    const late = await claimedJob(given);

    const found = await same.queueUnlessMade({ job: late, needs: NEEDS, hash: 'e'.repeat(64), madeAs: [SENT] });

    expect(await row(stranger)).toMatchObject({ prepared: true, depends_on: null });
    expect(found).toBeUndefined();
  });

  it('takes owners of nothing for the same nobody', async () => {
    const first = await claimedJob({ ownerId: undefined, campaignId: undefined });
    await decide(first);
    const second = await claimedJob({ ownerId: undefined, campaignId: undefined });

    await decide(second);

    expect(await row(second)).toMatchObject({ depends_on: first.id });
  });

  it('lends its place to the one it waits for, when that is less urgent', async () => {
    const slow = await claimedJob({ priority: 1 });
    await decide(slow);
    const urgent = await claimedJob({ priority: 9 });
    const calm = await claimedJob({ priority: 0 });

    await decide(urgent);
    await decide(calm);

    expect(await row(slow)).toMatchObject({ priority: 9, fair_tag: urgent.fair_tag });
  });

  it('queues what is to be painted in any case, and lets others wait for that too', async () => {
    const fresh = await claimedJob();
    const next = await claimedJob();
    await anImage(database.dataSource, { owner_id: 'one', campaign_id: 'tuesday', recipe_hash: SENT });

    await same.queue({ job: fresh, needs: NEEDS, hash: HASH });
    await decide(next);

    expect(await row(fresh)).toMatchObject({ prepared: true });
    expect(await row(next)).toMatchObject({ depends_on: fresh.id });
  });

  it('writes nothing for a job whose lease is lost', async () => {
    const job = await claimedJob();
    await database.dataSource.query(`UPDATE generation_jobs SET lease_token = gen_random_uuid() WHERE id = $1`, [
      job.id,
    ]);

    await expect(decide(job)).rejects.toThrow('lease');

    expect(await row(job)).toMatchObject({ status: 'running', prepared: false });
  });
});
