import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ImageEntity } from './image.entity';

/** Which objects an image names. */
export interface ImageFiles {
  readonly id: string;
  readonly status: ImageEntity['status'];
  /** When the row last changed; of a deleted image, when it was deleted. */
  readonly updated_at: Date;
  /** Keys in storage: the original's, then those of the variants, then those of pictures made on demand. */
  readonly keys: readonly string[];
}

const SELECT = `SELECT id, status, updated_at,
  storage_path::text || ARRAY(SELECT variant ->> 'storage_path' FROM jsonb_array_elements(variants) variant)
    || ARRAY(SELECT derived.storage_path::text FROM image_derived_files derived WHERE derived.image_id = images.id) AS keys FROM images`;

/** What the rows say about objects, for whoever compares them with storage. */
@Injectable()
export class ImageFilesReader {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Images of any status by id, lowest first.
   * @param after ids above this one, the nil UUID for all
   * @param upTo up to and with this one
   * @param limit most rows at once
   */
  between(after: string, upTo: string, limit: number): Promise<ImageFiles[]> {
    return this.dataSource.query<ImageFiles[]>(`${SELECT} WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3`, [
      after,
      upTo,
      limit,
    ]);
  }

  /** Those of these images that have a row, in no order. */
  of(imageIds: readonly string[]): Promise<ImageFiles[]> {
    return this.dataSource.query<ImageFiles[]>(`${SELECT} WHERE id = ANY($1::uuid[])`, [imageIds]);
  }

  /** Whether there is any image at all. */
  async hasAny(): Promise<boolean> {
    const [row] = await this.dataSource.query<{ any: boolean }[]>(`SELECT EXISTS (SELECT 1 FROM images) AS any`);
    return row?.any === true;
  }
}
