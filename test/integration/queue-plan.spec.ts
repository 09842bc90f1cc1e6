import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { JobStore } from '../../src/generation/jobs/job-store';
import { JobsReader } from '../../src/generation/jobs/jobs.reader';
import { PaintQueue } from '../../src/generation/scheduling/paint-queue';
import { ImageFilesReader } from '../../src/images/image-files.reader';
import { cloneDatabase, type TestDatabase } from './support/database';

/** Unfinished jobs; as many that are over, events and images stand beside them. `TEST_PLAN_ROWS` makes it a million images. */
const QUEUED = 100_000;
const IMAGES = Number(process.env.TEST_PLAN_ROWS ?? 60_000);
/** Blocks of 8 KiB: what a handful of rows takes, and nothing that grows with a table. */
const FEW_BLOCKS = 1500;
/** The same for those that take hundreds of rows at once, each with its indexes. */
const SOME_BLOCKS = 8000;
const AT_ONCE = ['returning those whose worker died', 'reconciling: a page of rows', 'tidying the outbox'];
/** It stops after a thousand: while half of the table is due, reading from its beginning is the shortest way there. */
const MAY_SCAN = 'counting for the autoscaler';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}
interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const painter = {
  ability: { backend: 'gpu-1', modes: ['txt2img'], maxPixels: 4_194_304, models: ['anime', 'photo'] },
  others: [],
} as unknown as Parameters<PaintQueue['candidates']>[0];

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
  await fill(database.dataSource);
}, 180_000);
afterAll(() => database.drop());

/** Half of the queue is composed; all of it is due; a thousandth runs, half of those with a lease that is over. */
async function fill(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `INSERT INTO generation_jobs (parameters, kind, source, image_id, correlation_id, status, priority, created_at, prepared,
       needs_mode, needs_model, needs_pixels, fair_tag, lease_until, owner_id)
     SELECT jsonb_build_object('character_id', 'c-' || n), CASE n % 3 WHEN 0 THEN 'token' ELSE 'portrait' END, 'hub', gen_random_uuid(), 'c',
       CASE WHEN n > $1 THEN 'completed' WHEN n % 1000 = 7 THEN 'running' ELSE 'pending' END, n % 10,
       now() - n * interval '1 second', n % 2 = 0, CASE WHEN n % 2 = 0 THEN 'txt2img' END,
       CASE WHEN n % 2 = 0 THEN (ARRAY['anime', 'photo', 'ink'])[1 + n % 3] END, CASE WHEN n % 2 = 0 THEN 1000000 END, n,
       CASE WHEN n % 1000 = 7 THEN now() + (n % 2000 - 1000) * interval '1 second' END, 'owner-' || n % 500
     FROM generate_series(1, $1::int * 2) n`,
    [QUEUED],
  );
  await dataSource.query(
    `INSERT INTO outbox (event_id, subject, ordering_key, envelope, created_at, published_at)
     SELECT gen_random_uuid(), 'image.generated', gen_random_uuid(), '{}', now(), CASE WHEN n <= 59900 THEN now() - n * interval '1 second' END
     FROM generate_series(1, 60000) n`,
  );
  for (let from = 1; from <= IMAGES; from += 100_000) {
    await dataSource.query(
      `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash, theme, recipe, recipe_hash)
       SELECT gen_random_uuid(), 'images/a', 'image/png', 1, 1, 1, 'png', 'portrait', gen_random_uuid(), repeat('a', 64), 'x', 'fantasy', '{}',
         md5(n::text) || md5(n::text) FROM generate_series($1::int, $2::int) n`,
      [from, Math.min(from + 99_999, IMAGES)],
    );
  }
  await dataSource.query('VACUUM ANALYZE generation_jobs, outbox, images');
}

