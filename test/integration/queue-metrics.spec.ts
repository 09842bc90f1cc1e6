import { register } from 'prom-client';
import type { DataSource } from 'typeorm';
import { QUEUE_STATEMENT, QueueMetrics } from '../../src/generation/jobs/queue-metrics';
import { BACKLOG_STATEMENT, OutboxMetrics } from '../../src/hub/outbox-metrics';
import { cloneDatabase, type TestDatabase } from './support/database';

/** Finished rows; a million of them show the same plans, and take longer to make. */
const FINISHED = Number(process.env.TEST_QUEUE_ROWS ?? 30_000);
/** Rows in one statement, which may take 30 s. */
const BATCH = 100_000;
/** Blocks that a look may touch, each 8 KiB: of the few rows that wait, and nothing that grows with the table. */
const MOST_BLOCKS = 200;

/** A node of `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)`. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

describe('What waits in the database', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await cloneDatabase();
    dataSource = database.dataSource;
    for (let from = 1; from <= FINISHED; from += BATCH) await finish(from, Math.min(from + BATCH - 1, FINISHED));
    await jobs({ status: 'pending', prepared: false, ages: [20, 30] });
    await jobs({ status: 'pending', prepared: true, ages: [90, 10, 10] });
    await jobs({ status: 'running', prepared: true, ages: [500] });
    await dataSource.query(
      `INSERT INTO outbox (event_id, subject, ordering_key, envelope, created_at)
       SELECT gen_random_uuid(), 'image.generated', gen_random_uuid(), '{}', now() - n * interval '15 seconds'
       FROM unnest(ARRAY[3, 1]) n`,
    );
    await dataSource.query('VACUUM ANALYZE generation_jobs');
    await dataSource.query('VACUUM ANALYZE outbox');
  }, 120_000);
  afterAll(() => database.drop());

  async function finish(from: number, upTo: number): Promise<void> {
    await dataSource.query(
      `INSERT INTO generation_jobs (parameters, kind, source, image_id, correlation_id, status, completed_at, created_at)
       SELECT '{}', 'portrait', 'hub', gen_random_uuid(), 'c', (ARRAY['completed', 'failed', 'cancelled'])[1 + n % 3], now(),
              now() - interval '1 day' FROM generate_series($1::int, $2::int) n`,
      [from, upTo],
    );
    await dataSource.query(
      `INSERT INTO outbox (event_id, subject, ordering_key, envelope, published_at)
       SELECT gen_random_uuid(), 'image.generated', gen_random_uuid(), '{}', now() FROM generate_series($1::int, $2::int)`,
      [from, upTo],
    );
  }

  async function jobs(given: { status: string; prepared: boolean; ages: readonly number[] }): Promise<void> {
    await dataSource.query(
      `INSERT INTO generation_jobs (parameters, kind, source, image_id, correlation_id, status, prepared, lease_until, created_at)
       SELECT '{}', 'portrait', 'hub', gen_random_uuid(), 'c', $1, $2, now() + interval '1 hour', now() - age * interval '1 second'
       FROM unnest($3::int[]) age`,
      [given.status, given.prepared, given.ages],
    );
  }

  const lines = async (name: string): Promise<string[]> =>
    (await register.getSingleMetricAsString(name)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const valueIn = ([line = '']: string[]): number => Number(line.split(' ')[1]);

  it('is told by status, and the oldest whether it is composed or not', async () => {
    new QueueMetrics(dataSource);

    const told = await lines('image_generation_jobs');
    const oldest = valueIn(await lines('image_generation_oldest_pending_seconds'));

    expect(told).toEqual(['image_generation_jobs{status="pending"} 5', 'image_generation_jobs{status="running"} 1']);
    expect(oldest).toBeGreaterThanOrEqual(90);
    expect(oldest).toBeLessThan(500);
  });

  it('is told of events that were not published', async () => {
    new OutboxMetrics(dataSource);

    const pending = valueIn(await lines('hub_outbox_pending'));
    const oldest = valueIn(await lines('hub_outbox_oldest_seconds'));

    expect(pending).toBe(2);
    expect(oldest).toBeGreaterThanOrEqual(45);
  });

  it.each([
    ['jobs', QUEUE_STATEMENT],
    ['events', BACKLOG_STATEMENT],
  ])('costs the same however many %s are over', async (_what, statement) => {
    const [answer] = await dataSource.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${statement}`,
    );

    const plan = answer?.['QUERY PLAN'][0].Plan;
    if (plan === undefined) throw new Error('there is no plan');
    expect(nodesOf(plan)).not.toContain('Seq Scan');
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(MOST_BLOCKS);
  });

  const nodesOf = (plan: PlanNode): string[] => [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodesOf)];
});
