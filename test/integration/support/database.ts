import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../src/database/data-source';

const MIGRATIONS = join(__dirname, '../../../migrations');

/** A database of one test file, with a pool that is connected to it. */
export interface TestDatabase {
  /** `postgres://…` of the superuser. */
  readonly url: string;
  readonly dataSource: DataSource;
  /** Closes the pool and removes the database, whoever is still connected. */
  readonly drop: () => Promise<void>;
}

/**
 * A database with this version's tables, copied from a template that the first caller migrates. The template is
 * named after the migrations' content, so a changed migration makes a new one.
 *
 * @throws Error when `TEST_DATABASE_URL` is not set
 */
export async function cloneDatabase(): Promise<TestDatabase> {
  return connected(await withAdmin(async (admin) => createDatabase(admin, await ensureTemplate(admin))));
}

/** A database without any table of ours. @throws Error when `TEST_DATABASE_URL` is not set */
export async function emptyDatabase(): Promise<TestDatabase> {
  return connected(await withAdmin((admin) => createDatabase(admin, 'template0')));
}

async function connected(name: string): Promise<TestDatabase> {
  const url = urlOf(name);
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  const drop = async (): Promise<void> => {
    if (dataSource.isInitialized) await dataSource.destroy();
    await withAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url, dataSource, drop };
}

async function createDatabase(admin: Client, template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  return name;
}

/** Workers of one run take turns: the lock goes with the session, so a worker that dies leaves no stale one. */
async function ensureTemplate(admin: Client): Promise<string> {
  const name = `template_${migrationsHash()}`;
  await admin.query(`SELECT pg_advisory_lock(hashtext($1))`, [name]);
  const { rowCount } = await admin.query(`SELECT 1 FROM pg_database WHERE datname = $1`, [name]);
  if (rowCount === 0) await buildTemplate(admin, name);
  await admin.query(`SELECT pg_advisory_unlock(hashtext($1))`, [name]);
  return name;
}

/** Under another name until it is complete: what was left half done is never taken for a template. */
async function buildTemplate(admin: Client, name: string): Promise<void> {
  const unfinished = `${name}_unfinished`;
  await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${unfinished} TEMPLATE template0`);
  const dataSource = await new DataSource(dataSourceOptions(urlOf(unfinished))).initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
}

function migrationsHash(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS).sort()) hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  return hash.digest('hex').slice(0, 16);
}

function urlOf(database: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.href;
}

function adminUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL must be the URL of a PostgreSQL superuser');
  return url;
}

async function withAdmin<T>(work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: adminUrl() });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
