import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IMAGE_KINDS, type ImageEntity, type ImageKind, type StoredVariant } from './image.entity';
import { imageUrls } from './image-urls';
import { shownMetadata, type Viewer } from './shown-metadata';

/** A variant as callers see it. */
export class VariantView {
  @ApiProperty({ example: 'small' }) name!: string;
  @ApiProperty() url!: string;
  @ApiProperty({ description: 'pixels' }) width!: number;
  @ApiProperty({ description: 'pixels' }) height!: number;
  @ApiProperty({ example: 'image/webp' }) content_type!: string;
  @ApiProperty() size_bytes!: number;

  /** A stored variant without its storage path. */
  static of(imageId: string, variant: StoredVariant): VariantView {
    const { storage_path: _path, sha256: _sha256, ...shown } = variant;
    return { ...shown, url: imageUrls.variant(imageId, variant.name) };
  }
}

/** Where to go from here. */
export class ImageLinks {
  @ApiProperty() self!: string;
  @ApiProperty() content!: string;
  @ApiProperty() recipe!: string;
  @ApiProperty() history!: string;
  @ApiProperty() job!: string;
}

/** The metadata of one image. */
export class ImageView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ enum: IMAGE_KINDS }) kind!: ImageKind;
  @ApiProperty({ enum: ['active', 'superseded', 'deleted'] }) status!: string;
  @ApiProperty({ format: 'uuid' }) job_id!: string;
  @ApiPropertyOptional({ format: 'uuid', nullable: true, type: String }) parent_id!: string | null;
  @ApiProperty({ description: 'counts up with every change of this image' }) image_version!: number;
  @ApiPropertyOptional({ format: 'uuid', nullable: true, type: String }) supersedes!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) owner_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) character_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) campaign_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) location_id!: string | null;
  @ApiProperty({ example: 'image/png' }) content_type!: string;
  @ApiProperty({ description: 'pixels' }) width!: number;
  @ApiProperty({ description: 'pixels' }) height!: number;
  @ApiProperty() size_bytes!: number;
  @ApiProperty({ description: 'SHA-256 of the stored original, hex' }) sha256!: string;
  @ApiProperty({ description: 'thumbhash of the picture, base64' }) thumbhash!: string;
  @ApiPropertyOptional({ nullable: true, type: Number }) seed!: number | null;
  @ApiProperty({ example: 'fantasy' }) theme!: string;
  @ApiProperty({ type: [String] }) tags!: string[];
  @ApiProperty({ type: Object }) metadata!: Record<string, unknown>;
  @ApiProperty({ type: [VariantView] }) variants!: VariantView[];
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ type: ImageLinks }) links!: ImageLinks;

  /** What a caller may see of a row: never where its bytes are stored, nor what is hidden from them. */
  static of(image: ImageEntity, viewer: Viewer): ImageView {
    const {
      storage_path: _path,
      format: _format,
      recipe: _recipe,
      recipe_hash: _hash,
      backend: _backend,
      updated_at: _at,
      ...shown
    } = image;
    return {
      ...shown,
      metadata: shownMetadata(image, viewer),
      seed: image.seed === null ? null : Number(image.seed),
      created_at: image.created_at.toISOString(),
      variants: image.variants.map((variant) => VariantView.of(image.id, variant)),
      links: {
        self: imageUrls.self(image.id),
        content: imageUrls.content(image.id),
        recipe: imageUrls.recipe(image.id),
        history: imageUrls.history(image.id),
        job: imageUrls.job(image.job_id),
      },
    };
  }
}
