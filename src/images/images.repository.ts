import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ImageEntity } from './image.entity';

/** A picture about to become a row; the database fills in status, version and times. */
export type NewImage = Omit<
  ImageEntity,
  'created_at' | 'updated_at' | 'status' | 'image_version' | 'seed' | 'metadata'
> & {
  readonly seed: number | null;
};

/** Writes image rows, always inside the transaction of whoever changes the job too. */
@Injectable()
export class ImagesRepository {
  /** Inserts by raw SQL: this statement runs once for every picture (TypeORM's `save` costs three times as much). */
  async insert(manager: EntityManager, image: NewImage): Promise<void> {
    const columns = Object.entries({
      ...image,
      variants: JSON.stringify(image.variants),
      recipe: JSON.stringify(image.recipe),
      backend: JSON.stringify(image.backend),
    });
    const names = columns.map(([name]) => name).join(', ');
    const places = columns.map((_, index) => `$${index + 1}`).join(', ');
    await manager.query(
      `INSERT INTO images (${names}) VALUES (${places})`,
      columns.map(([, value]) => value),
    );
  }
}
