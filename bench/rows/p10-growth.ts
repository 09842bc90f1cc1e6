import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { JobStore } from '../../src/generation/jobs/job-store';
import { PaintQueue } from '../../src/generation/scheduling/paint-queue';
import { alternating, lineOf } from '../harness/figures';
import { atMost, type Line, type Row } from '../harness/row';
import type { BenchStage } from '../harness/stage';
import { databaseCpuMs } from './database-cpu';
import { growWorld, OWN_POOL, type GrownWorld, type Volume } from './grown-world';
import { planOf, writePlansDown } from './seen-plans';

const SMALL: Volume = { images: 10_000, jobs: 1_000 };
const LARGE: Readonly<Record<'quick' | 'full', Volume>> = {
  quick: { images: 100_000, jobs: 20_000 },
  full: { images: 1_000_000, jobs: 100_000 },
};
/** Name of the service's connections. */
const SERVICE = 'image-service';
/** Jobs that one claim tries, as a place of the service does it (`paint-places.ts`). */
const WISHES = 8;
const LEASE_MS = 600_000;
const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 120_000;

/** What is done again and again, with processor time of PostgreSQL for one of it. */
interface Operation {
  readonly what: string;
  /** How often in a round. */
  readonly times: number;
  /** Whose connections do it. */
  readonly connections: typeof SERVICE | typeof OWN_POOL;
  /** Finds its statement among the plans. */
  readonly statement: RegExp;
  /** Readies a round; what it does is not counted. */
  readonly prepare?: (grown: GrownWorld) => Promise<string[]>;
  readonly work: (grown: GrownWorld, times: number, prepared: readonly string[]) => Promise<void>;
}

const OPERATIONS: readonly Operation[] = [
  {
    what: 'claim to compose',
    times: 100,
    connections: OWN_POOL,
    statement: /WITH head AS/,
    prepare: queueAsItWas,
    work: async ({ dataSource }, times) => {
      const store = new JobStore(dataSource);
      for (let at = 0; at < times; at += 1) if ((await store.claim(LEASE_MS)) === undefined) throw new Error('no job');
    },
  },
  {
    what: 'look and claim to paint',
    times: 100,
    connections: OWN_POOL,
    statement: /CROSS JOIN LATERAL[\s\S]*generation_jobs/,
    prepare: queueAsItWas,
    work: ({ dataSource }, times) => claimToPaint(dataSource, times),
  },
  {
    what: 'list page',
    times: 200,
    connections: SERVICE,
    statement: /UNION ALL[\s\S]*JOIN images USING/,
    work: listPages,
  },
  {
    what: 'get',
    times: 400,
    connections: SERVICE,
    statement: /"ImageEntity"\."id" = \$1/,
    prepare: async ({ world }) =>
      (
        await world.query<{ id: string }>(`SELECT id FROM images WHERE status <> 'deleted' ORDER BY random() LIMIT 400`)
      ).map(({ id }) => id),
    work: getImages,
  },
  {
    what: 'relay an event',
    times: 500,
    connections: SERVICE,
    statement: /FROM outbox\s+WHERE published_at IS NULL/,
    work: relay,
  },
];

/** P10: what statements cost when the tables have grown. */
export const growth: Row = {
  id: 'P10',
  title: 'growth: claim, list, get, relay over large tables against small ones (CPU of PostgreSQL)',
  rounds: { quick: 3, full: 7 },
  measure: async (stage, rounds) => {
    const small = await growWorld(stage, SMALL);
    let large: GrownWorld | undefined;
    try {
      large = await growWorld(stage, LARGE[stage.profile]);
      const lines: Line[] = [];
      for (const operation of OPERATIONS) lines.push(await measured(operation, { large, small, rounds }));
      const { images, jobs } = LARGE[stage.profile];
      const note = `${images} images and ${jobs} queued jobs against ${SMALL.images} and ${SMALL.jobs}`;
      if (stage.isFull) await writePlans(stage, large);
      return lines.map((line, index) => (index === 0 ? { ...line, note } : line));
    } finally {
      await large?.stop();
      await small.stop();
    }
  },
};

interface Worlds {
  readonly large: GrownWorld;
  readonly small: GrownWorld;
  readonly rounds: number;
}

