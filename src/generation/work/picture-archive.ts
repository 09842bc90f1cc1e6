import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { messageOf } from '../../common/errors';
import { Outbox } from '../../hub/outbox';
import { isRecord } from '../../hub/envelope/json-record';
import { worthRetrying } from '../../hub/settlement';
import { ImagesRepository, type NewImage } from '../../images/images.repository';
import type { StoredVariant } from '../../images/image.entity';
import type { EncodedPicture } from '../../processing/encode-picture';
import type { EncodedVariant } from '../../processing/encode-variants';
import { currentTraceparent } from '../../tracing/spans';
import { objectKey } from '../../storage/object-key';
import { ObjectStore } from '../../storage/object-store';
import { JobStore, LeaseLostError, type ClaimedJob } from '../jobs/job-store';
import { generatedEvent } from '../jobs/terminal-event';
import type { FinishedPicture } from '../picture-kind';
import { recipeHash, type Recipe } from '../recipe';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** A finished picture and what made it. */
export interface PictureToKeep {
  readonly job: ClaimedJob;
  readonly recipe: Recipe;
  readonly finished: FinishedPicture;
  readonly thumbhash: string;
  readonly seed: number | null;
  readonly paintedBy: { readonly dialect: string; readonly model: string };
}

/**
 * Keeps a finished picture: objects first, then one transaction with the image, the end of the job and its event.
 * While storage or the database is away it waits with the picture in hand: a render is never made twice because
 * keeping it failed.
 */
@Injectable()
export class PictureArchive {
  private readonly log = new Logger(PictureArchive.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly objects: ObjectStore,
    private readonly images: ImagesRepository,
    private readonly jobs: JobStore,
    private readonly outbox: Outbox,
  ) {}

  /** @throws LeaseLostError when the job is no longer ours; the signal's reason when told to stop */
  async keep(picture: PictureToKeep, signal: AbortSignal): Promise<NewImage> {
    if (signal.reason instanceof LeaseLostError) throw signal.reason;
    const image = imageRow(picture);
    const files = [picture.finished.original, ...picture.finished.variants];
    const keys = [image.storage_path, ...image.variants.map((variant) => variant.storage_path)];
    try {
      await this.patiently('storage', signal, () =>
        settled(files.map((file, index) => this.objects.put(keys[index] ?? '', file.bytes, file))),
      );
      await this.patiently('database', signal, () => this.commit(picture, image));
    } catch (error) {
      const isLost = error instanceof LeaseLostError || signal.reason instanceof LeaseLostError;
      if (isLost) await this.withdraw(picture.job, keys);
      throw error;
    }
    return image;
  }

  /**
   * Removes files that no row will ever name: the job was cancelled meanwhile, perhaps because its character was deleted.
   * Never rejects: what is left behind is an orphan, which the reconciler finds.
   */
  private async withdraw(job: ClaimedJob, keys: readonly string[]): Promise<void> {
    try {
      if (await this.jobs.endedWithoutPicture(job)) await this.objects.delete(keys);
    } catch (error) {
      this.log.warn({
        msg: 'files of a cancelled job are left to the reconciler',
        job: job.id,
        error: messageOf(error),
      });
    }
  }

  private async commit({ job }: PictureToKeep, image: NewImage): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const supersedes = await this.supersede(manager, job);
      const row = { ...image, supersedes: supersedes ?? null };
      await this.images.insert(manager, row);
      await this.jobs.complete(manager, job);
      const traceparent = currentTraceparent() ?? job.traceparent;
      const durationMs = Date.now() - job.created_at.getTime();
      await this.outbox.append(manager, [generatedEvent({ ...job, traceparent }, row, durationMs)]);
    });
  }

  private async supersede(manager: EntityManager, job: ClaimedJob): Promise<string | undefined> {
    const named = replacedBy(job);
    if (named !== undefined) return this.images.supersede(manager, named);
    if (job.metadata.replaces_current !== true) return undefined;
    const { kind, character_id: characterId, location_id: locationId } = job;
    return this.images.supersedeNewest(manager, { kind, characterId, locationId });
  }

  private async patiently(what: string, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      try {
        await work();
        return;
      } catch (error) {
        if (error instanceof LeaseLostError || !worthRetrying(error)) throw error;
        this.log.warn({ msg: 'a finished picture waits to be kept', for: what, error: messageOf(error) });
      }
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

/** All at once; fails only after the last has ended, so that none lands after whoever clears up. */
async function settled(works: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(works)) if (result.status === 'rejected') throw result.reason;
}

function imageRow({ job, recipe, finished, thumbhash, seed, paintedBy }: PictureToKeep): NewImage {
  const { original, variants } = finished;
  const pathOf = (name: string, file: EncodedPicture): string =>
    objectKey({
      imageId: job.image_id,
      sha256: file.sha256,
      name,
      extension: file.format === 'jpeg' ? 'jpg' : file.format,
    });
  return {
    id: job.image_id,
    storage_path: pathOf('original', original),
    content_type: original.contentType,
    size_bytes: original.sizeBytes,
    width: original.width,
    height: original.height,
    format: original.format,
    tags: tagsOf(job),
    metadata: metadataOf(job),
    kind: job.kind as NewImage['kind'],
    job_id: job.id,
    // What a picture takes the place of is its parent, also when it was made of an older one.
    parent_id: replacedBy(job) ?? recipe.source_image_id ?? null,
    supersedes: null,
    owner_id: job.owner_id,
    character_id: job.character_id,
    campaign_id: job.campaign_id,
    location_id: job.location_id,
    sha256: original.sha256,
    thumbhash,
    seed,
    theme: recipe.theme,
    variants: variants.map((variant) => variantRow(variant, pathOf(variant.name.replaceAll('_', '-'), variant))),
    recipe: recipe as unknown as Record<string, unknown>,
    recipe_hash: recipeHash(recipe),
    backend: paintedBy,
  };
}

/** The image that the picture of a job takes the place of, when its request named one. */
function replacedBy(job: ClaimedJob): string | undefined {
  const { replaces_image: imageId } = job.metadata;
  return typeof imageId === 'string' ? imageId : undefined;
}

function variantRow(variant: EncodedVariant, storagePath: string): StoredVariant {
  return {
    name: variant.name,
    storage_path: storagePath,
    content_type: variant.contentType,
    width: variant.width,
    height: variant.height,
    size_bytes: variant.sizeBytes,
    sha256: variant.sha256,
  };
}

function tagsOf(job: ClaimedJob): string[] {
  const { tags } = job.parameters;
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}

/** What the request says about the picture, besides how it is made: its kind has put it under `metadata`. */
function metadataOf(job: ClaimedJob): Record<string, unknown> {
  const { metadata } = job.parameters;
  return isRecord(metadata) ? metadata : {};
}
