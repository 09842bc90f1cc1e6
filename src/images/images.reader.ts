import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Raw, Repository } from 'typeorm';
import type { Theme } from '../common/themes';
import { ImageEntity, type ImageKind } from './image.entity';

/** A picture as far as it matters to make it again for its campaign. */
export type ImageOfCampaign = Pick<
  ImageEntity,
  'id' | 'kind' | 'job_id' | 'theme' | 'seed' | 'owner_id' | 'character_id' | 'location_id' | 'tags' | 'created_at'
>;

const NO_EDIT = Raw((recipe) => `NOT jsonb_exists(${recipe}, 'edit')`);

/** What other folders may ask about images; only `images` writes them. */
@Injectable()
export class ImagesReader {
  private statement?: string;

  constructor(@InjectRepository(ImageEntity) private readonly images: Repository<ImageEntity>) {}

  /**
   * The image, deleted ones included, or `null`. Every picture that is read begins here, so the statement is built once: rows are
   * what the driver makes of them, which is what `ImageEntity` describes.
   *
   * @param imageId a UUID
   */
  async find(imageId: string): Promise<ImageEntity | null> {
    const [image] = await this.images.query<ImageEntity[]>((this.statement ??= this.byId()), [imageId]);
    return image ?? null;
  }

  /** The recipe of an image as it was stored. */
  async recipeOf(imageId: string): Promise<Record<string, unknown> | undefined> {
    const row = await this.images.findOne({ select: { id: true, recipe: true }, where: { id: imageId } });
    return row?.recipe;
  }

  /**
   * The newest picture in use of every character and place of a campaign, and every other that is in use, newest first;
   * edits do not count, nor what is in that theme already.
   *
   * @param limit most of them
   */
  newestOfCampaign(
    campaignId: string,
    {
      kinds,
      otherThan,
      limit,
    }: { readonly kinds: readonly ImageKind[]; readonly otherThan: Theme; readonly limit: number },
  ): Promise<ImageOfCampaign[]> {
    return this.images.query(
      `SELECT * FROM (
         SELECT DISTINCT ON (kind, coalesce(character_id, location_id, id::text)) id, kind, job_id, theme, seed, owner_id,
           character_id, location_id, tags, created_at
         FROM images WHERE campaign_id = $1 AND status = 'active' AND kind = ANY($2) AND NOT jsonb_exists(recipe, 'edit')
         ORDER BY kind, coalesce(character_id, location_id, id::text), created_at DESC, id) newest
       WHERE theme <> $3 ORDER BY created_at DESC, id LIMIT $4`,
      [campaignId, kinds, otherThan, limit],
    );
  }

  /** The newest picture of a character that is in use; edits of one do not count, they stand beside it. */
  newestOf(characterId: string, kind: ImageKind): Promise<ImageEntity | null> {
    return this.images.findOne({
      where: { character_id: characterId, kind, status: 'active', recipe: NO_EDIT },
      order: { created_at: 'DESC' },
    });
  }

  private byId(): string {
    const columns = this.images.metadata.columns.filter(({ isSelect }) => isSelect);
    return `SELECT ${columns.map(({ databaseName }) => databaseName).join(', ')} FROM images WHERE id = $1`;
  }
}
