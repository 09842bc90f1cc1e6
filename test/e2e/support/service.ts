import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { SECRET_KEY } from './token';

const run = promisify(execFile);
const DIST = join(__dirname, '../../../dist/src');

/** One process of a service. */
export interface Replica {
  readonly url: string;
  log(): string;
  isRunning(): boolean;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** A service process under test, with a database, a hub and a storage folder of its own. */
export interface ServiceUnderTest {
  readonly url: string;
  readonly hubUrl: string;
  readonly env: Readonly<Record<string, string>>;
  /** Everything it has logged so far. */
  log(): string;
  isRunning(): boolean;
  /** Sends the signal and waits for the end; resolves with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts another replica on the same data, with some variables of its own; `remove` ends it too. */
  sibling(more: Readonly<Record<string, string>>): Promise<Replica>;
  /** Starts the process again on the same data. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** Starts the compiled service as a stranger would: with nothing but its environment. */
export async function startServiceUnderTest(extra: Readonly<Record<string, string>> = {}): Promise<ServiceUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'image-service-e2e-'));
  const database = await createDatabase();
  const hub = await startHub(folder);
  const port = await freePort();
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    DATABASE_URL: database.url,
    MESSAGE_HUB_URL: hub.url,
    STORAGE_URL: `file://${folder}/images`,
    SECRET_KEY,
    PORT: String(port),
    HOST: '127.0.0.1',
    // A test asks more in a minute than a person would; who tests the limits sets them.
    RATE_LIMIT_READS: '0',
    RATE_LIMIT_WRITES: '0',
    ...extra,
  };
  await run(process.execPath, [join(DIST, 'migrate.js'), 'run'], { env });
  const service = processOf(env);
  await service.start();
  const siblings: Replica[] = [];
  return {
    url: `http://127.0.0.1:${port}`,
    hubUrl: hub.url,
    env,
    log: service.log,
    isRunning: service.isRunning,
    end: service.end,
    restart: service.start,
    sibling: async (more) => {
      const sibling = processOf({ ...env, PORT: String(await freePort()), ...more });
      siblings.push(sibling);
      await sibling.start();
      return sibling;
    },
    remove: async () => {
      await Promise.all([service, ...siblings].map((replica) => replica.end('SIGKILL')));
      hub.child.kill('SIGKILL');
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function processOf(env: Record<string, string>) {
  let child: ChildProcess | undefined;
  let output = '';
  const isRunning = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    url: `http://127.0.0.1:${env.PORT}`,
    isRunning,
    log: () => output,
    start: async (): Promise<void> => {
      child = spawn(process.execPath, [join(DIST, 'main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (data: Buffer) => (output += data.toString()));
      await eventually(
        async () => {
          if (!isRunning()) throw new Error(`the service ended while it was starting:\n${output}`);
          const answer = await fetch(`http://127.0.0.1:${env.PORT}/health/ready`);
          if (answer.status !== 200) throw new Error(`not ready: ${await answer.text()}\n${output}`);
        },
        { timeoutMs: 20_000, everyMs: 50 },
      );
    },
    end: async (signal: NodeJS.Signals): Promise<number | null> => {
      if (child === undefined || !isRunning()) return child?.exitCode ?? null;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}

async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = required('TEST_DATABASE_URL');
  const name = `e2e_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  await query(admin, `CREATE DATABASE ${name}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(admin, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

async function startHub(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const name = `e2e-${process.pid}-${port}`;
  const child = spawn(
    required('TEST_NATS_SERVER_BIN'),
    ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', join(folder, 'hub'), '-n', name],
    { stdio: 'ignore' },
  );
  return { url: `nats://127.0.0.1:${port}`, child };
}

/** A port that was free a moment ago, below the range that outgoing connections take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the tests with npm test`);
  return value;
}
