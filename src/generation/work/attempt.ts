import { Inject, Injectable, Logger } from '@nestjs/common';
import { ImageServiceError } from '../../common/errors';
import { seedOf } from '../../common/seed';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import type { NewImage } from '../../images/images.repository';
import { ImageContent } from '../../images/image-content';
import { assertNotBlank } from '../../processing/blank-check';
import { inspectPicture } from '../../processing/inspect-picture';
import { ImageTooLargeError } from '../../processing/picture-errors';
import { thumbhashOf } from '../../processing/thumbhash';
import { BackendPool } from '../backends/backend-pool';
import type { Slot } from '../backends/slot-ledger';
import { JobStore, type ClaimedJob } from '../jobs/job-store';
import { PictureKinds, type Origin, type PictureKind } from '../picture-kind';
import type { Recipe, RenderPlan } from '../recipe';
import { PictureArchive } from './picture-archive';
import { WorkMetrics } from './work-metrics';

/** The job was to be started before a moment that has passed. */
export class ExpiredError extends ImageServiceError {
  readonly code = 'EXPIRED';
  readonly retry = 'never';

  constructor() {
    super('the request expired before its picture could be made');
  }
}

/** The last allowed attempt ended with its worker. */
export class TooManyAttemptsError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'never';

  constructor() {
    super('the workers that tried this job died');
  }
}

/** What the attempt tells the worker that holds its lease. */
export interface AttemptHooks {
  readonly signal: AbortSignal;
  /** The slot in use, to be kept alive; `undefined` once it is given back. */
  readonly hold: (slot: Slot | undefined) => void;
  /** From now on the job needs no backend any more. */
  readonly painted: () => void;
}

interface Raw {
  /** What was painted: the recipe, with another seed when the first gave a blank picture. */
  readonly recipe: Recipe;
  readonly bytes: Buffer;
  readonly origin: Origin;
  readonly seed: number | null;
  readonly dialect: string;
  readonly model: string;
}

/** What an attempt works with, in one hand. */
@Injectable()
export class AttemptTools {
  constructor(
    readonly pool: BackendPool,
    readonly archive: PictureArchive,
    readonly content: ImageContent,
  ) {}
}

/** One picture to be painted for a job. */
interface PaintOrder {
  readonly kind: PictureKind;
  readonly job: ClaimedJob;
  readonly recipe: Recipe;
  readonly plan: RenderPlan;
}

function assertInTime({ expires_at: expiresAt }: ClaimedJob): void {
  if (expiresAt !== null && expiresAt.getTime() < Date.now()) throw new ExpiredError();
}

/** One attempt at one job: compose, paint (or cut), verify, finish, keep. */
@Injectable()
export class Attempt {
  private readonly log = new Logger('Job');

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly kinds: PictureKinds,
    private readonly jobs: JobStore,
    private readonly work: AttemptTools,
    private readonly metrics: WorkMetrics,
  ) {}

  /** Resolves when the picture is kept and its event promised. */
  async run(job: ClaimedJob, hooks: AttemptHooks): Promise<void> {
    if (job.attempts > this.config.JOB_MAX_ATTEMPTS) throw new TooManyAttemptsError();
    assertInTime(job);
    this.metrics.took(job.kind, 'wait', Date.now() - Math.max(job.created_at.getTime(), job.run_after.getTime()));
    const kind = this.kinds.of(job.kind);
    const recipe = await this.metrics.time(job.kind, 'compose', () => this.compose(kind, job));
    const raw = await this.obtain(kind, recipe, job, hooks);
    hooks.painted();
    const image = await this.keep(kind, raw, job, hooks.signal);
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

  private async keep(kind: PictureKind, raw: Raw, job: ClaimedJob, signal: AbortSignal): Promise<NewImage> {
    const { recipe, seed, dialect, model } = raw;
    const finished = await this.metrics.time(job.kind, 'process', () => kind.finish(raw.bytes, recipe, raw.origin));
    const { sizeBytes } = finished.original;
    if (sizeBytes > this.config.MAX_IMAGE_SIZE)
      throw new ImageTooLargeError(`at most ${this.config.MAX_IMAGE_SIZE} bytes`);
    const thumbhash = await thumbhashOf(finished.original.bytes);
    const picture = { job, recipe, finished, thumbhash, seed, paintedBy: { dialect, model } };
    return this.metrics.time(job.kind, 'store', () => this.work.archive.keep(picture, signal));
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

  private async obtain(kind: PictureKind, recipe: Recipe, job: ClaimedJob, hooks: AttemptHooks): Promise<Raw> {
    if (recipe.render === undefined) {
      // What is cut from a picture was painted by whoever painted that.
      const { image, bytes } = await this.work.content.original(recipe.source_image_id ?? '');
      return { recipe, bytes, origin: 'cut', seed: image.seed === null ? null : Number(image.seed), ...image.backend };
    }
    const order = { kind, job, recipe, plan: recipe.render };
    try {
      return await this.paint(order, hooks);
    } catch (error) {
      if (!(error instanceof ImageServiceError && error.code === 'BLANK_OUTPUT')) throw error;
      // A blank picture is a numerical accident of this seed or a broken backend: another seed tells which.
      const plan = { ...recipe.render, seed: seedOf(`${job.id} again`) };
      return this.paint({ ...order, recipe: { ...recipe, render: plan }, plan }, hooks);
    }
  }

  private async paint({ kind, job, recipe, plan }: PaintOrder, hooks: AttemptHooks): Promise<Raw> {
    const request = { plan, sketch: () => kind.sketch(recipe) };
    const hold = (slot: Slot | undefined): void => {
      // It may have waited long for its slot.
      if (slot !== undefined) assertInTime(job);
      hooks.hold(slot);
    };
    const { painting, backend, renderMs, judge } = await this.work.pool.paint(request, hold, hooks.signal);
    const { bytes, origin, model } = painting;
    this.metrics.took(job.kind, 'render', renderMs);
    if (origin === 'diffused') await this.metrics.time(job.kind, 'verify', () => this.verify(bytes, judge));
    return { recipe, bytes, origin, seed: plan.seed, dialect: backend.dialect, model };
  }

  /** Looks at what a server sent before it counts; the server's standing depends on it. */
  private async verify(bytes: Buffer, judge: (error?: unknown) => void): Promise<void> {
    try {
      await inspectPicture(bytes, { maxBytes: this.config.MAX_IMAGE_SIZE });
      await assertNotBlank(bytes);
      judge();
    } catch (error) {
      judge(error);
      throw error;
    }
  }
}
