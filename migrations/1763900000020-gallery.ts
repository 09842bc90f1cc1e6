import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: what the gallery asks for. Images are searched by words of their tags, names, descriptions and ids: the words are
 * a column that the database keeps itself, so that whoever writes an image cannot forget them. The configuration `simple`
 * knows no language: names stay as they are. ASCII punctuation separates words, or the parser would take `char-204` and
 * `a.b` for numbers and hosts. Adding the column writes the table anew: some seconds at a million rows.
 *
 * `search_text` exists because `array_to_string` counts as stable, for arrays of types that print by a setting; of text
 * it is immutable, and a generated column asks for that. Its names are qualified: it runs under any search path.
 *
 * Backends tell how busy they have been (`busy_seconds`, fading, as of `busy_at`), how they failed last, and what they
 * say of themselves. Nothing is decided by it.
 */
export class Gallery1763900000020 implements MigrationInterface {
  readonly name = 'Gallery1763900000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION search_text(tags text[], parts text[]) RETURNS text
      LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT pg_catalog.translate(
          pg_catalog.array_to_string(tags OPERATOR(pg_catalog.||) parts, ' '),
          '!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~', pg_catalog.repeat(' ', 32))
      $$`);
    await runner.query(`
      ALTER TABLE images ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple'::regconfig, search_text(tags, ARRAY[
          theme::text, character_id::text, campaign_id::text, location_id::text,
          left(metadata->>'name', 500), left(metadata->>'description', 4000)]))) STORED`);
    await runner.query(
      `CREATE INDEX images_of_word ON images USING gin (search) WITH (fastupdate = off) WHERE status <> 'deleted'`,
    );
    await runner.query(`
      ALTER TABLE backends
        ADD COLUMN dialect       varchar(20),
        ADD COLUMN memory        jsonb,
        ADD COLUMN busy_seconds  double precision NOT NULL DEFAULT 0,
        ADD COLUMN busy_at       timestamptz,
        ADD COLUMN last_error    varchar(50),
        ADD COLUMN last_error_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE backends DROP COLUMN dialect, DROP COLUMN memory, DROP COLUMN busy_seconds, DROP COLUMN busy_at,
        DROP COLUMN last_error, DROP COLUMN last_error_at`);
    await runner.query('ALTER TABLE images DROP COLUMN search');
    await runner.query('DROP FUNCTION search_text');
  }
}
