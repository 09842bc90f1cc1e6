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

/** A picture that is gone from now on. */
export type RetiredImage = Pick<ImageEntity, 'id' | 'kind' | 'image_version'>;

/** Whose newest picture is meant. */
export interface PictureOf {
  readonly kind: string;
  readonly characterId: string | null;
  readonly locationId: string | null;
}

/** Writes image rows, always inside the transaction of whoever changes the job too. */
@Injectable()
export class ImagesRepository {
  /** active → superseded for the subject's newest picture; returns its id, when there was one. */
  async supersedeNewest(
    manager: EntityManager,
    { kind, characterId, locationId }: PictureOf,
  ): Promise<string | undefined> {
    if (characterId === null && locationId === null) return undefined;
    // One at a time per subject: of two that finish together, the second must see the first.
    const subject = `${kind} ${characterId ?? `location ${locationId}`}`;
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [subject]);
    const [rows] = await manager.query<[{ id: string }[], number]>(
      `UPDATE images SET status = 'superseded', image_version = image_version + 1, updated_at = now()
       WHERE id = (SELECT id FROM images WHERE status = 'active' AND kind = $1
                     AND CASE WHEN $2::text IS NULL THEN location_id = $3 ELSE character_id = $2 END
                   ORDER BY created_at DESC LIMIT 1 FOR UPDATE)
       RETURNING id`,
      [kind, characterId, locationId],
    );
    return rows[0]?.id;
  }

  /** Every picture of a character → deleted; returns them. Their files go with the next reconciliation. */
  async retireOfCharacter(manager: EntityManager, characterId: string): Promise<RetiredImage[]> {
    const [rows] = await manager.query<[RetiredImage[], number]>(
      `UPDATE images SET status = 'deleted', image_version = image_version + 1, updated_at = now()
       WHERE character_id = $1 AND status <> 'deleted' RETURNING id, kind, image_version`,
      [characterId],
    );
    return rows;
  }

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
