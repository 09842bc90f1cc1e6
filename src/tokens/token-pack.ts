import { Injectable } from '@nestjs/common';
import { zipSync } from 'fflate';
import { canonicalJson, sha256 } from '../common/canonical-json';
import type { Recipe } from '../generation/recipe';
import type { OutgoingFile } from '../images/delivery/file-sender';
import { MadeFiles, type MadeFile } from '../images/delivery/made-files';
import type { ImageEntity } from '../images/image.entity';
import { ImagesReader } from '../images/images.reader';
import { objectKey } from '../storage/object-key';
import { packManifest, packName, type PackedFile } from './pack-manifest';
import { TokenFiles } from './token-files';
import { TOKEN_TARGETS } from './token-targets';

/** Raised whenever the same token would give other bytes: every pack is then made anew. */
const PIPELINE = 1;
/**
 * What a zip says of each entry's time: nothing. fflate writes the local clock's digits, so it is built of local digits and is
 * the same everywhere.
 */
const NO_TIME = new Date(2000, 0, 1);

/** The zip with a token's files for every tabletop: made when it is first asked for, and kept with the token. */
@Injectable()
export class TokenPack {
  constructor(
    private readonly images: ImagesReader,
    private readonly files: TokenFiles,
    private readonly made: MadeFiles,
  ) {}

  /** The pack on its way to a caller; its ETag is known before any work. */
  of(image: ImageEntity): OutgoingFile {
    const variants = image.variants.map((variant) => [variant.name, variant.sha256]);
    const hash = sha256(canonicalJson({ pipeline: PIPELINE, original: image.sha256, variants }));
    const storagePath = objectKey({ imageId: image.id, sha256: hash, name: 'pack', extension: 'zip' });
    const make = (abandoned: AbortSignal): Promise<MadeFile> => this.make(image, abandoned);
    return {
      etag: `"${hash}"`,
      modifiedAt: image.created_at,
      contentType: 'application/zip',
      filename: `token-${image.id.slice(0, 8)}.zip`,
      disposition: 'attachment',
      size: () => this.made.sizeOf(image, storagePath),
      isNegotiated: false,
      source: { bytes: (gone) => this.made.bytes(image, { storagePath, make }, gone()) },
    };
  }

  private async make(image: ImageEntity, abandoned: AbortSignal): Promise<MadeFile> {
    const recipe = (await this.images.recipeOf(image.id)) as unknown as Recipe;
    const files: PackedFile[] = [];
    for (const target of TOKEN_TARGETS) {
      abandoned.throwIfAborted();
      files.push({ target, ...(await this.files.of(image, recipe, { target, abandoned })) });
    }
    const manifest = Buffer.from(`${JSON.stringify(packManifest(image, recipe, files), null, 2)}\n`);
    const bytes = zipped({
      ...Object.fromEntries(files.map((file) => [packName(file), file.bytes])),
      'manifest.json': manifest,
    });
    return { bytes, contentType: 'application/zip', sha256: sha256(bytes), sizeBytes: bytes.length };
  }
}

/** Stored, not deflated: pictures are compressed already, and the bytes are the same with every version of the packer. */
function zipped(files: Readonly<Record<string, Buffer>>): Buffer {
  return Buffer.from(zipSync(files, { level: 0, mtime: NO_TIME }));
}