async function measured(operation: Operation, { large, small, rounds }: Worlds): Promise<Line> {
  const [ours, reference] = [() => costOf(operation, large), () => costOf(operation, small)];
  // Once without counting: connections, catalogues and pages are read at the first time.
  await alternating(1, { ours, reference });
  const costs = await alternating(rounds, { ours, reference });
  return lineOf({ what: operation.what, unit: 'ms CPU', ...costs, goal: atMost(1.3) });
}

async function costOf(operation: Operation, grown: GrownWorld): Promise<number> {
  const { prepare, work, times, connections } = operation;
  const prepared = (await prepare?.(grown)) ?? [];
  return (await databaseCpuMs(grown.world, connections, () => work(grown, times, prepared))) / times;
}

/** Puts back what the round before claimed, and takes away what that leaves in tables and indexes. */
async function queueAsItWas({ world }: GrownWorld): Promise<string[]> {
  await world.query(
    `UPDATE generation_jobs SET status = 'pending', lease_token = NULL, lease_until = NULL, attempts = 0, started_at = NULL
     WHERE status = 'running'`,
  );
  await world.query('VACUUM generation_jobs');
  return [];
}

async function claimToPaint(dataSource: DataSource, times: number): Promise<void> {
  const queue = new PaintQueue(dataSource);
  const ability = { backend: 'gpu', modes: ['txt2img'] as const, maxPixels: 4_194_304, models: ['anime', 'photo'] };
  for (let at = 0; at < times; at += 1) {
    const line = await queue.candidates({ ability, others: [] });
    const claimed = await queue.claim(
      line.slice(0, WISHES).map(({ id }) => id),
      LEASE_MS,
    );
    if (claimed === undefined) throw new Error('no job');
  }
}

/** Players who own pictures and take part in twenty campaigns: the newest page and the one behind it. */
async function listPages({ world }: GrownWorld, times: number): Promise<void> {
  for (let at = 0; at < times; at += 2) {
    const campaigns = Array.from({ length: 20 }, (_, index) => `campaign-${(at + index * 7) % 200}`);
    const token = world.token({ sub: `owner-${at % 1000}`, campaigns });
    const { next, items } = (await answered(world, '/api/v1/images?limit=25', token)) as {
      next: string | null;
      items: unknown[];
    };
    if (next === null || items.length !== 25) throw new Error('the list has no second page');
    await answered(world, `/api/v1/images?limit=25&cursor=${encodeURIComponent(next)}`, token);
  }
}

async function getImages({ world }: GrownWorld, times: number, ids: readonly string[]): Promise<void> {
  const token = world.token({ sub: 'reader', roles: ['service'] });
  for (const id of ids.slice(0, times)) await answered(world, `/api/v1/images/${id}`, token);
}

async function answered(world: GrownWorld['world'], path: string, token: string): Promise<unknown> {
  const answer = await fetch(`${world.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`GET ${path} gave ${answer.status}`);
  return answer.json();
}

/** Events lie there all at once, and the relay takes them to the hub. */
async function relay({ world }: GrownWorld, times: number): Promise<void> {
  await world.query(
    `WITH event AS (INSERT INTO outbox (event_id, subject, ordering_key, envelope)
       SELECT gen_random_uuid(), 'image.generated', gen_random_uuid(), '{"payload": {}}' FROM generate_series(1, $1::int))
     SELECT pg_notify('image_outbox', '')`,
    [times],
  );
  const startMs = performance.now();
  while ((await world.query('SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1')).length > 0) {
    if (performance.now() - startMs > PATIENCE_MS) throw new Error('the relay did not publish within two minutes');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Does everything once more, on new connections that tell their plans: telling them costs more than the statements. */
async function writePlans(stage: BenchStage, { world, dataSource }: GrownWorld): Promise<void> {
  await writePlansDown(world);
  await world.stopReplicas();
  await world.startReplica();
  const { images, jobs } = LARGE[stage.profile];
  const explained = await new DataSource(dataSource.options).initialize();
  const texts: string[] = [`-- ${images} images, ${jobs} queued jobs; the product's own statements (auto_explain)`];
  try {
    for (const { what, prepare, work, statement } of OPERATIONS) {
      const grown = { world, dataSource: explained, stop: () => Promise.resolve() };
      await work(grown, 2, (await prepare?.(grown)) ?? []);
      texts.push(`-- ${what}\n${await planOf(stage, statement)}`);
    }
  } finally {
    await explained.destroy();
  }
  const folder = join(stage.place.checkout, 'bench/plans');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'p10-growth.txt'), `${texts.join('\n\n')}\n`);
}
