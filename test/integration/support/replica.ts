import { Counter, Gauge, Histogram } from 'prom-client';
import sharp from 'sharp';
import type { DataSource } from 'typeorm';
import type { ServiceConfig } from '../../../src/config/service-config';
import { DatabaseSignals } from '../../../src/database/database-signals';
import { BackendMetrics } from '../../../src/generation/backends/backend-metrics';
import { BackendPool } from '../../../src/generation/backends/backend-pool';
import { BackendReports } from '../../../src/generation/backends/backend-reports';
import { BackendRows, type BackendRow } from '../../../src/generation/backends/backend-rows';
import type { ImageBackend } from '../../../src/generation/backends/image-backend';
import { SlotLedger } from '../../../src/generation/backends/slot-ledger';
import { JobStore } from '../../../src/generation/jobs/job-store';
import { PictureKinds, type PictureKind } from '../../../src/generation/picture-kind';
import { recipeHash, type Composition, type RenderPlan } from '../../../src/generation/recipe';
import { needsOf } from '../../../src/generation/scheduling/needs';
import { PaintQueue } from '../../../src/generation/scheduling/paint-queue';
import { Attempt, type AttemptTools } from '../../../src/generation/work/attempt';
import { AttemptChecks } from '../../../src/generation/work/attempt-checks';
import { GenerationWorker, WorkerTools } from '../../../src/generation/work/generation-worker';
import { PaintPlaces } from '../../../src/generation/work/paint-places';
import { Settlement } from '../../../src/generation/work/settlement';
import { WorkMetrics } from '../../../src/generation/work/work-metrics';
import { Outbox } from '../../../src/hub/outbox';
import { PictureWorkshop } from '../../../src/processing/workshop/picture-workshop';
import { GpuBackend, type Gpu } from './gpu';
import { testConfig } from './test-config';
import type { TestDatabase } from './database';

/** One process of the service, as far as it makes pictures. */
export interface Replica {
  readonly pool: BackendPool;
  readonly rows: BackendRows;
  readonly ledger: SlotLedger;
  /** Stops as a process does on SIGTERM. */
  stop(): Promise<void>;
}

class GpuPool extends BackendPool {
  constructor(
    private readonly gpus: ReadonlyMap<string, Gpu>,
    ...parts: ConstructorParameters<typeof BackendPool>
  ) {
    super(...parts);
  }

  protected override open(row: BackendRow): ImageBackend {
    const gpu = this.gpus.get(row.name);
    if (gpu === undefined) throw new Error(`the test has no server ${row.name}`);
    return new GpuBackend(gpu);
  }
}

/**
 * Starts a worker on the database with the service's own scheduler; only the servers, composing and keeping are simple.
 * What a job asks for beyond a picture from words stands in its parameters: `mode`, `model`.
 */
export async function startReplica(
  database: TestDatabase,
  gpus: readonly Gpu[],
  more: Readonly<Record<string, string>> = {},
): Promise<Replica> {
  const { dataSource } = database;
  const config = testConfig({ DATABASE_URL: database.url, JOB_LEASE_MS: '3000', ...more });
  const rows = new BackendRows(dataSource);
  const ledger = new SlotLedger(dataSource);
  const known = new Map(gpus.map((gpu) => [gpu.name, gpu]));
  const pool = new GpuPool(known, config, rows, ledger, backendMetrics(), new BackendReports(rows));
  const signals = new DatabaseSignals(config);
  await signals.onModuleInit();
  await pool.onModuleInit();
  const worker = await workerOn(dataSource, { config, pool, signals });
  worker.start();
  const stop = async (): Promise<void> => {
    await worker.stop(2000);
    await pool.onApplicationShutdown();
    await signals.onApplicationShutdown();
  };
  return { pool, rows, ledger, stop };
}

interface Parts {
  readonly config: ServiceConfig;
  readonly pool: BackendPool;
  readonly signals: DatabaseSignals;
}

