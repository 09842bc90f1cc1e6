import { Injectable } from '@nestjs/common';
import type { NewImage } from '../../images/images.repository';
import { thumbhashOf } from '../../processing/thumbhash';
import { PictureWorkshop } from '../../processing/workshop/picture-workshop';
import type { ClaimedJob } from '../jobs/job-store';
import type { FinishedPicture, Origin, PictureKind } from '../picture-kind';
import type { Recipe } from '../recipe';
import { AttemptChecks } from './attempt-checks';
import { PictureArchive } from './picture-archive';
import { WorkMetrics } from './work-metrics';

/** A picture as it came from who made it, and what made it. */
export interface RawPicture {
  /** What was painted: the recipe, with another seed when the first gave a blank or unfit picture. */
  readonly recipe: Recipe;
  readonly bytes: Buffer;
  readonly origin: Origin;
  readonly seed: number | null;
  readonly dialect: string;
  readonly model: string;
}

/** Finishes pictures and has them kept. */
@Injectable()
export class PictureKeeper {
  constructor(
    private readonly checks: AttemptChecks,
    private readonly workshop: PictureWorkshop,
    private readonly archive: PictureArchive,
    private readonly metrics: WorkMetrics,
  ) {}

  /**
   * @param signal gives up waiting for a store that is away
   * @throws what finishing and `PictureArchive.keep` throw; ImageTooLargeError
   */
  async keep(kind: PictureKind, raw: RawPicture, job: ClaimedJob, signal: AbortSignal): Promise<NewImage> {
    const { recipe, seed, dialect, model } = raw;
    const finished = await this.metrics.time(job.kind, 'process', () => this.finish(kind, raw));
    this.checks.assertKeepable(finished.original.sizeBytes);
    const thumbhash = finished.thumbhash ?? (await thumbhashOf(finished.original.bytes));
    const picture = { job, recipe, finished, thumbhash, seed, paintedBy: { dialect, model } };
    return this.metrics.time(job.kind, 'store', () => this.archive.keep(picture, signal));
  }

  private finish(kind: PictureKind, { bytes, recipe, origin }: RawPicture): Promise<FinishedPicture> {
    const plan = kind.finishing(recipe, origin);
    return plan === undefined ? kind.finish(bytes, recipe, origin) : this.workshop.finish(bytes, plan);
  }
}
