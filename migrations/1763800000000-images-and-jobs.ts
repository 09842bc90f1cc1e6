import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: the first tables. `images` and `generation_jobs` keep the names and types of the original schema and add what
 * ownership, lineage, leases and events need. `outbox` holds events that are committed but not yet published,
 * `backend_slots` the requests in flight per Stable Diffusion server over all replicas.
 *
 * Jobs and outbox rows change several times in a short life: free space in their pages and early vacuum keep the
 * partial indexes small (PostgreSQL manual, HOT updates).
 */
export class ImagesAndJobs1763800000000 implements MigrationInterface {
  readonly name = 'ImagesAndJobs1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE images (
        id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        storage_path  varchar(255) NOT NULL,
        content_type  varchar(50)  NOT NULL,
        size_bytes    integer      NOT NULL,
        width         integer      NOT NULL,
        height        integer      NOT NULL,
        format        varchar(10)  NOT NULL,
        created_at    timestamptz  NOT NULL DEFAULT now(),
        metadata      jsonb        NOT NULL DEFAULT '{}'::jsonb,
        status        varchar(50)  NOT NULL DEFAULT 'active',
        tags          text[]       NOT NULL DEFAULT ARRAY[]::text[],
        kind          varchar(20)  NOT NULL,
        job_id        uuid         NOT NULL UNIQUE,
        parent_id     uuid         REFERENCES images,
        supersedes    uuid         REFERENCES images,
        image_version integer      NOT NULL DEFAULT 1,
        owner_id      varchar(200),
        character_id  varchar(64),
        campaign_id   varchar(64),
        location_id   varchar(64),
        sha256        char(64)     NOT NULL,
        thumbhash     varchar(64)  NOT NULL,
        seed          bigint,
        theme         varchar(30)  NOT NULL,
        variants      jsonb        NOT NULL DEFAULT '[]'::jsonb,
        recipe        jsonb        NOT NULL,
        recipe_hash   char(64)     NOT NULL,
        backend       jsonb        NOT NULL DEFAULT '{}'::jsonb,
        updated_at    timestamptz  NOT NULL DEFAULT now(),
        CONSTRAINT images_status CHECK (status IN ('active', 'superseded', 'deleted'))
      )`);
    await runner.query(
      `CREATE INDEX images_of_character ON images (character_id, kind, created_at DESC) WHERE character_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX images_of_campaign ON images (campaign_id, created_at DESC, id) WHERE campaign_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX images_of_owner ON images (owner_id, created_at DESC, id) WHERE owner_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX images_of_location ON images (location_id, kind, created_at DESC) WHERE location_id IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE generation_jobs (
        id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        prompt           text         NOT NULL DEFAULT '',
        parameters       jsonb        NOT NULL,
        status           varchar(50)  NOT NULL DEFAULT 'pending',
        started_at       timestamptz,
        completed_at     timestamptz,
        result_image_id  uuid         REFERENCES images,
        error_message    text,
        metadata         jsonb        NOT NULL DEFAULT '{}'::jsonb,
        kind             varchar(20)  NOT NULL,
        source           varchar(10)  NOT NULL,
        image_id         uuid         NOT NULL,
        request_id       varchar(64),
        owner_id         varchar(200),
        character_id     varchar(64),
        campaign_id      varchar(64),
        location_id      varchar(64),
        target_service   varchar(64),
        correlation_id   varchar(200) NOT NULL,
        causation_id     varchar(200),
        traceparent      varchar(55),
        priority         smallint     NOT NULL DEFAULT 5,
        created_at       timestamptz  NOT NULL DEFAULT now(),
        run_after        timestamptz  NOT NULL DEFAULT now(),
        expires_at       timestamptz,
        depends_on       uuid,
        attempts         smallint     NOT NULL DEFAULT 0,
        lease_token      uuid,
        lease_until      timestamptz,
        recipe           jsonb,
        error_code       varchar(40),
        CONSTRAINT generation_jobs_status CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
        CONSTRAINT generation_jobs_priority CHECK (priority BETWEEN 0 AND 9)
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query(
      `CREATE INDEX generation_jobs_to_claim ON generation_jobs (priority DESC, created_at, id) WHERE status = 'pending'`,
    );
    await runner.query(`CREATE INDEX generation_jobs_leased ON generation_jobs (lease_until) WHERE status = 'running'`);
    await runner.query(
      `CREATE INDEX generation_jobs_of_character ON generation_jobs (character_id, kind) WHERE status IN ('pending', 'running')`,
    );
    await runner.query(
      `CREATE INDEX generation_jobs_waiting_for ON generation_jobs (depends_on) WHERE depends_on IS NOT NULL`,
    );

    await runner.query(`
      CREATE TABLE outbox (
        id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id      uuid         NOT NULL UNIQUE,
        subject       varchar(200) NOT NULL,
        ordering_key  uuid         NOT NULL,
        envelope      jsonb        NOT NULL,
        traceparent   varchar(55),
        created_at    timestamptz  NOT NULL DEFAULT now(),
        published_at  timestamptz
      ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`);
    await runner.query(`CREATE INDEX outbox_unpublished ON outbox (id) WHERE published_at IS NULL`);
    await runner.query(`CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL`);

    await runner.query(`
      CREATE TABLE backend_slots (
        backend      varchar(255) NOT NULL,
        slot         smallint     NOT NULL,
        lease_token  uuid,
        lease_until  timestamptz,
        PRIMARY KEY (backend, slot)
      ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE backend_slots, outbox, generation_jobs, images');
  }
}
