import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);
const PACKAGED = '/usr/lib/postgresql';

/** A folder that holds pg_dump and pg_restore at least as new as the server; undefined where none is installed. */
export async function findDumpTools(databaseUrl: string): Promise<string | undefined> {
  const [{ server_version_num: version }] = await rows<{ server_version_num: string }>(
    databaseUrl,
    'SHOW server_version_num',
  );
  const major = Math.floor(Number(version) / 10_000);
  const majors = existsSync(PACKAGED)
    ? readdirSync(PACKAGED)
        .map(Number)
        .filter((one) => one >= major)
    : [];
  const folders = majors.sort((one, other) => one - other).map((one) => join(PACKAGED, String(one), 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'pg_dump')) && existsSync(join(folder, 'pg_restore')));
}

/** Dumps a database into a file, as docs/operations.md says. */
export async function dump(tools: string, databaseUrl: string, file: string): Promise<void> {
  await run(join(tools, 'pg_dump'), ['--format=custom', '--file', file, databaseUrl]);
}

/** Makes a new database from a dump; resolves with its URL. */
export async function restore(tools: string, file: string, databaseUrl: string): Promise<string> {
  const name = `restored_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  await rows(databaseUrl, `CREATE DATABASE ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  await run(join(tools, 'pg_restore'), ['--no-owner', '--exit-on-error', '--dbname', url.href, file]);
  return url.href;
}

/** Removes what `restore` made; `databaseUrl` names another database of the same server. */
export async function dropRestored(databaseUrl: string, restored: string): Promise<void> {
  await rows(databaseUrl, `DROP DATABASE ${new URL(restored).pathname.slice(1)} WITH (FORCE)`);
}

async function rows<Row>(databaseUrl: string, sql: string): Promise<[Row, ...Row[]]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const result = await client.query(sql).finally(() => client.end());
  return result.rows as [Row, ...Row[]];
}