async function workerOn(dataSource: DataSource, { config, pool, signals }: Parts): Promise<GenerationWorker> {
  const jobs = new JobStore(dataSource);
  const metrics = workMetrics();
  const kinds = new PictureKinds();
  kinds.register(simpleKind(await somePicture()));
  const attempt = new Attempt(simpleChecks(config), kinds, jobs, simpleTools(dataSource, jobs, pool), metrics);
  const settlement = new Settlement(config, dataSource, jobs, new Outbox(), metrics);
  const places = new PaintPlaces(config, pool, new PaintQueue(dataSource));
  return new GenerationWorker(config, signals, jobs, new WorkerTools(jobs, pool, places, attempt, settlement));
}

/** Pictures are not looked at for what they show. */
const simpleChecks = (config: ServiceConfig): AttemptChecks => {
  const looksAtNothing = { assertReady: () => Promise.resolve(), assertFit: () => Promise.resolve() };
  return new AttemptChecks(config, looksAtNothing, new PictureWorkshop({ processes: 1 }));
};

const somePicture = (): Promise<Buffer> =>
  sharp({
    create: { width: 8, height: 8, channels: 3, background: 'teal', noise: { type: 'gaussian', mean: 128, sigma: 50 } },
  })
    .png()
    .toBuffer();

function simpleKind(picture: Buffer): PictureKind {
  const compose = ({ parameters }: Parameters<PictureKind['compose']>[0]): Promise<Composition> => {
    const render = {
      prompt: 'a',
      negative_prompt: '',
      width: 64,
      height: 64,
      seed: 7,
      ...parameters,
    } as unknown as RenderPlan;
    const recipe = {
      version: 1,
      kind: 'portrait',
      theme: 'fantasy',
      subject: {},
      output: {},
      render,
      edit: parameters.edit,
    };
    return Promise.resolve({ recipe } as unknown as Composition);
  };
  const original = { bytes: picture, contentType: 'image/png', sizeBytes: picture.length, width: 8, height: 8 };
  const finish = () => Promise.resolve({ original, variants: [] });
  return { kind: 'portrait', compose, sketch: () => Promise.resolve(picture), finish } as unknown as PictureKind;
}

function simpleTools(dataSource: DataSource, jobs: JobStore, pool: BackendPool): AttemptTools {
  const keep: AttemptTools['keeper']['keep'] = (_kind, _raw, job) =>
    dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO images (id, storage_path, content_type, size_bytes, width, height, format, kind, job_id, sha256, thumbhash, theme, recipe, recipe_hash)
         VALUES ($1, 'images/a', 'image/webp', 1, 1, 1, 'webp', 'portrait', $2, repeat('a', 64), 'x', 'fantasy', '{}', repeat('b', 64))`,
        [job.image_id, job.id],
      );
      await jobs.complete(manager, job);
      return { id: job.image_id, size_bytes: 1 } as Awaited<ReturnType<AttemptTools['keeper']['keep']>>;
    });
  const queueUnlessMade: AttemptTools['reuse']['queueUnlessMade'] = async ({ job, recipe }) => {
    await jobs.queueForPainting(job, { ...needsOf(recipe.render), recipeHash: recipeHash(recipe) });
    return 'queued';
  };
  const paint: AttemptTools['painter']['paint'] = async ({ member, plan, kind, recipe }, hooks) => {
    const { signal, painted } = hooks;
    await hooks.atPlace();
    const { painting } = await pool.paint(member, { plan, sketch: () => kind.sketch(recipe) }, signal);
    painted();
    return painting;
  };
  const parts = {
    pool,
    keeper: { keep },
    material: { of: () => ({}) },
    reuse: { queueUnlessMade },
    painter: { paint },
  };
  return parts as unknown as AttemptTools;
}

const metric = <Name extends string>(name: string, labelNames: readonly Name[]) => ({
  name,
  help: name,
  labelNames,
  registers: [],
});

function backendMetrics(): BackendMetrics {
  return new BackendMetrics(
    new Counter(metric('requests', ['backend', 'outcome'] as const)),
    new Counter(metric('busy', ['backend'] as const)),
    new Gauge(metric('up', ['backend'] as const)),
    new Gauge(metric('memory', ['backend', 'state'] as const)),
  );
}

function workMetrics(): WorkMetrics {
  return new WorkMetrics(
    new Counter(metric('jobs', ['kind', 'outcome', 'code'] as const)),
    new Histogram(metric('durations', ['kind', 'stage'] as const)),
  );
}
