import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** Connections one process may hold; two cores gain nothing beyond ten (measured, docs/adr/0002). */
const POOL_SIZE = 10;

/**
 * How every process and the TypeORM command line reach the database. `synchronize` stays off for good: the
 * schema diff would drop hand-made partial indexes.
 */
export function dataSourceOptions(databaseUrl: string | undefined): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    entities: [join(__dirname, '..', '**', '*.entity.{ts,js}')],
    migrations: [join(__dirname, '..', '..', 'migrations', '*.{ts,js}')],
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolSize: POOL_SIZE,
    connectTimeoutMS: 5000,
    applicationName: 'image-service',
    // A statement that hangs must not hold a lease or a pool slot for ever.
    extra: {
      statement_timeout: 30_000,
      query_timeout: 35_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // Compiling a statement of 5 ms took 460 ms, each time (PostgreSQL 15, 100,000 queued jobs): ours are all short.
      options: '-c jit=off',
    },
  };
}

/** For the TypeORM command line (`ormconfig.ts`). */
export const dataSource = new DataSource(dataSourceOptions(process.env.DATABASE_URL));
