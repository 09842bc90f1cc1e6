import { Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { ObjectStore } from '../../storage/object-store';
import { ObjectNotFoundError } from '../../storage/storage.errors';
import { ImageContent } from '../image-content';
import type { ImageEntity } from '../image.entity';
import { DerivedFilesRepository } from './derived-files.repository';

/**
 * Files kept for one image. The allow-list has thousands of combinations; whoever walks through all of them gets every
 * file, and the disk stays small.
 */
const MOST_KEPT = 64;

/** What was made, with what storing it needs. */
export interface MadeFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** Of `bytes`, hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** A file of an image that is made when somebody wants it. */
export interface FileToMake {
  /** Names what determines the bytes: once made, the file is found here. */
  readonly storagePath: string;
  /** The signal tells that everybody who waits has gone. */
  readonly make: (abandoned: AbortSignal) => Promise<MadeFile>;
}

/** Files made on demand: once per process at a time, and then stored for every replica. They live and go with their image. */
@Injectable()
export class MadeFiles {
  private readonly log = new Logger(MadeFiles.name);

  constructor(
    private readonly content: ImageContent,
    private readonly objects: ObjectStore,
    private readonly files: DerivedFilesRepository,
  ) {}

  /** Its size in bytes, when it was made and kept. */
  async sizeOf(image: Pick<ImageEntity, 'id'>, storagePath: string): Promise<number | undefined> {
    return (await this.files.of(image.id)).find((file) => file.storage_path === storagePath)?.size_bytes;
  }

  /**
   * The file: from the cache, from storage, or made now.
   *
   * @param gone of this caller: others who wait for the same file get it all the same
   * @throws what `make` throws, StorageUnavailableError, the signal's reason
   */
  bytes(image: Pick<ImageEntity, 'id'>, file: FileToMake, gone: AbortSignal): Promise<Buffer> {
    return this.content.once(file.storagePath, (abandoned) => this.found(image.id, file, abandoned), gone);
  }

  private async found(imageId: string, { storagePath, make }: FileToMake, abandoned: AbortSignal): Promise<Buffer> {
    const kept = await this.files.of(imageId);
    const isKept = kept.some((file) => file.storage_path === storagePath);
    const stored = isKept ? await this.stored(storagePath) : undefined;
    if (stored !== undefined) return stored;
    const made = await make(abandoned);
    if (isKept || kept.length < MOST_KEPT) await this.keep(imageId, storagePath, made);
    return made.bytes;
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
  private async keep(imageId: string, storagePath: string, made: MadeFile): Promise<void> {
    try {
      const { bytes, contentType, sha256, sizeBytes } = made;
      await this.objects.put(storagePath, bytes, { contentType, sha256 });
      await this.files.add(imageId, { storage_path: storagePath, size_bytes: sizeBytes });
    } catch (error) {
      // The caller has the file; the next one costs the work again.
      this.log.warn({ msg: 'a made file could not be kept', image: imageId, error: messageOf(error) });
    }
  }
}
