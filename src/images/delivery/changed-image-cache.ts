import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ByteCache } from '../../cache/byte-cache';
import { messageOf } from '../../common/errors';
import { isUuid } from '../../common/ids';
import { DatabaseSignals } from '../../database/database-signals';
import { imageKeyPrefix } from '../../storage/object-key';
import { ImagesReader } from '../images.reader';

/**
 * Drops cached files of images that were deleted, on every replica (other changes leave the bytes as they are). For memory's sake and for the sake of who
 * wanted them gone, not for correctness: a key stands for the same bytes for ever, and the image's row is asked on every
 * request, so a deleted image is refused whatever a cache still holds. What a lost signal leaves goes when its time is up.
 */
@Injectable()
export class ChangedImageCache implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(ChangedImageCache.name);
  private stop?: () => void;
  /** Images to be forgotten; one sweep at a time, because in Redis it walks over all keys. */
  private readonly changed = new Set<string>();
  private isSweeping = false;

  constructor(
    private readonly signals: DatabaseSignals,
    private readonly cache: ByteCache,
    private readonly images: ImagesReader,
  ) {}

  onModuleInit(): void {
    this.stop = this.signals.on('image_changed', (imageId) => {
      // Empty when the connection is new, and anybody with the database's password can signal.
      if (isUuid(imageId)) this.forget(imageId);
    });
  }

  onApplicationShutdown(): void {
    this.stop?.();
    this.changed.clear();
  }

  private forget(imageId: string): void {
    this.changed.add(imageId);
    if (this.isSweeping) return;
    this.isSweeping = true;
    void this.sweep()
      .catch((error: unknown) => this.log.warn({ msg: 'cached files stay for now', error: messageOf(error) }))
      .finally(() => (this.isSweeping = false));
  }

  private async sweep(): Promise<void> {
    for (const imageId of this.changed) {
      this.changed.delete(imageId);
      const image = await this.images.find(imageId);
      if (image !== null && image.status !== 'deleted') continue;
      await this.cache.deleteByPrefix(imageKeyPrefix(imageId));
    }
  }
}
