import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Raw, Repository } from 'typeorm';
import { ImageEntity, type ImageKind } from './image.entity';

const NO_EDIT = Raw((recipe) => `NOT jsonb_exists(${recipe}, 'edit')`);

/** What other folders may ask about images; only `images` writes them. */
@Injectable()
export class ImagesReader {
  constructor(@InjectRepository(ImageEntity) private readonly images: Repository<ImageEntity>) {}

  /** The image, deleted ones included, or `null`. */
  find(imageId: string): Promise<ImageEntity | null> {
    return this.images.findOneBy({ id: imageId });
  }

  /** The recipe of an image as it was stored. */
  async recipeOf(imageId: string): Promise<Record<string, unknown> | undefined> {
    const row = await this.images.findOne({ select: { id: true, recipe: true }, where: { id: imageId } });
    return row?.recipe;
  }

  /** The newest picture of a character that is in use; edits of one do not count, they stand beside it. */
  newestOf(characterId: string, kind: ImageKind): Promise<ImageEntity | null> {
    return this.images.findOne({
      where: { character_id: characterId, kind, status: 'active', recipe: NO_EDIT },
      order: { created_at: 'DESC' },
    });
  }
}
