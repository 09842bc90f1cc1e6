import { Injectable } from '@nestjs/common';
import { PictureEncoder } from '../../processing/derive/picture-encoder';
import { ImageContent } from '../image-content';
import type { ImageEntity } from '../image.entity';
import { MadeFiles } from './made-files';
import type { Rendition } from './rendition';

/** Pictures made on demand, by the encoder's processes. */
@Injectable()
export class DerivedPictures {
  constructor(
    private readonly content: ImageContent,
    private readonly made: MadeFiles,
    private readonly encoder: PictureEncoder,
  ) {}

  /** Its size in bytes, when it was made and kept. */
  sizeOf(image: ImageEntity, { storagePath }: Rendition): Promise<number | undefined> {
    return this.made.sizeOf(image, storagePath);
  }

  /**
   * The picture: from the cache, from storage, or made now.
   *
   * @param gone of this caller: others who wait for the same picture get it all the same
   * @throws EncoderOverloadedProblem, EncoderEndedProblem, StorageUnavailableError, the signal's reason
   */
  bytes(image: ImageEntity, { storagePath, plan }: Rendition, gone: AbortSignal): Promise<Buffer> {
    const original = (): Promise<Buffer> => this.content.file(image.storage_path);
    const make = (abandoned: AbortSignal) => this.encoder.derive(original, plan, abandoned);
    return this.made.bytes(image, { storagePath, make }, gone);
  }
}
