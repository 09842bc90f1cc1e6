import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { ControlledProcess } from './controlled-process';
import type { FaultPlace } from './fault-place';

/** A PostgreSQL that is stopped at once, as by `pg_ctl -m immediate`, and recovers when it is started again. */
export class FaultDatabase {
  private constructor(
    readonly url: string,
    readonly process: ControlledProcess,
  ) {}

  /** Takes over the server of the place: stops it, and starts it again the way it was started. */
  static async takeOver(place: FaultPlace): Promise<FaultDatabase> {
    const { url, pid } = place.database;
    const [row] = await rowsOf<{ data_directory: string }>(url, 'SHOW data_directory');
    const data = row?.data_directory ?? '';
    // postmaster.opts holds the command line of the last start (PostgreSQL manual, pg_ctl restart).
    const line = await readFile(join(data, 'postmaster.opts'), 'utf8');
    const program = line.slice(0, line.indexOf(' "'));
    const args = [...line.slice(program.length).matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
    const { uid, gid } = await stat(data);
    const user = process.getuid?.() === 0 ? { uid, gid } : {};
    const options = { ...user, cwd: data };
    const wanted = { name: 'postgres', program, args, marker: data, stopSignal: 'SIGQUIT', options } as const;
    process.kill(pid, 'SIGQUIT');
    await eventually(() => assertGone(join(data, 'postmaster.pid')));
    const database = new FaultDatabase(url, new ControlledProcess(place, wanted));
    await database.start();
    return database;
  }

  async start(): Promise<void> {
    await this.process.start();
    await eventually(() => rowsOf(this.url, 'SELECT 1'), { timeoutMs: 30_000, everyMs: 50 });
  }

  /** Nothing is written down: what was committed comes back from the log. */
  async stopAtOnce(): Promise<void> {
    await this.process.end('SIGQUIT');
  }

  rows<T extends object>(sql: string): Promise<T[]> {
    return rowsOf<T>(this.url, sql);
  }
}

async function assertGone(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined && isAlive(Number(text.split('\n')[0]))) throw new Error(`${path} is still there`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function rowsOf<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // A server that is stopped under an open connection is what this is about, not an error of ours.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
