import type { DataSource } from 'typeorm';
import type { Principal } from '../../src/auth/principal';
import type { ImageFilter } from '../../src/images/image-filter';
import { listStatement } from '../../src/images/list-statement';
import { cloneDatabase, type TestDatabase } from './support/database';

/** Rows; more of them show the same plans, and take longer to make. */
const ROWS = Number(process.env.TEST_LIST_ROWS ?? 40_000);
/** Rows in one statement, which may take 30 s. */
const BATCH = 100_000;
const PAGE = 25;
/** Blocks that a page may touch, each 8 KiB: a few for every row and index level, and nothing that grows with the table. */
const MOST_BLOCKS = 2500;

/** A node of `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)`. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Owners 0–999, campaigns 0–199; one in eight superseded or deleted; `rare` on one in ten thousand, `common` on every other. */
async function fill(dataSource: DataSource): Promise<void> {
  for (let from = 1; from <= ROWS; from += BATCH) await insert(dataSource, from, Math.min(from + BATCH - 1, ROWS));
  await dataSource.query('VACUUM ANALYZE images');
}

async function insert(dataSource: DataSource, from: number, upTo: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO images (storage_path, content_type, size_bytes, width, height, format, created_at, status, tags, kind, job_id,
                         owner_id, character_id, campaign_id, sha256, thumbhash, theme, recipe, recipe_hash, metadata)
     SELECT 'images/a', 'image/png', 1, 1, 1, 'png', timestamptz '2026-01-01' + n * interval '7 seconds',
            CASE n % 16 WHEN 3 THEN 'superseded' WHEN 7 THEN 'deleted' ELSE 'active' END,
            CASE WHEN n % 10000 = 5 THEN ARRAY['rare', 'common'] WHEN n % 2 = 0 THEN ARRAY['common'] ELSE ARRAY[]::text[] END,
            (ARRAY['portrait', 'token', 'map'])[1 + n % 3], gen_random_uuid(),
            'owner-' || n % 1000, 'character-' || n % 20000, 'campaign-' || n % 200,
            repeat('a', 64), 'x', 'fantasy', jsonb_build_object('prompt', repeat(md5(n::text), 20)), repeat('b', 64),
            jsonb_build_object('name', CASE WHEN n % 10000 = 5 THEN 'Sunken Crypt' ELSE 'Inn ' || md5(n::text) END)
     FROM generate_series($1::int, $2::int) n`,
    [from, upTo],
  );
}

const player: Principal = {
  sub: 'owner-1',
  roles: [],
  permissions: ['image:*'],
  campaigns: Array.from({ length: 20 }, (_, n) => `campaign-${n}`),
};
const admin: Principal = { ...player, roles: ['admin'], campaigns: [] };
const after = { createdAtUs: BigInt(Date.UTC(2026, 0, 2)) * 1000n, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

describe('Lists of images', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await cloneDatabase();
    await fill(database.dataSource);
  }, 300_000);
  afterAll(() => database.drop());

  const explained = async (filter: ImageFilter, readableBy: Principal, from?: typeof after) => {
    const { sql, values } = listStatement({ filter, after: from, rows: PAGE + 1, readableBy, columns: ['id'] });
    const [row] = await database.dataSource.query<[{ 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }] }]>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`,
      [...values],
    );
    const [{ Plan: plan, 'Execution Time': ms }] = row['QUERY PLAN'];
    if (process.env.TEST_LIST_ROWS) {
      const text = await database.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN (ANALYZE, BUFFERS) ${sql}`, [
        ...values,
      ]);
      process.stdout.write(
        `\n${JSON.stringify(filter)} by ${readableBy.roles.join() || 'player'} ${from ? 'later page' : ''} ${ms} ms\n${text.map((line) => line['QUERY PLAN']).join('\n')}\n`,
      );
    }
    return plan;
  };

  const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

  it.each<[string, ImageFilter, Principal, typeof after | undefined]>([
    ['a player', {}, player, undefined],
    ['a player, further back', {}, player, after],
    ['a player, maps', { kind: 'map' }, player, undefined],
    ['a player, a rare tag', { tag: 'rare' }, player, undefined],
    ['a player, a character', { characterId: 'character-77' }, player, undefined],
    ['a player, a campaign', { campaignId: 'campaign-3' }, player, undefined],
    ['a player, a foreign campaign', { campaignId: 'campaign-199' }, player, undefined],
    ['a player, all states', { status: 'all' }, player, undefined],
    ['an admin', {}, admin, undefined],
    ['an admin, further back', {}, admin, after],
    ['an admin, a kind without images', { kind: 'item' }, admin, undefined],
    ['an admin, superseded ones', { status: 'superseded' }, admin, undefined],
    ['an admin, a rare tag', { tag: 'rare' }, admin, undefined],
    ['an admin, a common tag', { tag: 'common' }, admin, undefined],
    ['an admin, a tag nobody uses', { tag: 'unused' }, admin, undefined],
    ['a player, a rare word', { words: ['sunken'] }, player, undefined],
    ['a player, a common word', { words: ['fantasy'] }, player, undefined],
    ['an admin, a rare word', { words: ['sunken', 'crypt'] }, admin, undefined],
    ['an admin, the beginning of one', { words: ['sunk'] }, admin, undefined],
    ['an admin, a common word', { words: ['inn'] }, admin, undefined],
    ['an admin, a common word, further back', { words: ['inn'] }, admin, after],
    ['an admin, the beginning of half of all', { words: ['campaig'] }, admin, undefined],
    ['an admin, a word nobody uses', { words: ['zzz'] }, admin, undefined],
    ['an admin, since lately', { since: new Date('2026-01-03T00:00:00Z') }, admin, undefined],
  ])('read no more than a page needs: %s', async (_case, filter, reader, from) => {
    const plan = await explained(filter, reader, from);

    expect(nodesOf(plan).map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(MOST_BLOCKS);
  });
});
