import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a location's details come once, in its event; a later request may name only its id. What is remembered is
 * what can be seen of the place, never its secrets. Ids are not unique over campaigns (their own tests use `loc-1`).
 */
export class Locations1763800000001 implements MigrationInterface {
  readonly name = 'Locations1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE locations (
        campaign_id varchar(64) NOT NULL DEFAULT '',
        id          varchar(64) NOT NULL,
        visible     jsonb       NOT NULL,
        updated_at  timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (id, campaign_id)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE locations');
  }
}
