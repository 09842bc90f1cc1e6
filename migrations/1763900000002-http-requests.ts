import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: requests over HTTP. `idempotency_keys` remembers for a day which request a caller's key stood for: its id is
 * derived from principal, method, path and key, and the nonce is what the job's id is derived from, so that a retry after a
 * crash makes the very same job. `generation_batches` keeps what a batch refused; its jobs name it. The indexes are
 * those of the lists and look-ups that HTTP offers: by picture, and newest first by owner, campaign, character and
 * over all.
 */
export class HttpRequests1763900000002 implements MigrationInterface {
  readonly name = 'HttpRequests1763900000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        id         uuid        PRIMARY KEY,
        body_hash  char(64)    NOT NULL,
        nonce      uuid        NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at)`);
    await runner.query(`
      CREATE TABLE generation_batches (
        id         uuid         PRIMARY KEY,
        owner_id   varchar(255) NOT NULL,
        total      smallint     NOT NULL,
        rejected   jsonb        NOT NULL DEFAULT '[]'::jsonb,
        created_at timestamptz  NOT NULL DEFAULT now()
      )`);
    // An owner may be as long as the subject of a token.
    await runner.query(`ALTER TABLE images ALTER COLUMN owner_id TYPE varchar(255)`);
    await runner.query(`
      ALTER TABLE generation_jobs ALTER COLUMN owner_id TYPE varchar(255),
        ADD COLUMN batch_id uuid, ADD COLUMN batch_index smallint`);
    await runner.query(
      `CREATE INDEX generation_jobs_of_batch ON generation_jobs (batch_id, batch_index) WHERE batch_id IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX generation_jobs_of_image ON generation_jobs (image_id)`);
    await runner.query(`CREATE INDEX generation_jobs_by_age ON generation_jobs (created_at DESC, id DESC)`);
    for (const whose of ['owner', 'campaign', 'character']) {
      await runner.query(
        `CREATE INDEX generation_jobs_by_${whose} ON generation_jobs (${whose}_id, created_at DESC, id DESC)
         WHERE ${whose}_id IS NOT NULL`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['by_character', 'by_campaign', 'by_owner', 'by_age', 'of_image', 'of_batch']) {
      await runner.query(`DROP INDEX generation_jobs_${index}`);
    }
    // Owners stay as wide as they have become: a name that needs the room must not stop the way back.
    await runner.query(`ALTER TABLE generation_jobs DROP COLUMN batch_id, DROP COLUMN batch_index`);
    await runner.query('DROP TABLE generation_batches, idempotency_keys');
  }
}
