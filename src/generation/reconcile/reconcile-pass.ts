import type { ImageFiles, ImageFilesReader } from '../../images/image-files.reader';
import { IMAGES_PREFIX } from '../../storage/object-key';
import type { ObjectStore } from '../../storage/object-store';
import type { JobsReader } from '../jobs/jobs.reader';
import { listingPages, type ImageObject, type ListingPage } from './listing-pages';
import { missingAmong } from './missing-files';
import { MAX_DANGLING_IDS, type Reconciliation } from './reconciliation';

/** Objects, and rows, that are in memory at a time. */
const PAGE = 500;

/** What a pass works with. */
export interface PassTools {
  readonly objects: ObjectStore;
  readonly images: ImageFilesReader;
  readonly jobs: JobsReader;
}

/** What a pass goes by. Times are milliseconds since 1970. */
export interface PassRules {
  /** Objects written after this are no orphans. */
  readonly orphanBefore: number;
  /** Objects of images deleted after this are kept. */
  readonly retiredBefore: number;
  readonly signal?: AbortSignal;
}

interface Found {
  readonly unnamed: ImageObject[];
  readonly retired: ImageObject[];
}

/**
 * One walk through storage and tables side by side: both come in the order of image ids, so one page of each is
 * compared at a time and nothing else is kept.
 */
export class ReconcilePass {
  private readonly totals = {
    objects: 0,
    bytes: 0,
    orphansRemoved: 0,
    retiredRemoved: 0,
    orphansSpared: 0,
    foreign: 0,
  };
  private danglingImages = 0;
  private readonly danglingImageIds: string[] = [];

  constructor(
    private readonly tools: PassTools,
    private readonly rules: PassRules,
  ) {}

  /** @throws StorageUnavailableError, the database's errors, and the signal's reason; what was removed stays removed */
  async run(): Promise<Reconciliation> {
    for await (const page of listingPages(this.tools.objects.list(IMAGES_PREFIX), PAGE)) {
      this.rules.signal?.throwIfAborted();
      await this.compare(page);
    }
    return { ...this.totals, danglingImages: this.danglingImages, danglingImageIds: this.danglingImageIds };
  }

  private async compare(page: ListingPage): Promise<void> {
    const listed = [...page.objects.values()].flat();
    this.totals.foreign += page.foreignCount;
    this.totals.objects += listed.length;
    this.totals.bytes += sizeOf(listed);
    const { unnamed, retired } = await this.meetRows(page);
    const orphans = await this.orphansAmong(unnamed);
    this.totals.retiredRemoved += await this.remove(retired);
    if (orphans.length > 0 && !(await this.tools.images.hasAny())) this.totals.orphansSpared += orphans.length;
    else this.totals.orphansRemoved += await this.remove(orphans);
  }

  /** Goes through the rows of a page; objects without a row are what remains. */
  private async meetRows({ after, upTo, objects }: ListingPage): Promise<Found> {
    const found: Found = { unnamed: [], retired: [] };
    const rowless = new Map(objects);
    let rows: ImageFiles[];
    do {
      rows = await this.tools.images.between(after, upTo, PAGE);
      for (const row of rows) {
        const files = objects.get(row.id) ?? [];
        rowless.delete(row.id);
        if (row.status !== 'deleted') found.unnamed.push(...files.filter(({ key }) => !row.keys.includes(key)));
        else if (row.updated_at.getTime() <= this.rules.retiredBefore) found.retired.push(...files);
      }
      await this.noteDangling(rows, objects);
      after = rows.at(-1)?.id ?? upTo;
      this.rules.signal?.throwIfAborted();
    } while (rows.length === PAGE);
    found.unnamed.push(...[...rowless.values()].flat());
    return found;
  }

  /**
   * Those objects that nothing can come to name any more. Jobs are asked before the rows: a job that ended before the
   * first question has its row at the second, and one that had not ended protects its objects.
   */
  private async orphansAmong(unnamed: readonly ImageObject[]): Promise<ImageObject[]> {
    const old = unnamed.filter(({ modifiedAt }) => modifiedAt.getTime() < this.rules.orphanBefore);
    if (old.length === 0) return [];
    const imageIds = [...new Set(old.map(({ imageId }) => imageId))];
    const unfinished = await this.tools.jobs.unfinishedImages(imageIds);
    const named = new Set((await this.tools.images.of(imageIds)).flatMap((row) => row.keys));
    return old.filter(({ imageId, key }) => !unfinished.has(imageId) && !named.has(key));
  }

  private async remove(objects: readonly ImageObject[]): Promise<number> {
    if (objects.length > 0) await this.tools.objects.delete(objects.map(({ key }) => key));
    this.totals.objects -= objects.length;
    this.totals.bytes -= sizeOf(objects);
    return objects.length;
  }

  private async noteDangling(rows: readonly ImageFiles[], objects: ListingPage['objects']): Promise<void> {
    const suspects = rows.flatMap(({ id, status, keys }) => {
      const listed = new Set((objects.get(id) ?? []).map(({ key }) => key));
      const missing = status === 'deleted' ? [] : keys.filter((key) => !listed.has(key));
      return missing.length === 0 ? [] : [{ id, keys: missing }];
    });
    const dangling = await missingAmong(suspects, this.tools);
    this.danglingImages += dangling.length;
    this.danglingImageIds.push(...dangling.slice(0, MAX_DANGLING_IDS - this.danglingImageIds.length));
  }
}

const sizeOf = (objects: readonly ImageObject[]): number => objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
