import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Why: only who makes pictures asks backends what they can do and notices when one is away; everybody else (HTTP in a
 * deployment of its own, the operator's command) reads here what they found. Nothing is decided by it. `up` is NULL
 * until the first report.
 */
export class BackendReports1763900000015 implements MigrationInterface {
  readonly name = 'BackendReports1763900000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE backends
        ADD COLUMN up          boolean,
        ADD COLUMN ability     jsonb,
        ADD COLUMN reported_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE backends DROP COLUMN up, DROP COLUMN ability, DROP COLUMN reported_at');
  }
}
