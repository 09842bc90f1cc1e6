import { jobIdOf, imageIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import type { JobIntake } from '../../src/generation/jobs/job-intake';
import type { Counter } from 'prom-client';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { aRequest, intakeOn, jobRow } from './support/jobs';

interface OutboxRow {
  readonly event_id: string;
  readonly subject: string;
  readonly ordering_key: string;
  readonly envelope: Record<string, unknown> & { payload: Record<string, unknown> };
}

const refusal = { code: 'VALIDATION_FAILED', message: 'theme: expected a theme' } as const;

describe('JobIntake', () => {
  let database: TestDatabase;
  let intake: JobIntake;
  let counter: Counter<'kind' | 'source'>;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.dataSource.query('DELETE FROM generation_jobs; DELETE FROM outbox');
    ({ intake, counter } = intakeOn(database.dataSource));
  });

  const countJobs = async (): Promise<number> => {
    const [row]: [{ count: number }] = await database.dataSource.query(
      'SELECT count(*)::int AS count FROM generation_jobs',
    );
    return row.count;
  };
  const outbox = (): Promise<OutboxRow[]> => database.dataSource.query('SELECT * FROM outbox ORDER BY id');
  const counted = async (): Promise<number> => (await counter.get()).values.reduce((sum, { value }) => sum + value, 0);

  it('writes down all that was asked', async () => {
    const expiresAt = new Date('2026-11-22T10:00:00.000Z');
    const request = aRequest({
      identity: ['request', 'tester', 'r-1'],
      priority: 9,
      requestId: 'r-1',
      targetService: 'sheets',
      ownerId: 'user-1',
      characterId: 'c-1',
      campaignId: 'k-1',
      locationId: 'l-1',
      causationId: 'message-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      expiresAt,
    });

    const [accepted] = await intake.accept([request]);

    const jobId = jobIdOf(request.identity);
    expect(accepted).toEqual({ jobId, imageId: imageIdOf(jobId), isNew: true });
    expect(await jobRow(database.dataSource, jobId)).toMatchObject({
      status: 'pending',
      kind: 'portrait',
      source: 'hub',
      parameters: { description: 'a wizard' },
      image_id: imageIdOf(jobId),
      priority: 9,
      request_id: 'r-1',
      target_service: 'sheets',
      owner_id: 'user-1',
      character_id: 'c-1',
      campaign_id: 'k-1',
      location_id: 'l-1',
      correlation_id: 'correlation-1',
      causation_id: 'message-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      expires_at: expiresAt,
      attempts: 0,
      lease_token: null,
    });
  });

  it('makes one job of a request that comes again later', async () => {
    const request = aRequest();

    const [first] = await intake.accept([request]);
    const [second] = await intake.accept([request]);

    expect(second).toEqual({ ...first, isNew: false });
    expect(await countJobs()).toBe(1);
    expect(await counted()).toBe(1);
  });

  it('makes one job of a request that comes twice at the same time, and says so to the second', async () => {
    const request = aRequest();

    const [first, second] = await Promise.all([intake.accept([request]), intake.accept([request])]);

    expect([first?.[0]?.isNew, second?.[0]?.isNew]).toEqual([true, false]);
    expect(await countJobs()).toBe(1);
    expect(await counted()).toBe(1);
  });

  it('answers a request as it came first when its repetition in the same moment is refused', async () => {
    const request = aRequest();

    await Promise.all([intake.accept([request]), intake.accept([{ ...request, refusal }])]);

    expect(await jobRow(database.dataSource, jobIdOf(request.identity))).toMatchObject({ status: 'pending' });
    expect(await outbox()).toEqual([]);
  });

  it('makes one job of a request that two replicas take at the same moment', async () => {
    const requests = Array.from({ length: 40 }, () => aRequest());
    const other = intakeOn(database.dataSource).intake;

    const answers = await Promise.all([
      ...requests.map((request) => intake.accept([request])),
      ...[...requests].reverse().map((request) => other.accept([request])),
    ]);

    expect(answers.flat().filter((answer) => answer.isNew)).toHaveLength(40);
    expect(await countJobs()).toBe(40);
  });

  it('takes 200 concurrent requests in few statements', async () => {
    const asked = jest.spyOn(database.dataSource, 'query');

    await Promise.all(Array.from({ length: 200 }, () => intake.accept([aRequest()])));

    const statements = asked.mock.calls.length;
    asked.mockRestore();
    expect(statements).toBeGreaterThan(0);
    expect(statements).toBeLessThanOrEqual(4);
    expect(await countJobs()).toBe(200);
  });

  it('keeps the newest of a burst about one character, though it is taken in several statements', async () => {
    const burst = Array.from({ length: 250 }, () => aRequest({ characterId: 'c-burst', onlyIfChanged: true }));

    await Promise.all(burst.map((request) => intake.accept([request])));

    const left: { id: string }[] = await database.dataSource.query(
      `SELECT id FROM generation_jobs WHERE status = 'pending'`,
    );
    expect(left).toEqual([{ id: jobIdOf(burst.at(-1)?.identity ?? []) }]);
  });

  it('tells who waits for work of what it has taken, and only once for all of it', async () => {
    const listener = database.dataSource.createQueryRunner();
    const heard: string[] = [];
    const client = (await listener.connect()) as {
      on(name: string, listen: (told: { channel: string }) => void): void;
    };
    client.on('notification', ({ channel }) => heard.push(channel));
    await listener.query('LISTEN image_jobs');

    await intake.accept([aRequest(), aRequest()]);

    await eventually(() => expect(heard).toEqual(['image_jobs']));
    await listener.query('UNLISTEN image_jobs');
    await listener.release();
  });

  it('takes the neighbours of a request that the database refuses', async () => {
    const bad = aRequest({ parameters: { description: 'a NUL \u0000 inside' } });
    const good = Array.from({ length: 20 }, () => aRequest());

    const answers = await Promise.allSettled(
      [...good.slice(0, 10), bad, ...good.slice(10)].map((request) => intake.accept([request])),
    );

    expect(answers.map((answer) => answer.status)).toEqual([
      ...Array<string>(10).fill('fulfilled'),
      'rejected',
      ...Array<string>(10).fill('fulfilled'),
    ]);
    expect(await countJobs()).toBe(20);
    expect(await counted()).toBe(20);
  });

  it('takes all requests of one message or none', async () => {
    const together: JobRequest[] = [aRequest(), aRequest({ correlationId: 'x'.repeat(201) })];

    const taken = intake.accept(together);

    await expect(taken).rejects.toThrow(/value too long/);
    expect(await countJobs()).toBe(0);
  });

  it('turns a refused request into a failed job with exactly one event', async () => {
    const request = aRequest({ refusal, requestId: 'r-2', characterId: 'c-2', causationId: 'message-2' });

    await intake.accept([request]);
    await intake.accept([request]);

    const jobId = jobIdOf(request.identity);
    expect(await jobRow(database.dataSource, jobId)).toMatchObject({
      status: 'failed',
      error_code: 'VALIDATION_FAILED',
      error_message: 'theme: expected a theme',
      completed_at: expect.any(Date),
    });
    const rows = await outbox();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ subject: 'image.failed', ordering_key: imageIdOf(jobId) });
    expect(rows[0]?.envelope).toMatchObject({
      id: rows[0]?.event_id,
      type: 'event',
      event_type: 'image.failed',
      version: 1,
      source: 'image-service',
      correlation_id: 'correlation-1',
      causation_id: 'message-2',
      payload: {
        job_id: jobId,
        kind: 'portrait',
        request_id: 'r-2',
        character_id: 'c-2',
        code: 'VALIDATION_FAILED',
        message: 'theme: expected a theme',
        retryable: false,
        attempts: 0,
      },
    });
  });

  it('tells the one who asked of a refusal as well, under an id of its own', async () => {
    await intake.accept([aRequest({ refusal, targetService: 'sheets' })]);

    const rows = await outbox();

    expect(rows.map((row) => row.subject)).toEqual(['image.failed', 'image.ready.sheets']);
    expect(new Set(rows.map((row) => row.event_id)).size).toBe(2);
    expect(rows.map((row) => row.envelope['id'])).toEqual(rows.map((row) => row.event_id));
  });

  it('lets a job that is made of another wait for it', async () => {
    const portrait = aRequest();
    const token = aRequest({ kind: 'token', dependsOn: portrait.identity });

    await intake.accept([portrait, token]);

    const row = await jobRow(database.dataSource, jobIdOf(token.identity));
    expect(row.depends_on).toBe(jobIdOf(portrait.identity));
    expect(row.run_after.getTime()).toBeGreaterThan(Date.now() + 20_000);
  });

  it('has nothing to do for nothing', async () => {
    expect(await intake.accept([])).toEqual([]);
  });
});
