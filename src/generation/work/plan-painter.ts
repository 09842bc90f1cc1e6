import { Injectable } from '@nestjs/common';
import { TileCanvas } from '../../processing/tile-canvas';
import { BackendPool, type PaintedBy } from '../backends/backend-pool';
import { BackendSubstitutedError, type Painting, type PaintRequest } from '../backends/image-backend';
import type { PoolMember } from '../backends/pool-member';
import type { ClaimedJob } from '../jobs/job-store';
import type { PictureKind } from '../picture-kind';
import { PaintWatch, type PartDone } from '../progress/paint-watch';
import type { Recipe, RenderPlan } from '../recipe';
import type { RenderTiles } from '../tiles/tiles-for';
import type { AttemptHooks } from './attempt-hooks';
import { AttemptChecks } from './attempt-checks';
import { SourceMaterial } from './source-material';
import { WorkMetrics } from './work-metrics';

/** One picture to be painted for a job, at a place that is held for it. */
export interface PaintTask {
  readonly kind: PictureKind;
  readonly job: ClaimedJob;
  readonly recipe: Recipe;
  readonly plan: RenderPlan;
  readonly member: PoolMember;
}

/** What of a painting the attempt goes on with. */
export type Painted = Pick<Painting, 'bytes' | 'origin' | 'model' | 'seed'>;

/** Seeds are 32 bits. */
const SEEDS = 2 ** 32;

/** Has the plan of a recipe painted and looked at: at once, or part by part on one canvas. */
@Injectable()
export class PlanPainter {
  constructor(
    private readonly pool: BackendPool,
    private readonly watch: PaintWatch,
    private readonly checks: AttemptChecks,
    private readonly material: SourceMaterial,
    private readonly metrics: WorkMetrics,
  ) {}

  /**
   * Paints at the task's backend, whose slot is held from `hooks.atPlace` until `hooks.painted`.
   * @throws what the backend and `AttemptChecks.verify` throw, of any part; the signal's reason
   */
  paint(task: PaintTask, hooks: AttemptHooks): Promise<Painted> {
    const { job, member, plan } = task;
    const { tiles } = plan;
    // Whoever draws from the recipe draws all of it.
    if (tiles === undefined || member.backend.dialect === 'painter') return this.atOnce(task, hooks);
    return this.watch.inParts(job, (partDone) => this.inParts(task, tiles, { ...hooks, partDone }));
  }

  private async atOnce(task: PaintTask, hooks: AttemptHooks): Promise<Painted> {
    const { job, member } = task;
    const request = loaded({ ...this.requestOf(task), answered: hooks.painted });
    await this.atPlace(task, hooks);
    const paint = () => this.pool.paint(member, request, hooks.signal);
    const painted = await this.watch.during(job, member, paint);
    hooks.painted();
    this.metrics.took(job.kind, 'render', painted.renderMs);
    await this.verify(task, painted);
    return painted.painting;
  }

  /**
   * Each part starts from the canvas, with what its neighbours painted on it, and is looked at before the next. Seeds count
   * up, because the same noise in every part shows as a pattern.
   */
  private async inParts(
    task: PaintTask,
    tiles: RenderTiles,
    hooks: AttemptHooks & { readonly partDone: PartDone },
  ): Promise<Painted> {
    const { signal, painted, partDone } = hooks;
    const { plan, job } = task;
    const size = { width: tiles.width, height: tiles.height };
    const canvas = await TileCanvas.over(await this.startOf(task, tiles.canvas), { canvas: tiles.canvas, tile: size });
    await this.atPlace(task, hooks);
    let first: PaintedBy | undefined;
    let renderMs = 0;
    for (const [index, place] of tiles.places.entries()) {
      signal.throwIfAborted();
      const part: RenderPlan = { ...plan, ...size, tiles: undefined, seed: (plan.seed + index) % SEEDS };
      const request = { plan: part, sketch: () => canvas.cut(place), source: () => canvas.cut(place) };
      const done = await this.pool.paint(task.member, request, signal);
      first ??= done;
      renderMs += done.renderMs;
      if (index === tiles.places.length - 1) painted();
      await this.verify(task, done);
      // A map half by one model and half by another is none of them.
      if (done.painting.model !== first.painting.model) throw new BackendSubstitutedError('model');
      await canvas.lay(done.painting.bytes, place);
      await partDone((index + 1) / tiles.places.length);
    }
    this.metrics.took(job.kind, 'render', renderMs);
    const { origin = 'diffused', model = 'unknown', seed } = first?.painting ?? {};
    return { bytes: await canvas.png(), origin, model, seed };
  }

  private async atPlace({ job }: PaintTask, { atPlace }: AttemptHooks): Promise<void> {
    await atPlace();
    this.metrics.took(job.kind, 'wait', Date.now() - Math.max(job.created_at.getTime(), job.run_after.getTime()));
  }

  private async verify({ job }: PaintTask, { painting, judge }: PaintedBy): Promise<void> {
    if (painting.origin !== 'diffused') return;
    await this.metrics.time(job.kind, 'verify', () => this.checks.verify(painting.bytes, judge));
  }

  private requestOf(task: PaintTask): PaintRequest {
    const { kind, job, recipe, plan } = task;
    const request = { plan, sketch: () => kind.sketch(recipe), ...this.material.of(recipe, job) };
    return plan.starts_from === undefined ? request : { ...request, source: () => this.startOf(task, plan) };
  }

  /** What the whole picture starts from; of a stored one its own size. */
  private async startOf(
    { kind, recipe, plan }: PaintTask,
    size: { readonly width: number; readonly height: number },
  ): Promise<Buffer> {
    if (plan.starts_from !== undefined) return kind.underpainting(recipe, { width: size.width, height: size.height });
    return (await this.material.original(recipe.source_image_id ?? '')).bytes;
  }
}

/** The request with its pictures on their way: they are read while the server still paints the one before. */
function loaded(request: PaintRequest): PaintRequest {
  const { source, mask } = request;
  return { ...request, ...(source && { source: begun(source) }), ...(mask && { mask: begun(mask) }) };
}

function begun<T>(load: () => Promise<T>): () => Promise<T> {
  const loading = load();
  // Whoever asks for it is told; nobody may.
  loading.catch(() => undefined);
  return () => loading;
}
