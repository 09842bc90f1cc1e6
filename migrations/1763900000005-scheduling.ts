import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: jobs are prepared (composed) before a backend is free, and wait as `prepared` with what they need of one, so that
 * a free backend chooses among jobs it can paint without asking anybody. `fair_tag` is the virtual start time of fair
 * queueing; `fair_shares` holds where each owner's share ends. Backends are rows, so that one can be added or drained
 * while everything runs. `recipe_hash` finds a picture that is made already, or at the moment.
 *
 * Each order of the queue has its own partial index: reading the head of 100,000 waiting jobs costs what it costs of ten.
 */
export class Scheduling1763900000005 implements MigrationInterface {
  readonly name = 'Scheduling1763900000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE generation_jobs
        ADD COLUMN fair_tag     double precision NOT NULL DEFAULT 0,
        ADD COLUMN cost         double precision NOT NULL DEFAULT 1,
        ADD COLUMN prepared     boolean          NOT NULL DEFAULT false,
        ADD COLUMN needs_mode   varchar(10),
        ADD COLUMN needs_model  varchar(200),
        ADD COLUMN needs_pixels integer,
        ADD COLUMN avoid        text[]           NOT NULL DEFAULT ARRAY[]::text[],
        ADD COLUMN crashes      smallint         NOT NULL DEFAULT 0,
        ADD COLUMN recipe_hash  char(64)`);
    await runner.query(`DROP INDEX generation_jobs_to_claim`);
    await runner.query(
      `CREATE INDEX generation_jobs_to_prepare ON generation_jobs (priority DESC, fair_tag, created_at, id)
       WHERE status = 'pending' AND NOT prepared`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_to_paint ON generation_jobs (priority DESC, fair_tag, created_at, id)
       WHERE status = 'pending' AND prepared`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_to_paint_by_mode ON generation_jobs (needs_mode, priority DESC, fair_tag, created_at, id)
       WHERE status = 'pending' AND prepared`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_tokens_to_prepare ON generation_jobs (priority DESC, fair_tag, created_at, id)
       WHERE status = 'pending' AND NOT prepared AND kind = 'token'`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_waiting_since ON generation_jobs (prepared, created_at) WHERE status = 'pending'`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_expiring ON generation_jobs (expires_at)
       WHERE status = 'pending' AND expires_at IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_same_recipe ON generation_jobs (recipe_hash)
       WHERE status IN ('pending', 'running') AND recipe_hash IS NOT NULL`,
    );
    await runner.query(`CREATE INDEX images_same_recipe ON images (recipe_hash) WHERE status <> 'deleted'`);
    await runner.query(`
      CREATE TABLE fair_shares (
        priority   smallint         NOT NULL,
        owner      varchar(200)     NOT NULL,
        finish_tag double precision NOT NULL,
        added      double precision NOT NULL,
        PRIMARY KEY (priority, owner)
      ) WITH (fillfactor = 70)`);
    await runner.query(`CREATE INDEX fair_shares_latest ON fair_shares (priority, finish_tag DESC)`);
    await runner.query(`
      CREATE TABLE backends (
        name       varchar(255) PRIMARY KEY,
        address    jsonb        NOT NULL,
        origin     varchar(10)  NOT NULL,
        state      varchar(10)  NOT NULL DEFAULT 'active',
        model      varchar(200),
        render_ms  double precision,
        changed_at timestamptz  NOT NULL DEFAULT now(),
        CONSTRAINT backends_origin CHECK (origin IN ('config', 'operator')),
        CONSTRAINT backends_state CHECK (state IN ('active', 'draining'))
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE backends, fair_shares');
    await runner.query('DROP INDEX images_same_recipe');
    await runner.query(`
      ALTER TABLE generation_jobs DROP COLUMN fair_tag, DROP COLUMN cost, DROP COLUMN prepared, DROP COLUMN needs_mode,
        DROP COLUMN needs_model, DROP COLUMN needs_pixels, DROP COLUMN avoid, DROP COLUMN crashes, DROP COLUMN recipe_hash`);
    await runner.query(
      'DROP INDEX IF EXISTS generation_jobs_waiting_since, generation_jobs_expiring, generation_jobs_to_paint_by_mode',
    );
    await runner.query(
      `CREATE INDEX generation_jobs_to_claim ON generation_jobs (priority DESC, created_at, id) WHERE status = 'pending'`,
    );
  }
}
