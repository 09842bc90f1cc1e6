import { setTimeout as sleep } from 'node:timers/promises';
import { dataSource } from './database/data-source';

const ACTS = ['run', 'revert', 'wait'] as const;
type Act = (typeof ACTS)[number];
const LOOK_MS = 1000;

/**
 * `node dist/src/migrate.js [run|revert|wait]`: brings the database to this version, takes the newest migration
 * back, or waits until somebody else has brought it there (a new replica must not start before). An advisory lock makes
 * replicas that start together take turns.
 */
async function migrate(act: Act): Promise<void> {
  if (act === 'wait') return waitForMigrations();
  // A migration over a large table, and waiting for another replica's, may take long.
  dataSource.setOptions({ extra: { statement_timeout: 0 } });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('image-service migrations'))`);
    if (act === 'revert') await dataSource.undoLastMigration();
    else await dataSource.runMigrations();
  } finally {
    await lock.query(`SELECT pg_advisory_unlock_all()`).catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}

/** A database that is away, or empty, is one to wait for. */
async function waitForMigrations(): Promise<void> {
  for (;;) {
    const isBehind = await lacksMigrations().catch((error: unknown) => {
      process.stderr.write(`The database does not answer yet: ${reasonOf(error)}\n`);
      return true;
    });
    if (!isBehind) return;
    await sleep(LOOK_MS);
  }
}

/** Reads only: who may not create tables may wait all the same. */
async function lacksMigrations(): Promise<boolean> {
  await dataSource.initialize();
  try {
    const [found] = await dataSource.query<{ known: string | null }[]>(`SELECT to_regclass('migrations') AS known`);
    if (found?.known === null) return true;
    const applied = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    const names = new Set(applied.map(({ name }) => name));
    return dataSource.migrations.some(({ name = '' }) => !names.has(name));
  } finally {
    await dataSource.destroy();
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const act = ACTS.find((word) => word === (process.argv[2] ?? 'run'));
// The first process of a container gets only the signals that it asks for; PostgreSQL takes back what is unfinished.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
if (act === undefined) {
  process.stderr.write(`usage: migrate [${ACTS.join('|')}]\n`);
  process.exitCode = 2;
} else {
  migrate(act).catch((error: unknown) => {
    process.stderr.write(`The database could not be migrated: ${reasonOf(error)}\n`);
    process.exitCode = 1;
  });
}