/** Runs what asks the database, takes everything back, and gives the plan of each statement that it sent. */
async function plansOf(ask: (dataSource: DataSource) => Promise<unknown>): Promise<PlanNode[]> {
  const sent: Statement[] = [];
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  const query = (sql: string, values: unknown[] = [], ...more: []): Promise<unknown> => {
    sent.push({ sql, values });
    return runner.query(sql, values, ...more);
  };
  await ask({ query, manager: { query }, createQueryRunner: () => ({ query }) } as unknown as DataSource);
  await runner.rollbackTransaction();
  await runner.startTransaction();
  const plans: PlanNode[] = [];
  for (const { sql, values } of sent.filter((one) => /^\s*(WITH|SELECT|UPDATE|DELETE)/.test(one.sql))) {
    const [row] = (await runner.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, [...values])) as [
      { 'QUERY PLAN': [{ Plan: PlanNode }] },
    ];
    plans.push(row['QUERY PLAN'][0].Plan);
  }
  await runner.rollbackTransaction();
  await runner.release();
  return plans;
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const sequential = (plans: readonly PlanNode[]): string[] =>
  plans
    .flatMap(nodesOf)
    .filter((node) => node['Node Type'] === 'Seq Scan')
    .map((node) => node['Relation Name'] ?? '');
const blocksOf = (plan: PlanNode): number => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

const kedaQuery = (): string => {
  const manifest = readFileSync(join(__dirname, '../../deploy/kubernetes/base/autoscaling.yaml'), 'utf8');
  return /query: >-\n([\s\S]*?)\n\s+targetQueryValue/.exec(manifest)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
};
/** As in the source of `OutboxRelay`, which needs a hub to be asked itself. */
const relaySource = readFileSync(join(__dirname, '../../src/hub/outbox-relay.ts'), 'utf8');
const relayStatement = (pattern: RegExp): string =>
  (pattern.exec(relaySource)?.[0] ?? '').replace(/\$\{BATCH\}/, '100').replace(/\$\{KEEP_PUBLISHED\}/, '1 day');

describe(`With ${QUEUED} jobs in the queue`, () => {
  it.each<[string, (dataSource: DataSource) => Promise<unknown>]>([
    ['claiming what is to be composed', (db) => new JobStore(db).claim(30_000)],
    ['claiming a token', (db) => new JobStore(db).claim(30_000, 'cuts')],
    ['choosing what a backend paints', (db) => new PaintQueue(db).candidates(painter)],
    ['looking for one that waits too long', (db) => new PaintQueue(db).overdue(painter)],
    ['claiming the one that was chosen', (db) => new PaintQueue(db).claim([randomUUID(), randomUUID()], 30_000)],
    ['returning those whose worker died', (db) => new JobStore(db).returnExpired()],
    ['reconciling: files of rows', (db) => new ImageFilesReader(db).of([randomUUID(), randomUUID()])],
    [
      'reconciling: a page of rows',
      (db) => new ImageFilesReader(db).between(randomUUID(), 'ffffffff-ffff-4fff-bfff-ffffffffffff', 500),
    ],
    [
      'reconciling: unfinished jobs',
      (db) => new JobsReader(db as never).unfinishedImages([randomUUID(), randomUUID()]),
    ],
    ['counting for the autoscaler', (db) => db.query(kedaQuery())],
    ['reading the outbox', (db) => db.query(relayStatement(/SELECT id, event_id[\s\S]*?LIMIT \$\{BATCH\}/), [[]])],
    ['tidying the outbox', (db) => db.query(relayStatement(/DELETE FROM outbox[^`]*/))],
  ])('%s reads no more than it needs', async (what, ask) => {
    const plans = await plansOf(ask);

    expect(plans.length).toBeGreaterThan(0);
    if (what !== MAY_SCAN) expect(sequential(plans)).toEqual([]);
    const most = AT_ONCE.includes(what) ? SOME_BLOCKS : FEW_BLOCKS;
    for (const plan of plans) expect(blocksOf(plan)).toBeLessThan(most);
  });
});
