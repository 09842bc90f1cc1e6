import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { ImageEntity } from '../../src/images/image.entity';
import { JobEntity } from '../../src/generation/jobs/job.entity';
import { cloneDatabase, emptyDatabase, type TestDatabase } from './support/database';

interface ColumnFacts {
  readonly column_name: string;
  readonly udt_name: string;
  readonly character_maximum_length: number | null;
  readonly column_default: string | null;
}

const TABLES = [
  'backend_slots',
  'backends',
  'campaign_styles',
  'character_identities',
  'fair_shares',
  'generation_batches',
  'generation_jobs',
  'idempotency_keys',
  'image_derived_files',
  'images',
  'locations',
  'outbox',
];

let database: TestDatabase;
afterEach(() => database.drop());

async function tablesIn(dataSource: DataSource): Promise<string[]> {
  const rows: { table_name: string }[] = await dataSource.query(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'migrations' ORDER BY 1`,
  );
  return rows.map((row) => row.table_name);
}

/** `name type(length) default`, as the contract spells it. */
async function columnsOf(table: string): Promise<Record<string, string>> {
  const rows: ColumnFacts[] = await database.dataSource.query(
    `SELECT column_name, udt_name, character_maximum_length, column_default FROM information_schema.columns WHERE table_name = $1`,
    [table],
  );
  return Object.fromEntries(
    rows.map((row) => [
      row.column_name,
      row.udt_name + (row.character_maximum_length === null ? '' : `(${row.character_maximum_length})`),
    ]),
  );
}

async function defaultOf(table: string, column: string): Promise<string> {
  const [row]: [ColumnFacts] = await database.dataSource.query(
    `SELECT column_default FROM information_schema.columns WHERE table_name = $1 AND column_name = $2`,
    [table, column],
  );
  return String(row.column_default);
}

async function fill(dataSource: DataSource): Promise<void> {
  const jobId = randomUUID();
  const imageId = randomUUID();
  await dataSource.query(
    `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash, theme, recipe, recipe_hash)
     VALUES ($1, 'images/a', 'image/webp', 1, 1, 1, 'webp', 'portrait', $2, repeat('a', 64), 'x', 'fantasy', '{}', repeat('b', 64))`,
    [imageId, jobId],
  );
  await dataSource.query(
    `INSERT INTO generation_jobs (id, parameters, kind, source, image_id, correlation_id, status, result_image_id)
     VALUES ($1, '{}', 'portrait', 'hub', $2, 'c', 'completed', $2)`,
    [jobId, imageId],
  );
  await dataSource.query(
    `INSERT INTO outbox (event_id, subject, ordering_key, envelope) VALUES ($1, 'image.generated', $2, '{}')`,
    [randomUUID(), imageId],
  );
  await dataSource.query(
    `INSERT INTO image_derived_files (storage_path, image_id, size_bytes) VALUES ('images/b', $1, 1)`,
    [imageId],
  );
  await dataSource.query(`INSERT INTO backend_slots (backend, slot) VALUES ('gpu:7860', 1)`);
  await dataSource.query(
    `INSERT INTO backends (name, address, origin) VALUES ('gpu:7860', '{"name": "gpu:7860"}', 'operator')`,
  );
  await dataSource.query(`INSERT INTO fair_shares (priority, owner, finish_tag, added) VALUES (5, 'user-1', 1, 1)`);
  await dataSource.query(
    `INSERT INTO character_identities (character_id, identity, anchors_hash, appearance_hash)
     VALUES ('thalia', '{}', repeat('d', 64), repeat('e', 64))`,
  );
  await dataSource.query(
    `INSERT INTO campaign_styles (campaign_id, version, theme, suffix, palette, sampler, scheduler, steps, cfg_scale, said_at)
     VALUES ('campaign-7', 1, 'fantasy', 'painted', 'warm colours', 'Euler a', 'Karras', 28, 6, '-infinity')`,
  );
  await dataSource.query(`INSERT INTO locations (id, visible) VALUES ('tavern', '{}')`);
  await dataSource.query(
    `INSERT INTO idempotency_keys (id, body_hash, nonce) VALUES (gen_random_uuid(), repeat('c', 64), gen_random_uuid())`,
  );
  await dataSource.query(
    `INSERT INTO generation_batches (id, owner_id, total) VALUES (gen_random_uuid(), 'user-1', 2)`,
  );
}

async function countIn(table: string): Promise<number> {
  const [row]: [{ count: number }] = await database.dataSource.query(`SELECT count(*)::int AS count FROM ${table}`);
  return row.count;
}

async function revertAll(dataSource: DataSource): Promise<void> {
  const applied = await dataSource.query<unknown[]>('SELECT 1 FROM migrations');
  for (let left = applied.length; left > 0; left -= 1) await dataSource.undoLastMigration();
}

describe('the migrations', () => {
  it('run forward, back and forward again on a database with data in it', async () => {
    database = await emptyDatabase();
    const { dataSource } = database;
    await dataSource.runMigrations();
    await fill(dataSource);

    await revertAll(dataSource);
    const afterDown = await tablesIn(dataSource);
    await dataSource.runMigrations();
    await fill(dataSource);

    expect(afterDown).toEqual([]);
    expect(await tablesIn(dataSource)).toEqual(TABLES);
    for (const table of TABLES) expect(await countIn(table)).toBe(1);
  });

  it('take only the newest back when one is reverted, and keep the data of the others', async () => {
    database = await emptyDatabase();
    const { dataSource } = database;
    await dataSource.runMigrations();
    await fill(dataSource);

    await dataSource.undoLastMigration();

    expect(await dataSource.showMigrations()).toBe(true);
    expect(await dataSource.query('SELECT 1 FROM migrations')).toHaveLength(dataSource.migrations.length - 1);
    expect(await countIn('images')).toBe(1);
    expect(await countIn('generation_jobs')).toBe(1);
  });

  it('give images the columns of the original schema', async () => {
    database = await cloneDatabase();

    const columns = await columnsOf('images');

    expect(columns).toMatchObject({
      id: 'uuid',
      storage_path: 'varchar(255)',
      content_type: 'varchar(50)',
      size_bytes: 'int4',
      width: 'int4',
      height: 'int4',
      format: 'varchar(10)',
      created_at: 'timestamptz',
      metadata: 'jsonb',
      status: 'varchar(50)',
      tags: '_text',
    });
    expect(await defaultOf('images', 'status')).toBe(`'active'::character varying`);
  });

  it('give generation_jobs the columns of the original schema', async () => {
    database = await cloneDatabase();

    const columns = await columnsOf('generation_jobs');

    expect(columns).toMatchObject({
      id: 'uuid',
      prompt: 'text',
      parameters: 'jsonb',
      status: 'varchar(50)',
      started_at: 'timestamptz',
      completed_at: 'timestamptz',
      result_image_id: 'uuid',
      error_message: 'text',
      metadata: 'jsonb',
    });
    expect(await defaultOf('generation_jobs', 'status')).toBe(`'pending'::character varying`);
  });

  it('let a job name only an image that exists as its result', async () => {
    database = await cloneDatabase();
    await fill(database.dataSource);

    const lie = database.dataSource.query(`UPDATE generation_jobs SET result_image_id = $1`, [randomUUID()]);

    await expect(lie).rejects.toThrow(/violates foreign key constraint/);
  });

  it.each([
    ['generation_jobs', 'status', `'sleeping'`],
    ['generation_jobs', 'priority', '10'],
    ['generation_jobs', 'priority', '-1'],
    ['images', 'status', `'hidden'`],
  ])('refuse a row of %s whose %s is %s', async (table, column, value) => {
    database = await cloneDatabase();
    await fill(database.dataSource);

    const nonsense = database.dataSource.query(`UPDATE ${table} SET ${column} = ${value}`);

    await expect(nonsense).rejects.toThrow(/violates check constraint/);
  });

  it.each([
    ['images', ImageEntity],
    ['generation_jobs', JobEntity],
  ])('make every column that the entity of %s reads', async (_table, entity) => {
    database = await cloneDatabase();
    await fill(database.dataSource);

    const found = await database.dataSource.getRepository<object>(entity).find();

    expect(found).toHaveLength(1);
  });
});
