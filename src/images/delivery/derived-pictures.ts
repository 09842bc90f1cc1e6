import { Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import type { EncodedPicture } from '../../processing/encode-picture';
import { PictureEncoder } from '../../processing/derive/picture-encoder';
import { ObjectStore } from '../../storage/object-store';
import { ObjectNotFoundError } from '../../storage/storage.errors';
import type { ImageEntity } from '../image.entity';
import { ImageContent } from '../image-content';
import { DerivedFilesRepository } from './derived-files.repository';
import type { Rendition } from './rendition';

/**
 * Files kept for one image. The allow-list has thousands of combinations; whoever walks through all of them gets every
 * picture, and the disk stays small.
 */
const MOST_KEPT = 64;

/** Pictures made on demand: once per process at a time, and then stored for every replica. */
@Injectable()
export class DerivedPictures {
  private readonly log = new Logger(DerivedPictures.name);

  constructor(
    private readonly content: ImageContent,
    private readonly objects: ObjectStore,
    private readonly files: DerivedFilesRepository,
    private readonly encoder: PictureEncoder,
  ) {}

  /** Its size in bytes, when it was made and kept. */
  async sizeOf(image: ImageEntity, { storagePath }: Rendition): Promise<number | undefined> {
    return (await this.files.of(image.id)).find((file) => file.storage_path === storagePath)?.size_bytes;
  }

  /**
   * The picture: from the cache, from storage, or made now.
   *
   * @param gone of this caller: others who wait for the same picture get it all the same
   * @throws EncoderOverloadedProblem, EncoderEndedProblem, StorageUnavailableError, the signal's reason
   */
  bytes(image: ImageEntity, rendition: Rendition, gone: AbortSignal): Promise<Buffer> {
    return this.content.once(rendition.storagePath, (abandoned) => this.found(image, rendition, abandoned), gone);
  }

  private async found(image: ImageEntity, rendition: Rendition, abandoned: AbortSignal): Promise<Buffer> {
    const { storagePath, plan } = rendition;
    const kept = await this.files.of(image.id);
    const isKept = kept.some((file) => file.storage_path === storagePath);
    const stored = isKept ? await this.stored(storagePath) : undefined;
    if (stored !== undefined) return stored;
    const picture = await this.encoder.derive(() => this.content.file(image.storage_path), plan, abandoned);
    if (isKept || kept.length < MOST_KEPT) await this.keep(image.id, storagePath, picture);
    return picture.bytes;
  }

  /** `undefined` when the object is gone although the row is there: it is made again. */
  private async stored(storagePath: string): Promise<Buffer | undefined> {
    try {
      return await this.objects.get(storagePath);
    } catch (error) {
      if (error instanceof ObjectNotFoundError) return undefined;
      throw error;
    }
  }

  /** Object first, then the row, as with every picture: a crash between leaves an object that the reconciler removes. */
  private async keep(imageId: string, storagePath: string, picture: EncodedPicture): Promise<void> {
    try {
      const { bytes, contentType, sha256, sizeBytes } = picture;
      await this.objects.put(storagePath, bytes, { contentType, sha256 });
      await this.files.add(imageId, { storage_path: storagePath, size_bytes: sizeBytes });
    } catch (error) {
      // The caller has the picture; the next one costs the work again.
      this.log.warn({ msg: 'a made picture could not be kept', image: imageId, error: messageOf(error) });
    }
  }
}
