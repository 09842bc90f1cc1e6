import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: pictures that are made on demand (`?w&h&fit&format&q`) are stored for every replica, and somebody has to know whose
 * they are: the reconciler removes what nothing names. They are a row each, not variants of their image: two requests
 * that make two of them must not write the same row, and metadata do not list them.
 */
export class DerivedFiles1763900000000 implements MigrationInterface {
  readonly name = 'DerivedFiles1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE image_derived_files (
        storage_path varchar(255) PRIMARY KEY,
        image_id     uuid         NOT NULL REFERENCES images ON DELETE CASCADE,
        size_bytes   integer      NOT NULL,
        created_at   timestamptz  NOT NULL DEFAULT now()
      )`);
    await runner.query('CREATE INDEX image_derived_files_of_image ON image_derived_files (image_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE image_derived_files');
  }
}
