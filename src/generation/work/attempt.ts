import { Injectable, Logger } from '@nestjs/common';
import { ContentRefusedError } from '../../common/content-refused.errors';
import { ImageServiceError, InternalError } from '../../common/errors';
import { seedOf } from '../../common/seed';
import { BackendPool } from '../backends/backend-pool';
import {
  BackendOutOfMemoryError,
  BackendRejectedError,
  BackendSubstitutedError,
  BackendUnavailableError,
} from '../backends/image-backend';
import type { PoolMember } from '../backends/pool-member';
import { JobStore, type ClaimedJob } from '../jobs/job-store';
import { PictureKinds, type PictureKind } from '../picture-kind';
import { recipeHash, type Recipe, type RenderPlan } from '../recipe';
import { needsOf } from '../scheduling/needs';
import { PictureReuse } from '../reuse/picture-reuse';
import { asSent } from './as-sent';
import { AttemptChecks } from './attempt-checks';
import type { AttemptHooks } from './attempt-hooks';
import { PictureKeeper, type RawPicture } from './picture-keeper';
import { PlanPainter, type PaintTask } from './plan-painter';
import { SourceMaterial } from './source-material';
import { DeadlyRequestError } from './attempt.errors';
import { WorkMetrics } from './work-metrics';

/** What an attempt works with, in one hand. */
@Injectable()
export class AttemptTools {
  constructor(
    readonly pool: BackendPool,
    readonly keeper: PictureKeeper,
    readonly material: SourceMaterial,
    readonly reuse: PictureReuse,
    readonly painter: PlanPainter,
  ) {}
}

/** Two backends that broke down over the same request: a third would, too. */
const MOST_CRASHES = 2;

function withoutSource(recipe: Recipe, render: RenderPlan): Recipe {
  const {
    mode: _mode,
    denoising_strength: _strength,
    likeness: _likeness,
    starts_from: _start,
    tiles: _tiles,
    ...plan
  } = render;
  return { ...recipe, render: plan };
}

/** One attempt at one job, in two parts: compose (and cut, where nothing is painted), then paint, verify, finish, keep. */
@Injectable()
export class Attempt {
  private readonly log = new Logger('Job');

  constructor(
    private readonly checks: AttemptChecks,
    private readonly kinds: PictureKinds,
    private readonly jobs: JobStore,
    private readonly work: AttemptTools,
    private readonly metrics: WorkMetrics,
  ) {}

  /**
   * Composes the job. Resolves with `queued` when it now waits for a backend, or for a job that paints the same; with
   * `kept` when its picture, which needed none or was there already, is kept and its event promised.
   */
  async prepare(job: ClaimedJob, hooks: AttemptHooks): Promise<'queued' | 'kept'> {
    this.checks.assertWorthTrying(job);
    const kind = this.kinds.makerOf(job);
    const composed = await this.metrics.timeComposing(job.kind, () => this.compose(kind, job));
    const recipe = await this.feasible(composed);
    if (recipe.render !== undefined && this.work.pool.canAnyone(needsOf(recipe.render)) !== false) {
      if (recipe !== composed) await this.jobs.keepComposition(job, { recipe });
      return this.queue(job, { ...recipe, render: recipe.render }, hooks);
    }
    this.metrics.took(job.kind, 'wait', Date.now() - Math.max(job.created_at.getTime(), job.run_after.getTime()));
    const raw = recipe.render === undefined ? await this.cut(recipe) : await this.enlarge(kind, recipe);
    hooks.painted();
    await this.finish(kind, raw, job, hooks.signal);
    return 'kept';
  }

  /**
   * Paints a composed job at `member`, whose slot the caller holds from `hooks.atPlace` until `hooks.painted`. Resolves with `kept` when the
   * picture is kept and its event promised, with `queued` when it came out blank or unfit and waits to be painted once more.
   */
  async paint(job: ClaimedJob, member: PoolMember, hooks: AttemptHooks): Promise<'queued' | 'kept'> {
    this.checks.assertWorthTrying(job);
    await this.checks.assertReady(member.backend.dialect);
    const kind = this.kinds.makerOf(job);
    const recipe = job.recipe as unknown as Recipe;
    if (recipe.render === undefined) throw new InternalError('painted-job-without-plan');
    const order = { kind, job, recipe, plan: recipe.render, member };
    const raw = await this.paintOnce(order, hooks).catch((error: unknown) => this.afterFailure(order, error));
    if (raw === 'queued') return raw;
    await this.finish(kind, raw, job, hooks.signal);
    return 'kept';
  }

