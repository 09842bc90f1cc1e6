import { dataSource } from './database/data-source';

/**
 * `node dist/src/migrate.js [run|revert]`: brings the database to this version, or takes the newest migration
 * back. An advisory lock makes replicas that start together take turns.
 */
async function migrate(direction: string): Promise<void> {
  // A migration over a large table, and waiting for another replica's, may take long.
  dataSource.setOptions({ extra: { statement_timeout: 0 } });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('image-service migrations'))`);
    if (direction === 'revert') await dataSource.undoLastMigration();
    else await dataSource.runMigrations();
  } finally {
    await lock.query(`SELECT pg_advisory_unlock_all()`).catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}

const direction = process.argv[2] ?? 'run';
if (direction !== 'run' && direction !== 'revert') {
  process.stderr.write('usage: migrate [run|revert]\n');
  process.exitCode = 2;
} else {
  migrate(direction).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The database could not be migrated: ${reason}\n`);
    process.exitCode = 1;
  });
}
