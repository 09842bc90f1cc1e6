import { DataSource } from 'typeorm';
import { PaintQueue } from '../../src/generation/scheduling/paint-queue';
import type { BenchStage } from '../harness/stage';
import type { CpuTimes, World } from '../harness/world';
import { ended, startGpus } from '../rows/gpu-world';

/** Processor milliseconds and bytes of one operation. */
export interface Cost extends CpuTimes {
  /** Written to PostgreSQL's log. */
  readonly walBytes: number;
}

/** What single operations of the running product cost on this machine. */
export interface UnitCosts {
  /** One event taken from the hub: a row, acknowledged. */
  readonly intake: Cost;
  /** One picture of 832 × 1216 from the queue to its event, without its painting. */
  readonly picture: Cost & {
    /** In tables and indexes, of all rows that the picture leaves. */
    readonly rowBytes: number;
    /** Original and variants. */
    readonly storedBytes: number;
  };
  /** One claim that finds a job, and one whose jobs others have taken, in milliseconds of PostgreSQL. */
  readonly claim: { readonly won: number; readonly lost: number };
  /** One look at the queue by a free place, in milliseconds of PostgreSQL. */
  readonly look: { readonly alone: number; readonly perOtherBackend: number };
  /** Terminal events that the one leading relay publishes in a second. */
  readonly relayPerSecond: number;
  /** A stored picture of some 100 KB, from memory. */
  readonly hotRead: Cost;
}

const EVENTS = 2000;
const PICTURES = 100;
const READS = 10_000;
/** Reads before, which compile the code. */
const WARM_UP_READS = 5000;
const LOOKS = 300;
const MANY_BACKENDS = 1000;

/** Measures every unit cost; takes about a minute. */
export async function measureUnitCosts(stage: BenchStage): Promise<UnitCosts> {
  const gpus = { count: 4, renderMs: 50, sizes: [[832, 1216]] as const };
  const { world, stop } = await startGpus(stage, gpus, { replicas: 0 });
  try {
    const api = await world.startReplica({ ROLE: 'api' });
    const relayPerSecond = await relayed(world);
    const intake = await costOf(world, EVENTS, () => taken(world, EVENTS));
    const { look, claim } = await queueCosts(world);
    await world.query(`DELETE FROM generation_jobs WHERE status = 'pending'`);
    await world.startReplica({ ROLE: 'worker' });
    const picture = await pictureCosts(world);
    const hotRead = await readCosts(world, api.url);
    return { intake, picture, look, claim, relayPerSecond, hotRead };
  } finally {
    await stop();
  }
}

const request = (index: number): object => ({
  type: 'portrait',
  user_id: `owner-${index % 50}`,
  data: { description: `a wandering knight in dented armour, number ${index}` },
});

async function taken(world: World, count: number): Promise<void> {
  await world.publish(
    'generation.requested',
    Array.from({ length: count }, (_, index) => request(index)),
  );
  await until(
    async () => (await world.query(`SELECT 1 FROM generation_jobs WHERE status = 'pending'`)).length >= count,
  );
}

/** Requests that came too late are answered at once: nothing but the relay lies between the row and the event. */
async function relayed(world: World): Promise<number> {
  const late = Array.from({ length: EVENTS }, (_, index) => request(index));
  const startMs = performance.now();
  await world.publish(
    'generation.requested',
    late.map((payload) => ({ ...payload, type: 'nothing-we-know' })),
  );
  const published = `SELECT 1 FROM outbox WHERE published_at IS NOT NULL`;
  await until(async () => (await world.query(published)).length >= EVENTS);
  return EVENTS / ((performance.now() - startMs) / 1000);
}

async function pictureCosts(world: World): Promise<UnitCosts['picture']> {
  // Once without counting: connections, fonts and compiled code come with the first pictures.
  await made(world, 20);
  const before = await bytesKept(world);
  const cost = await costOf(world, PICTURES, () => made(world, PICTURES));
  const after = await bytesKept(world);
  return {
    ...cost,
    rowBytes: (after.rows - before.rows) / PICTURES,
    storedBytes: (after.stored - before.stored) / PICTURES,
  };
}