  private async queue(
    job: ClaimedJob,
    recipe: Recipe & { readonly render: RenderPlan },
    hooks: AttemptHooks,
  ): Promise<'queued' | 'kept'> {
    const { reuse, pool } = this.work;
    const isDrawn = pool.backends.every(({ dialect }) => dialect === 'painter');
    const outcome = await reuse.queueUnlessMade({ job, recipe, isDrawn }, hooks);
    if (outcome === 'kept') this.metrics.took(job.kind, 'total', Date.now() - job.created_at.getTime());
    return outcome;
  }

  /**
   * What can be made of the recipe with the backends there are. A likeness where no server starts from a picture gets the
   * words and the seed alone; an enlargement that none has we make ourselves.
   * @throws BackendRejectedError when every backend has said what it can do, and none can do this
   */
  private async feasible(recipe: Recipe): Promise<Recipe> {
    const { render } = recipe;
    const { pool } = this.work;
    if (render === undefined || pool.canAnyone(needsOf(render)) !== false) return recipe;
    // One may have been added a moment ago.
    await pool.refresh();
    if (render.mode === 'upscale' || pool.canAnyone(needsOf(render)) !== false) return recipe;
    if (render.mode === 'img2img' && recipe.edit === undefined) return this.feasible(withoutSource(recipe, render));
    throw new BackendRejectedError(`cannot do this: none has ${render.mode ?? 'txt2img'} of this size and model`);
  }

  private async finish(kind: PictureKind, raw: RawPicture, job: ClaimedJob, signal: AbortSignal): Promise<void> {
    const image = await this.work.keeper.keep(kind, raw, job, signal);
    this.metrics.took(job.kind, 'total', Date.now() - job.created_at.getTime());
    this.log.log({
      msg: 'picture kept',
      job: job.id,
      image: image.id,
      kind: job.kind,
      bytes: image.size_bytes,
      correlation: job.correlation_id,
    });
  }

  private async compose(kind: PictureKind, job: ClaimedJob): Promise<Recipe> {
    if (job.recipe !== null) return job.recipe as unknown as Recipe;
    const found = await kind.compose(job);
    await this.jobs.keepComposition(job, found);
    job.owner_id ??= found.ownerId ?? null;
    job.campaign_id ??= found.campaignId ?? null;
    job.character_id ??= found.characterId ?? null;
    return found.recipe;
  }

  /** What is cut from a picture was painted by whoever painted that. */
  private async cut(recipe: Recipe): Promise<RawPicture> {
    const { image, bytes } = await this.work.material.original(recipe.source_image_id ?? '');
    return { recipe, bytes, origin: 'cut', seed: image.seed === null ? null : Number(image.seed), ...image.backend };
  }

  /** No server has an upscaler: interpolation is what most of them would do. */
  private async enlarge(kind: PictureKind, recipe: Recipe): Promise<RawPicture> {
    const bytes = await kind.sketch(recipe);
    return { recipe, bytes, origin: 'drawn', seed: recipe.render?.seed ?? null, dialect: 'painter', model: 'lanczos' };
  }

  /**
   * A blank picture is a numerical accident of this seed or a broken backend, one that is not fit to be shown an accident
   * of this seed or what the words lead to: another seed, once, tells which.
   */
  private async afterFailure(order: PaintTask, error: unknown): Promise<'queued'> {
    const { job, recipe, plan } = order;
    await this.learn(order, error);
    const otherSeed = seedOf(`${job.id} again`);
    const isBlank = error instanceof ImageServiceError && error.code === 'BLANK_OUTPUT';
    const isAccident = isBlank || error instanceof ContentRefusedError;
    if (!isAccident || plan.seed === otherSeed) throw error;
    const again = { ...recipe, render: { ...plan, seed: otherSeed } };
    await this.jobs.keepComposition(job, { recipe: again });
    await this.jobs.queueForPainting(job, { ...needsOf(plan), recipeHash: recipeHash(again) });
    return 'queued';
  }

  private async paintOnce(order: PaintTask, hooks: AttemptHooks): Promise<RawPicture> {
    const { recipe, plan, member } = order;
    const { bytes, origin, model, seed } = await this.work.painter.paint(order, hooks);
    const painted = origin === 'diffused' ? asSent(recipe, plan) : recipe;
    return { recipe: painted, bytes, origin, seed: seed ?? plan.seed, dialect: member.backend.dialect, model };
  }

  /** A backend that ran out of memory, painted something else or broke down is not asked again, while there are others. */
  private async learn({ job, member }: PaintTask, error: unknown): Promise<void> {
    const hasCrashed = error instanceof BackendUnavailableError && error.mayHaveCrashed;
    const isItsOwn = error instanceof BackendOutOfMemoryError || error instanceof BackendSubstitutedError;
    if (!hasCrashed && !isItsOwn) return;
    const crashes = await this.jobs.avoid(job, member.backend.name, hasCrashed);
    if (crashes >= MOST_CRASHES) throw new DeadlyRequestError(crashes, { cause: error });
  }
}
