import { Injectable } from '@nestjs/common';
import type { Recipe } from '../generation/recipe';
import { ImageContent, SourceImageGoneError } from '../images/image-content';
import type { ImageEntity } from '../images/image.entity';
import { PictureEncoder } from '../processing/derive/picture-encoder';
import type { EncodedPicture } from '../processing/encode-picture';
import { TokenArtist } from './token-artist';
import { targetFile, type TokenTarget } from './token-targets';
import { tokenOutputOf } from './token.recipe';

/** A file of a token, stored or made. */
export type TargetPicture = Pick<EncodedPicture, 'bytes' | 'contentType' | 'width' | 'height' | 'sizeBytes' | 'sha256'>;

/** A token's file for one tabletop: the variant when it was asked for, made otherwise. */
@Injectable()
export class TokenFiles {
  constructor(
    private readonly content: ImageContent,
    private readonly encoder: PictureEncoder,
    private readonly artist: TokenArtist,
  ) {}

  /** @throws EncoderOverloadedProblem, EncoderEndedProblem, StorageUnavailableError, the signal's reason */
  async of(
    image: ImageEntity,
    recipe: Recipe,
    { target, abandoned }: { readonly target: TokenTarget; readonly abandoned: AbortSignal },
  ): Promise<TargetPicture> {
    const stored = await this.stored(image, target);
    if (stored !== undefined) return stored;
    const original = (): Promise<Buffer> => this.content.file(image.storage_path);
    if (target === 'foundry_subject') return this.subject(image, recipe);
    const { format, sidePx } = targetFile(target, tokenOutputOf(recipe).size);
    const plan = { format, widthPx: sidePx, heightPx: sidePx, fit: 'fill' } as const;
    return this.encoder.derive(original, plan, abandoned);
  }

  private async stored(image: ImageEntity, target: TokenTarget): Promise<TargetPicture | undefined> {
    const variant = image.variants.find(({ name }) => name === target);
    if (variant === undefined) return undefined;
    return {
      bytes: await this.content.file(variant.storage_path),
      contentType: variant.content_type === 'image/webp' ? 'image/webp' : 'image/png',
      width: variant.width,
      height: variant.height,
      sizeBytes: variant.size_bytes,
      sha256: variant.sha256,
    };
  }

  /** Cut anew from the portrait while that is there; afterwards, and of an edited token, what its ring leaves free. */
  private async subject({ storage_path: path, backend }: ImageEntity, recipe: Recipe): Promise<TargetPicture> {
    const source = recipe.edit === undefined ? await this.source(recipe) : undefined;
    if (source !== undefined) return this.artist.subjectFrom(source, recipe);
    return this.artist.subjectOf(await this.content.file(path), recipe, backend.dialect);
  }

  private async source({ source_image_id: imageId }: Recipe): Promise<Buffer | undefined> {
    if (imageId === undefined) return undefined;
    try {
      return (await this.content.original(imageId)).bytes;
    } catch (error) {
      if (error instanceof SourceImageGoneError) return undefined;
      throw error;
    }
  }
}
