import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ImageEntity } from './image.entity';

/** A picture about to become a row; the database fills in status, version and times. */
export type NewImage = Omit<ImageEntity, 'created_at' | 'updated_at' | 'status' | 'image_version' | 'seed'> & {
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

/** Writes image rows, always inside the caller's transaction; every change of a row is signalled with it. */
@Injectable()
export class ImagesRepository {
  /** active → superseded for the subject's newest picture that is no edit of another; returns its id, when there was one. */
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
       WHERE id = (SELECT id FROM images WHERE status = 'active' AND kind = $1 AND NOT jsonb_exists(recipe, 'edit')
                     AND CASE WHEN $2::text IS NULL THEN location_id = $3 ELSE character_id = $2 END
                   ORDER BY created_at DESC LIMIT 1 FOR UPDATE)
       RETURNING id`,
      [kind, characterId, locationId],
    );
    await this.signal(manager, rows);
    return rows[0]?.id;
  }

  /** active → superseded for this image; returns its id unless it is deleted. One superseded before is superseded again. */
  async supersede(manager: EntityManager, imageId: string): Promise<string | undefined> {
    const [changed] = await manager.query<[{ id: string }[], number]>(
      `UPDATE images SET status = 'superseded', image_version = image_version + 1, updated_at = now()
       WHERE id = $1 AND status = 'active' RETURNING id`,
      [imageId],
    );
    await this.signal(manager, changed);
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM images WHERE id = $1 AND status = 'superseded'`,
      [imageId],
    );
    return rows[0]?.id;
  }

  /**
   * Every picture of a character → deleted; returns them. What tells of its looks goes from the rows as well, also from
   * those of pictures that were deleted before: they remain only to answer 410, and to name the files to remove.
   */
  async retireOfCharacter(manager: EntityManager, characterId: string): Promise<RetiredImage[]> {
    const retired = await this.retireWhere(manager, 'character_id = $1', characterId);
    await manager.query(
      `UPDATE images SET recipe = '{}', metadata = '{}', tags = '{}', thumbhash = '' WHERE character_id = $1`,
      [characterId],
    );
    return retired;
  }

  /** The image → deleted; returns it, unless it is deleted or unknown already. */
  async retire(manager: EntityManager, imageId: string): Promise<RetiredImage[]> {
    return this.retireWhere(manager, 'id = $1', imageId);
  }

  /** Writes what may change of an image that the transaction has locked. */
  async rewrite(
    manager: EntityManager,
    { id, tags, metadata, image_version, updated_at }: Omit<ImageEntity, 'recipe'>,
  ): Promise<void> {
    await manager.query(
      `UPDATE images SET tags = $2, metadata = $3, image_version = $4, updated_at = $5 WHERE id = $1`,
      [id, tags, JSON.stringify(metadata), image_version, updated_at],
    );
    await this.signal(manager, [{ id }]);
  }

  private async retireWhere(manager: EntityManager, condition: string, value: string): Promise<RetiredImage[]> {
    const [rows] = await manager.query<[RetiredImage[], number]>(
      `UPDATE images SET status = 'deleted', image_version = image_version + 1, updated_at = now()
       WHERE ${condition} AND status <> 'deleted' RETURNING id, kind, image_version`,
      [value],
    );
    await this.signal(manager, rows);
    return rows;
  }

  /** Tells every replica, when the transaction commits, whose rows it must not remember any longer. */
  private async signal(manager: EntityManager, rows: readonly { readonly id: string }[]): Promise<void> {
    if (rows.length === 0) return;
    await manager.query(`SELECT pg_notify('image_changed', id) FROM unnest($1::text[]) AS id`, [
      rows.map(({ id }) => id),
    ]);
  }

  /** Inserts by raw SQL: this statement runs once for every picture (TypeORM's `save` costs three times as much). */
  async insert(manager: EntityManager, image: NewImage): Promise<void> {
    const columns = Object.entries({
      ...image,
      metadata: JSON.stringify(image.metadata),
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
