import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { mayRead, type Principal } from '../auth/principal';
import { ImageEntity } from './image.entity';

/** Versions that are answered at most: the nearest relatives of the image that was asked about. */
const MOST_VERSIONS = 100;
/** Relatives that are looked at; some may be deleted, or not readable. */
const MOST_VISITED = 1000;

/**
 * Versions of one picture: whatever one of them has replaced (`supersedes`) or was made of (`parent_id`), forwards
 * and backwards, within one kind. The portrait that a token was cut from is no version of the token.
 */
@Injectable()
export class ImageHistory {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The image itself and its other versions, newest first, at most 100. Deleted versions, and those the principal may
   * not read, are left out; the way to further ones leads through them all the same.
   */
  async of(image: Pick<ImageEntity, 'id' | 'kind'>, principal: Principal): Promise<ImageEntity[]> {
    // One step of the walk reads a few rows by index. UNION drops what was visited, so that rings end; the LIMIT outside
    // ends the walk itself, nearest relatives first (PostgreSQL manual, "WITH Queries").
    const nearest = await this.dataSource.query<{ id: string }[]>(
      `WITH RECURSIVE walk AS (
         SELECT $1::uuid AS id
         UNION
         SELECT relative.id FROM walk CROSS JOIN LATERAL (
           SELECT supersedes AS id FROM images WHERE id = walk.id
           UNION ALL SELECT parent_id FROM images WHERE id = walk.id
           UNION ALL SELECT id FROM images WHERE supersedes = walk.id
           UNION ALL SELECT id FROM images WHERE parent_id = walk.id
         ) relative JOIN images ON images.id = relative.id AND images.kind = $2
       ) SELECT id FROM walk LIMIT ${MOST_VISITED}`,
      [image.id, image.kind],
    );
    const found = await this.dataSource.getRepository(ImageEntity).findBy({ id: In(nearest.map(({ id }) => id)) });
    const places = new Map(nearest.map(({ id }, place) => [id, place]));
    return found
      .filter((version) => version.status !== 'deleted' && mayReadImage(principal, version))
      .sort((one, other) => (places.get(one.id) ?? 0) - (places.get(other.id) ?? 0))
      .slice(0, MOST_VERSIONS)
      .sort((one, other) => other.created_at.getTime() - one.created_at.getTime() || (one.id < other.id ? 1 : -1));
  }
}

function mayReadImage(principal: Principal, { owner_id: ownerId, campaign_id: campaignId }: ImageEntity): boolean {
  return mayRead(principal, { ownerId, campaignId });
}
