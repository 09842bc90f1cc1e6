import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';

/** How much lies in the tables. */
export interface Volume {
  readonly images: number;
  /** Unfinished jobs; as many that are over, and published events, lie beside them. */
  readonly jobs: number;
}

/** A service over tables of some size, and a pool of the product's own kind for what only its workers ask. */
export interface GrownWorld {
  readonly world: World;
  readonly dataSource: DataSource;
  readonly stop: () => Promise<void>;
}

/** Name of the pool's connections, as `pg_stat_activity` shows it. */
export const OWN_POOL = 'growth';
/** Rows in one statement. */
const BATCH = 100_000;

/** Owners 0–999, campaigns 0–199, characters 0–19,999; every eighth picture superseded or deleted. */
const IMAGES = `
  INSERT INTO images (storage_path, content_type, size_bytes, width, height, format, created_at, status, tags, kind, job_id,
                      owner_id, character_id, campaign_id, sha256, thumbhash, theme, recipe, recipe_hash, metadata)
  SELECT 'images/a', 'image/png', 1, 832, 1216, 'png', timestamptz '2026-01-01' + n * interval '7 seconds',
         CASE n % 16 WHEN 3 THEN 'superseded' WHEN 7 THEN 'deleted' ELSE 'active' END,
         CASE WHEN n % 2 = 0 THEN ARRAY['common'] ELSE ARRAY[]::text[] END,
         (ARRAY['portrait', 'token', 'map'])[1 + n % 3], gen_random_uuid(),
         'owner-' || n % 1000, 'character-' || n % 20000, 'campaign-' || n % 200,
         repeat('a', 64), 'x', 'fantasy', jsonb_build_object('prompt', repeat(md5(n::text), 20)), repeat('b', 64),
         jsonb_build_object('name', 'Inn ' || md5(n::text))
  FROM generate_series($1::int, $2::int) n`;

/** The first half waits, of it one in two is composed; the others are over. */
const JOBS = `
  INSERT INTO generation_jobs (parameters, kind, source, image_id, correlation_id, status, created_at, prepared,
    needs_mode, needs_model, needs_pixels, fair_tag, owner_id)
  SELECT jsonb_build_object('character_id', 'c-' || n), CASE n % 3 WHEN 0 THEN 'token' ELSE 'portrait' END, 'hub',
    gen_random_uuid(), 'c', CASE WHEN n > $1 THEN 'completed' ELSE 'pending' END, now() - n * interval '1 second', n % 2 = 0,
    CASE WHEN n % 2 = 0 THEN 'txt2img' END, CASE WHEN n % 2 = 0 THEN (ARRAY['anime', 'photo', 'ink'])[1 + n % 3] END,
    CASE WHEN n % 2 = 0 THEN 1000000 END, n, 'owner-' || n % 500
  FROM generate_series(1, $1::int * 2) n`;

const EVENTS = `
  INSERT INTO outbox (event_id, subject, ordering_key, envelope, published_at)
  SELECT gen_random_uuid(), 'image.generated', gen_random_uuid(), '{"payload": {}}', now() - n * interval '0.5 seconds'
  FROM generate_series(1, $1::int) n`;

/** Lays the rows out, then starts a service that serves and relays, but makes no pictures (`ROLE=api`). */
export async function growWorld(stage: BenchStage, { images, jobs }: Volume): Promise<GrownWorld> {
  const world = await stage.world({ replicas: 0, env: { ROLE: 'api' } });
  const dataSource = new DataSource({
    ...dataSourceOptions(world.databaseUrl),
    entities: [],
    migrations: [],
    applicationName: OWN_POOL,
  } as ReturnType<typeof dataSourceOptions>);
  const stop = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await world.stop();
  };
  try {
    for (let from = 1; from <= images; from += BATCH)
      await world.query(IMAGES, [from, Math.min(from + BATCH - 1, images)]);
    await world.query(JOBS, [jobs]);
    await world.query(EVENTS, [jobs]);
    await world.query('VACUUM ANALYZE images, generation_jobs, outbox');
    // Or pages would be written while something is measured.
    await world.query('CHECKPOINT');
    await dataSource.initialize();
    await world.startReplica();
    return { world, dataSource, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
