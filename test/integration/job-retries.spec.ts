import type { LightMyRequestResponse } from 'fastify';
import type { AcceptedPictureView } from '../../src/generation/doors/accepted-picture.dto';
import { jobIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import type { JobEntity } from '../../src/generation/jobs/job.entity';
import { cloneDatabase, type TestDatabase } from './support/database';
import { openDoors, type Doors } from './support/doors';
import { aRequest, intakeOn, jobRow } from './support/jobs';

const FAILED = `status = 'failed', started_at = now(), completed_at = now(), error_code = 'BLANK_OUTPUT', error_message = 'blank'`;
const CANCELLED = `status = 'cancelled', completed_at = now(), error_code = 'CANCELLED', error_message = 'cancelled'`;

describe('A job that is asked for once more', () => {
  let database: TestDatabase;
  let doors: Doors;
  beforeAll(async () => {
    database = await cloneDatabase();
    doors = await openDoors(database);
  });
  afterAll(async () => {
    await doors.close();
    await database.drop();
  });

  const ended = async (how: string, given: Partial<JobRequest> = {}): Promise<string> => {
    const request = aRequest({ kind: 'token', source: 'http', ownerId: 'user-1', ...given });
    await intakeOn(database.dataSource).intake.accept([request]);
    const id = jobIdOf(request.identity);
    await database.dataSource.query(`UPDATE generation_jobs SET ${how} WHERE id = $1`, [id]);
    return id;
  };
  const retry = (id: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
    doors.app.inject({ method: 'POST', url: `/jobs/${id}/retry`, headers });
  const madeBy = (answer: LightMyRequestResponse): Promise<JobEntity> =>
    jobRow(database.dataSource, answer.json<AcceptedPictureView>().job_id);

  it.each([
    ['failed', FAILED],
    ['was cancelled', CANCELLED],
  ])('becomes a new job with all that the one that %s had, and says which it was', async (_how, sql) => {
    const asker = { seesEverything: false, campaigns: ['old'] };
    const given = {
      ...{ requestId: 'r-1', targetService: 'vtt', characterId: 'c-1', campaignId: 'k-1', locationId: 'l-1', asker },
      ...{ parameters: { description: 'a cat', seed: 7 }, priority: 7, replacesCurrent: true },
    };
    const id = await ended(sql, given);

    const answer = await retry(id, { 'x-campaigns': 'k-1' });

    const job = await madeBy(answer);
    expect(answer.statusCode).toBe(202);
    expect(answer.headers.location).toBe(`/api/v1/jobs/${job.id}`);
    expect(job.id).not.toBe(id);
    expect(job).toMatchObject({
      ...{ kind: 'token', status: 'pending', source: 'http', parameters: given.parameters, priority: 7, attempts: 0 },
      ...{ owner_id: 'user-1', request_id: 'r-1', target_service: 'vtt', recipe: null },
      ...{ character_id: 'c-1', campaign_id: 'k-1', location_id: 'l-1' },
      metadata: { replay_of: id, replaces_current: true, asker: { seesEverything: false, campaigns: ['k-1'] } },
    });
    expect((await doors.jobs.shown([job.id]))[0]?.retry_of).toBe(id);
  });

  it('takes its turn behind what its owner asked for before', async () => {
    const id = await ended(FAILED, { ownerId: 'busy' });
    const before = await ended('priority = priority', { ownerId: 'busy' });

    const job = await madeBy(await retry(id, { 'x-sub': 'busy' }));

    expect(job.fair_tag).toBeGreaterThan((await jobRow(database.dataSource, before)).fair_tag);
  });

  it('is one job for one idempotency key, and another for another', async () => {
    const id = await ended(FAILED);

    const first = await retry(id, { 'idempotency-key': 'k' });
    const again = await retry(id, { 'idempotency-key': 'k' });
    const other = await retry(id, { 'idempotency-key': 'l' });

    expect(again.json<AcceptedPictureView>().job_id).toBe(first.json<AcceptedPictureView>().job_id);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(other.json<AcceptedPictureView>().job_id).not.toBe(first.json<AcceptedPictureView>().job_id);
  });

  it('shows its owner no more when an admin asks than when the owner did', async () => {
    const id = await ended(FAILED, { asker: { seesEverything: false, campaigns: ['k-1'] } });

    const job = await madeBy(await retry(id, { 'x-sub': 'root', 'x-roles': 'admin' }));

    expect(job).toMatchObject({
      owner_id: 'user-1',
      metadata: { asker: { seesEverything: false, campaigns: ['k-1'] } },
    });
  });

  it('stays nobody’s when it was nobody’s', async () => {
    const id = await ended(FAILED, { ownerId: undefined, source: 'hub' });

    const job = await madeBy(await retry(id, { 'x-sub': 'root', 'x-roles': 'admin' }));

    expect(job).toMatchObject({ owner_id: null, metadata: { asker: { seesEverything: true, campaigns: [] } } });
  });

  it.each([
    ['waits', `status = 'pending'`],
    ['runs', `status = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 hour'`],
    ['has its picture', `status = 'completed', started_at = now(), completed_at = now()`],
    ['was refused', `status = 'failed', completed_at = now(), error_code = 'VALIDATION_FAILED', error_message = 'x'`],
    ['was superseded', `status = 'cancelled', completed_at = now(), error_code = 'SUPERSEDED', error_message = 'x'`],
  ])('cannot be when it %s', async (_what, sql) => {
    const id = await ended(sql);

    expect((await retry(id)).statusCode).toBe(409);
  });

  it('is hidden from strangers, and forbidden to those who may only read it or have left its campaign', async () => {
    const id = await ended(FAILED, { campaignId: 'k-1' });
    const statusFor = async (headers: Record<string, string>): Promise<[number, string]> => {
      const answer = await retry(id, headers);
      return [answer.statusCode, answer.json<{ message: string }>().message];
    };

    expect((await statusFor({ 'x-sub': 'stranger' }))[0]).toBe(404);
    expect((await statusFor({ 'x-sub': 'member', 'x-campaigns': 'k-1' }))[1]).toMatch(/not yours to ask for again/);
    expect((await statusFor({}))[1]).toMatch(/no member of that campaign/);
  });
});