async function made(world: World, count: number): Promise<void> {
  await ended(
    world,
    await world.publish(
      'generation.requested',
      Array.from({ length: count }, (_, index) => request(index)),
    ),
  );
}

async function bytesKept(world: World): Promise<{ rows: number; stored: number }> {
  const [row] = await world.query<{ rows: string; stored: string }>(
    `SELECT (SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS rows,
       (SELECT coalesce(sum(size_bytes + (SELECT coalesce(sum((variant->>'size_bytes')::bigint), 0)
          FROM jsonb_array_elements(variants) variant)), 0) FROM images) AS stored`,
  );
  return { rows: Number(row?.rows), stored: Number(row?.stored) };
}

async function queueCosts(world: World): Promise<Pick<UnitCosts, 'look' | 'claim'>> {
  const dataSource = await new DataSource({ type: 'postgres', url: world.databaseUrl }).initialize();
  try {
    await world.query(
      `UPDATE generation_jobs SET prepared = true, needs_mode = 'txt2img', needs_pixels = 1000000 WHERE status = 'pending'`,
    );
    await world.query('ANALYZE generation_jobs');
    const queue = new PaintQueue(dataSource);
    const ability = (name: string) => ({
      backend: name,
      modes: ['txt2img'] as const,
      maxPixels: undefined,
      models: undefined,
    });
    const looking = async (others: number): Promise<number> => {
      const painter = {
        ability: ability('b'),
        others: Array.from({ length: others }, (_, index) => ability(`b${index}`)),
      };
      const before = world.cpu().database;
      for (let look = 0; look < LOOKS; look += 1) await queue.candidates(painter);
      return (world.cpu().database - before) / LOOKS;
    };
    await looking(1);
    const alone = await looking(0);
    const amongMany = await looking(MANY_BACKENDS);
    const look = { alone, perOtherBackend: Math.max(0, amongMany - alone) / MANY_BACKENDS };
    return { look, claim: await claimCosts(world, queue) };
  } finally {
    await dataSource.destroy();
  }
}

/** Each claim names eight jobs, as a place does. */
async function claimCosts(world: World, queue: PaintQueue): Promise<UnitCosts['claim']> {
  const rows = await world.query<{ id: string }>(
    `SELECT id FROM generation_jobs WHERE status = 'pending' LIMIT ${LOOKS * 8}`,
  );
  const claiming = async (): Promise<number> => {
    const before = world.cpu().database;
    for (let at = 0; at < rows.length; at += 8) {
      await queue.claim(
        rows.slice(at, at + 8).map(({ id }) => id),
        60_000,
      );
    }
    return (world.cpu().database - before) / (rows.length / 8);
  };
  const won = await claiming();
  const taken = rows.map(({ id }) => id);
  await world.query(`UPDATE generation_jobs SET status = 'cancelled' WHERE id = ANY($1)`, [taken]);
  return { won, lost: await claiming() };
}

async function readCosts(world: World, url: string): Promise<Cost> {
  const [image] = await world.query<{ id: string }>(`SELECT id FROM images WHERE status = 'active' LIMIT 1`);
  const headers = {
    authorization: `Bearer ${world.token({ sub: 'reader', roles: ['service'] })}`,
    accept: 'image/webp',
  };
  const read = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const answer = await fetch(`${url}/api/v1/images/${image?.id}/variants/large`, { headers });
      if (!answer.ok) throw new Error(`a read gave ${answer.status}`);
      await answer.arrayBuffer();
    }
  };
  await read(WARM_UP_READS);
  return costOf(world, READS, () => read(READS));
}

async function costOf(world: World, count: number, work: () => Promise<void>): Promise<Cost> {
  const before = { cpu: world.cpu(), wal: await walBytes(world) };
  await work();
  const after = { cpu: world.cpu(), wal: await walBytes(world) };
  return {
    service: (after.cpu.service - before.cpu.service) / count,
    database: (after.cpu.database - before.cpu.database) / count,
    hub: (after.cpu.hub - before.cpu.hub) / count,
    walBytes: (after.wal - before.wal) / count,
  };
}

async function walBytes(world: World): Promise<number> {
  const [row] = await world.query<{ bytes: string }>(`SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS bytes`);
  return Number(row?.bytes);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const startMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startMs > 120_000) throw new Error('it did not happen within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
