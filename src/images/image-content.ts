import { Injectable } from '@nestjs/common';
import { ByteCache } from '../cache/byte-cache';
import { SingleFlight } from '../cache/single-flight';
import { ImageServiceError } from '../common/errors';
import { ObjectStore } from '../storage/object-store';
import type { ImageEntity } from './image.entity';
import { ImagesReader } from './images.reader';

const CACHED_S = 3600;
/** Larger files go by the cache: one map would push out a thousand thumbnails. */
const CACHED_BYTES = 2_000_000;

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
    return { image, bytes: await this.file(image.storage_path) };
  }

  /** The bytes at a storage path of a row. Keys hold a content hash, so what is cached never goes stale. */
  async file(storagePath: string): Promise<Buffer> {
    const cached = await this.cache.get(storagePath);
    if (cached !== undefined) return cached;
    return this.flights.run(storagePath, async () => {
      const bytes = await this.objects.get(storagePath);
      if (bytes.length <= CACHED_BYTES) await this.cache.set(storagePath, bytes, { ttlS: CACHED_S });
      return bytes;
    });
  }
}
