import { Injectable } from '@nestjs/common';
import { ImageServiceError } from '../../common/errors';
import { ImageContent } from '../../images/image-content';
import { asPng, maskAsPng } from '../../processing/as-png';
import { cutWindow } from '../../processing/cut-window';
import { objectKey } from '../../storage/object-key';
import { ObjectNotFoundError } from '../../storage/storage.errors';
import type { PaintRequest } from '../backends/image-backend';
import type { JobEntity } from '../jobs/job.entity';
import type { Recipe } from '../recipe';

/** The mask of an edit has been removed, long after its request. */
export class MaskGoneError extends ImageServiceError {
  readonly code = 'VALIDATION_FAILED';
  readonly retry = 'never';

  constructor() {
    super('the mask of this edit is not kept any more: send it again');
  }
}

/** Where the mask of an edit job is stored: under the image id that its first request reserved. */
export interface StoredMask {
  readonly image_id: string;
  /** Of the PNG, hex. */
  readonly sha256: string;
}

/** The key of a stored mask. No row names it: once its job has ended, the reconciler removes it. */
export const maskKey = ({ image_id: imageId, sha256 }: StoredMask): string =>
  objectKey({ imageId, sha256, name: 'mask', extension: 'png' });

/** The pictures that a picture starts from. */
@Injectable()
export class SourceMaterial {
  constructor(private readonly content: ImageContent) {}

  /**
   * Source and mask (or the window around it) as a painting server takes them: of the size it is to paint, or untouched for
   * an enlargement. The
   * functions throw SourceImageGoneError, MaskGoneError, and what storage throws.
   */
  of(recipe: Recipe, job: Pick<JobEntity, 'parameters'>): Pick<PaintRequest, 'source' | 'mask'> {
    const { source_image_id: imageId, render } = recipe;
    const mode = render?.mode ?? 'txt2img';
    if (imageId === undefined || render === undefined || mode === 'txt2img') return {};
    const size = mode === 'upscale' ? undefined : render;
    // What is edited is brought back to its own shape afterwards; a likeness may be asked for in another.
    const fit = recipe.edit === undefined ? 'cover' : 'fill';
    const window = recipe.edit?.window;
    const part = (whole: Buffer): Promise<Buffer> | Buffer => (window === undefined ? whole : cutWindow(whole, window));
    const source = async (): Promise<Buffer> =>
      asPng(await part((await this.content.original(imageId)).bytes), size, fit);
    if (mode !== 'inpaint') return { source };
    return { source, mask: async () => maskAsPng(await part(await this.mask(job)), render) };
  }

  /** The picture that another is cut from. @throws SourceImageGoneError */
  original(imageId: string): ReturnType<ImageContent['original']> {
    return this.content.original(imageId);
  }

  /** The mask as it was stored: a PNG of the source's size. @throws MaskGoneError */
  async mask({ parameters }: Pick<JobEntity, 'parameters'>): Promise<Buffer> {
    const { mask } = (parameters.edit ?? {}) as { mask?: StoredMask };
    if (mask === undefined) throw new MaskGoneError();
    try {
      return await this.content.file(maskKey(mask));
    } catch (error) {
      if (error instanceof ObjectNotFoundError) throw new MaskGoneError();
      throw error;
    }
  }
}
