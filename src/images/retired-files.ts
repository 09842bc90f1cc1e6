import { Inject, Injectable, Logger } from '@nestjs/common';
import { ByteCache } from '../cache/byte-cache';
import { messageOf } from '../common/errors';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { ObjectStore } from '../storage/object-store';
import { ImageFilesReader } from './image-files.reader';
import { RememberedImages } from './remembered-images';

/** How long a caller waits for storage: one that is away may take its 20 s, and the reconciler needs nobody to wait. */
const PATIENCE_MS = 3000;

/** Removes the objects of deleted images, and what the cache keeps of them. */
@Injectable()
export class RetiredFiles {
  private readonly log = new Logger(RetiredFiles.name);

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly files: ImageFilesReader,
    private readonly objects: ObjectStore,
    private readonly cache: ByteCache,
    private readonly remembered: RememberedImages,
  ) {}

  /**
   * Resolves when the files are gone, or after 3 s. Never throws: the deletion is committed, so nobody is served from them
   * any more, and the reconciler finishes what stays. With `RETIRED_RETENTION_MS` set, objects are its to remove when
   * their time has come.
   *
   * @param imageIds of images whose deletion is committed
   */
  async remove(imageIds: readonly string[]): Promise<void> {
    if (imageIds.length === 0) return;
    this.remembered.forget(imageIds);
    const done = this.removeAll(imageIds).catch((error: unknown) => {
      this.log.warn({ msg: 'files of deleted images stay for now', images: imageIds.length, error: messageOf(error) });
    });
    await orAfter(PATIENCE_MS, done);
  }

  private async removeAll(imageIds: readonly string[]): Promise<void> {
    const keys = (await this.files.of(imageIds)).flatMap((image) => image.keys);
    await this.cache.delete(keys);
    if (this.config.RETIRED_RETENTION_MS === 0) await this.objects.delete(keys);
  }
}

/** Waits for the work, but not longer than that; the work goes on. */
async function orAfter(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
