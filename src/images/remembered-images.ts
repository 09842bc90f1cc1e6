import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DatabaseSignals } from '../database/database-signals';
import type { ImageEntity } from './image.entity';
import { ImagesReader } from './images.reader';

/** Rows with their metadata take some kilobytes each. */
const REMEMBERED_IMAGES = 2_000;
/** The bound that is left when a connection is dead without either side knowing, and signals just do not come. */
export const REMEMBERED_MS = 5_000;

interface Remembered {
  readonly image: ImageEntity;
  readonly untilMs: number;
}

/**
 * Rows of images for reading their bytes, where asking the database would cost more than sending the picture. A row is
 * forgotten on every replica when the signal `image_changed` tells that it changed, and all of them when signals may have
 * been lost; while none can be heard, the database is asked. Nothing is remembered of images that are deleted or unknown.
 */
@Injectable()
export class RememberedImages implements OnModuleInit, OnApplicationShutdown {
  private readonly rows = new LRUCache<string, Remembered>({ max: REMEMBERED_IMAGES });
  /** Looks that are under way, by image; gone when the image changes meanwhile: what they find may be the past. */
  private readonly looks = new Map<string, Promise<ImageEntity | null>>();
  private stop?: () => void;

  constructor(
    private readonly images: ImagesReader,
    private readonly signals: DatabaseSignals,
  ) {}

  onModuleInit(): void {
    this.stop = this.signals.on('image_changed', (imageId) => {
      // Empty when the connection is new: what was told while there was none is lost.
      if (imageId === '') this.forgetAll();
      else this.forget([imageId]);
    });
  }

  onApplicationShutdown(): void {
    this.stop?.();
    this.forgetAll();
  }

  /**
   * The image, or `null`; as it was when this was asked, but for a change whose signal is still on its way: a few
   * milliseconds, and in the worst case `REMEMBERED_MS`.
   * @returns shared by all who ask: not to be changed
   */
  find(imageId: string): Promise<ImageEntity | null> {
    if (!this.signals.isListening) return this.images.find(imageId);
    const known = this.known(imageId);
    return known !== undefined ? Promise.resolve(known) : (this.looks.get(imageId) ?? this.look(imageId));
  }

  /** What `find` would give without waiting; `undefined` says nothing about the image. */
  known(imageId: string): ImageEntity | undefined {
    if (!this.signals.isListening) return undefined;
    const known = this.rows.get(imageId);
    return known !== undefined && Date.now() < known.untilMs ? known.image : undefined;
  }

  /** For whoever has just changed them: no need to wait for our own signal. */
  forget(imageIds: readonly string[]): void {
    for (const imageId of imageIds) {
      this.rows.delete(imageId);
      this.looks.delete(imageId);
    }
  }

  private forgetAll(): void {
    this.rows.clear();
    this.looks.clear();
  }

  private look(imageId: string): Promise<ImageEntity | null> {
    const untilMs = Date.now() + REMEMBERED_MS;
    const look = this.images.find(imageId).then(
      (image) => {
        if (this.ends(imageId, look) && image !== null && image.status !== 'deleted') {
          this.rows.set(imageId, { image, untilMs });
        }
        return image;
      },
      (error: unknown) => {
        this.ends(imageId, look);
        throw error;
      },
    );
    this.looks.set(imageId, look);
    return look;
  }

  /** @returns whether nothing has happened since it began that would make it the past */
  private ends(imageId: string, look: Promise<ImageEntity | null>): boolean {
    if (this.looks.get(imageId) !== look) return false;
    this.looks.delete(imageId);
    return this.signals.isListening;
  }
}
