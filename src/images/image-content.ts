import { Injectable } from '@nestjs/common';
import { ByteCache } from '../cache/byte-cache';
import { SingleFlight } from '../cache/single-flight';
import { ImageServiceError } from '../common/errors';
import { ObjectStore } from '../storage/object-store';
import { ObjectNotFoundError } from '../storage/storage.errors';
import type { ImageEntity } from './image.entity';
import { ImagesReader } from './images.reader';

const CACHED_S = 3600;
/** Larger files go by the cache: one map would push out a thousand thumbnails. */
const CACHED_BYTES = 2_000_000;

/** Whether files of this size are read as a whole and cached; larger ones are better sent as streams. */
export const isKeptInMemory = (sizeBytes: number): boolean => sizeBytes <= CACHED_BYTES;

/** The image that a picture is to be made of is gone. */
export class SourceImageGoneError extends ImageServiceError {
  readonly code = 'VALIDATION_FAILED';
  readonly retry = 'never';

  constructor() {
    super('the image that this one is made of does not exist any more');
  }
}

/** Bytes of stored files: from the cache, or from storage once for everybody who asks at the same time. */
@Injectable()
export class ImageContent {
  private readonly flights = new SingleFlight<Buffer>();

  constructor(
    private readonly images: ImagesReader,
    private readonly objects: ObjectStore,
    private readonly cache: ByteCache,
  ) {}

  /** An image that another is to be made of. @throws SourceImageGoneError when there is none */
  async original(imageId: string): Promise<{ readonly image: ImageEntity; readonly bytes: Buffer }> {
    const image = await this.images.find(imageId);
    if (image === null || image.status === 'deleted') throw new SourceImageGoneError();
    try {
      return { image, bytes: await this.file(image.storage_path) };
    } catch (error) {
      const isDeletion =
        error instanceof ObjectNotFoundError && (await this.images.find(imageId))?.status === 'deleted';
      // Deleted between the two looks: as good as never there, not a fault of ours.
      throw isDeletion ? new SourceImageGoneError() : error;
    }
  }

  /** The bytes at a storage path of a row. Keys stand for the same bytes for ever, so what is cached never goes stale. */
  file(storagePath: string): Promise<Buffer> {
    const held = this.held(storagePath);
    return held !== undefined ? Promise.resolve(held) : this.once(storagePath, () => this.objects.get(storagePath));
  }

  /** The same without waiting, when they lie in the memory of this process. */
  held(storagePath: string): Buffer | undefined {
    return this.cache.held(storagePath);
  }

  /**
   * The bytes at a storage path from the cache, else what `fetch` gives, which is cached. The cache is asked inside the
   * flight: asked before, a caller could miss what a flight that lands meanwhile puts there, and fetch it again.
   *
   * @param fetch runs once for all callers that come while it runs; its signal tells that all of them have gone
   * @param gone of this caller
   * @throws what `fetch` throws, and the reason of `gone`
   */
  once(storagePath: string, fetch: (abandoned: AbortSignal) => Promise<Buffer>, gone?: AbortSignal): Promise<Buffer> {
    const find = async (abandoned: AbortSignal): Promise<Buffer> => {
      const cached = await this.cache.get(storagePath);
      if (cached !== undefined) return cached;
      const bytes = await fetch(abandoned);
      if (isKeptInMemory(bytes.length)) await this.cache.set(storagePath, bytes, { ttlS: CACHED_S });
      return bytes;
    };
    return this.flights.run(storagePath, find, gone);
  }
}
