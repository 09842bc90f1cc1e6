import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: a location's details come once, in its event; a later request may name only its id. What is remembered is
 * what can be seen of the place, never its secrets.
 */
export class Locations1763800000001 implements MigrationInterface {
  readonly name = 'Locations1763800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE locations (
        id          varchar(64) PRIMARY KEY,
        visible     jsonb       NOT NULL,
        updated_at  timestamptz NOT NULL DEFAULT now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE locations');
  }
}
