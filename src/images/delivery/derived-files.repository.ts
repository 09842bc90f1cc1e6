import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A made picture that is stored. */
export interface DerivedFile {
  readonly storage_path: string;
  readonly size_bytes: number;
}

/**
 * Which pictures were made from an image on demand. Metadata do not list them; `ImageFilesReader` counts them to the
 * image's files, so that they live and go with it.
 */
@Injectable()
export class DerivedFilesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** All that were made of an image: a few, never more than a few hundred. */
  of(imageId: string): Promise<DerivedFile[]> {
    return this.dataSource.query<DerivedFile[]>(
      `SELECT storage_path, size_bytes FROM image_derived_files WHERE image_id = $1`,
      [imageId],
    );
  }

  /** Remembers a file, once. Nothing is remembered of an image without a row. */
  async add(imageId: string, { storage_path, size_bytes }: DerivedFile): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO image_derived_files (storage_path, image_id, size_bytes)
       SELECT $1, id, $3 FROM images WHERE id = $2 AND status <> 'deleted'
       ON CONFLICT (storage_path) DO UPDATE SET size_bytes = excluded.size_bytes`,
      [storage_path, imageId, size_bytes],
    );
  }
}
