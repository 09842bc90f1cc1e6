import { Injectable, Logger } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { sha256 } from '../../common/canonical-json';
import type { ImageEntity, StoredVariant } from '../../images/image.entity';
import { ImagesReader } from '../../images/images.reader';
import type { EncodedFormat, EncodedPicture } from '../../processing/encode-picture';
import { ObjectStore } from '../../storage/object-store';
import { ObjectNotFoundError } from '../../storage/storage.errors';
import type { ClaimedJob } from '../jobs/job-store';
import type { FinishedPicture } from '../picture-kind';
import { recipeHash, type Recipe, type RenderPlan } from '../recipe';
import { needsOf } from '../scheduling/needs';
import { asSent } from '../work/as-sent';
import { PictureArchive } from '../work/picture-archive';
import { SameWork, type WantedPicture } from './same-work';

/** A composed job that a backend can paint. */
export interface PaintableJob {
  readonly job: ClaimedJob;
  readonly recipe: Recipe & { readonly render: RenderPlan };
  /** Whether it would be drawn without a model now: only then may an earlier drawing take its place. */
  readonly isDrawn: boolean;
}

/** What the worker that holds the lease is told, and says. */
export interface ReuseHooks {
  readonly signal: AbortSignal;
  /** From now on the job needs no backend any more. */
  readonly painted: () => void;
}

/** Files of a row are not there, or not what it says. */
class FilesGoneError extends Error {}

/** Makes pictures of pictures that are there: what was painted for somebody is not painted for them a second time. */
@Injectable()
export class PictureReuse {
  private readonly log = new Logger('Job');

  constructor(
    private readonly same: SameWork,
    private readonly images: ImagesReader,
    private readonly objects: ObjectStore,
    private readonly archive: PictureArchive,
    @InjectMetric('image_generation_reused_total') private readonly counter: Counter<'kind' | 'how'>,
  ) {}

  /**
   * Resolves with `queued` when the job now waits for a backend, or for another job that paints the same; with `kept` when
   * the picture was there: it is kept under the job's own image id, and its event promised.
   * @throws LeaseLostError, the signal's reason, StorageUnavailableError
   */
  async queueUnlessMade({ job, recipe, isDrawn }: PaintableJob, hooks: ReuseHooks): Promise<'queued' | 'kept'> {
    const wanted = { job, needs: needsOf(recipe.render), hash: recipeHash(recipe) };
    if (!mayReuse(job, recipe)) {
      await this.same.queue(wanted);
      return 'queued';
    }
    const madeAs = [recipeHash(asSent(recipe, recipe.render)), ...(isDrawn ? [wanted.hash] : [])];
    const imageId = await this.same.queueUnlessMade({ ...wanted, madeAs });
    if (imageId === undefined) return 'queued';
    return this.copyOrQueue(imageId, wanted, hooks);
  }

  private async copyOrQueue(
    imageId: string,
    wanted: Omit<WantedPicture, 'madeAs'>,
    hooks: ReuseHooks,
  ): Promise<'queued' | 'kept'> {
    try {
      await this.copy(imageId, wanted.job, hooks);
      return 'kept';
    } catch (error) {
      if (!(error instanceof FilesGoneError)) throw error;
      await this.same.queueUnlessMade({ ...wanted, madeAs: [] });
      return 'queued';
    }
  }

  /** @throws FilesGoneError when there is nothing left to copy */
  private async copy(imageId: string, job: ClaimedJob, { signal, painted }: ReuseHooks): Promise<void> {
    const image = await this.images.find(imageId);
    const recipe = await this.images.recipeOf(imageId);
    if (image === null || image.status === 'deleted' || recipe === undefined) throw new FilesGoneError();
    const { thumbhash, backend: paintedBy } = image;
    const seed = image.seed === null ? null : Number(image.seed);
    const finished = await this.filesOf(image);
    painted();
    await this.archive.keep({ job, recipe: recipe as unknown as Recipe, finished, thumbhash, seed, paintedBy }, signal);
    const how = job.depends_on === image.job_id ? 'in_flight' : 'finished';
    this.counter.inc({ kind: job.kind, how });
    this.log.log({ msg: 'picture reused', job: job.id, of: image.id, how, correlation: job.correlation_id });
  }

  private async filesOf(image: ImageEntity): Promise<FinishedPicture> {
    const [original, ...variants] = await Promise.all([
      this.file(image),
      ...image.variants.map(async (variant) => ({ ...(await this.file(variant)), name: variant.name })),
    ]);
    return { original, variants: variants };
  }

  private async file(
    stored: Pick<StoredVariant, 'storage_path' | 'content_type' | 'width' | 'height' | 'sha256'>,
  ): Promise<EncodedPicture> {
    const bytes = await this.objects.get(stored.storage_path).catch((error: unknown) => {
      throw error instanceof ObjectNotFoundError ? new FilesGoneError() : error;
    });
    if (sha256(bytes) !== stored.sha256) throw new FilesGoneError();
    const { width, height } = stored;
    const format = stored.content_type.replace('image/', '') as EncodedFormat;
    return {
      bytes,
      contentType: `image/${format}`,
      format,
      width,
      height,
      sizeBytes: bytes.length,
      sha256: stored.sha256,
    };
  }
}

/**
 * Only for a seed that was asked for: those we draw never match. Neither when somebody wants another picture than the
 * one there is: by `fresh`, by making a portrait again, by an edit.
 */
function mayReuse({ parameters, metadata }: ClaimedJob, { edit }: Recipe): boolean {
  const isAskedAnew = parameters.fresh === true || typeof metadata.replaces_image === 'string';
  return typeof parameters.seed === 'number' && !isAskedAnew && edit === undefined;
}
