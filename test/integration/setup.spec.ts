import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

const SCRIPTS = join(__dirname, '../../scripts');
const asRoot = process.getuid?.() === 0 ? it : it.skip;

/** A command that opens a run, starts a process in it, tells both numbers and then stays. */
const COMMAND = `
  import { openRun } from '${SCRIPTS}/lib/run-folder.mjs';
  import { runCommand } from '${SCRIPTS}/lib/command.mjs';
  await runCommand(async () => {
    const [dataFolder] = process.argv.slice(1);
    const run = await openRun({ dataFolder, isKept: true, command: 'npm start' });
    const args = ['-e', 'setInterval(() => {}, 1000)', run.folder];
    const server = await run.start({ name: 'sleeper', program: process.execPath, args, marker: run.folder });
    console.log(JSON.stringify({ server: server.pid, folder: run.folder }));
    await new Promise(() => setInterval(() => {}, 1000));
  });
`;

/** A command that starts a database for the data folder and tells its address. */
const DATABASE = `
  import { openRun } from '${SCRIPTS}/lib/run-folder.mjs';
  import { startPostgres } from '${SCRIPTS}/servers/postgres.mjs';
  import { runCommand } from '${SCRIPTS}/lib/command.mjs';
  await runCommand(async () => {
    const [dataFolder, isKept] = process.argv.slice(1);
    const run = await openRun({ dataFolder, isKept: isKept === 'kept', command: 'npm start' });
    const { url } = await startPostgres({ run, checkout: '${join(SCRIPTS, '..')}', dataFolder });
    console.log(JSON.stringify({ url }));
    await new Promise(() => setInterval(() => {}, 1000));
  });
`;

interface Told {
  readonly server: number;
  readonly folder: string;
  readonly url: string;
}

describe('the set-up', () => {
  let folder: string;
  let children: ChildProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'setup-'));
    children = [];
  });
  afterEach(async () => {
    for (const child of children) await end(child, 'SIGTERM');
    await rm(folder, { recursive: true });
  });

  const start = async (program: string, ...args: string[]): Promise<{ child: ChildProcess; told: Told }> => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...args]);
    children.push(child);
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    const [told] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => [])]);
    if (!told) throw new Error(errors);
    return { child, told: JSON.parse(String(told)) as Told };
  };

  it('stops the servers of a command that was killed outright', async () => {
    const { child, told } = await start(COMMAND, folder);

    await end(child, 'SIGKILL');

    await eventually(() => isGone(told.server));
    await eventually(async () => (await readdir(join(folder, 'run'))).length === 0);
  });

  it('stops at the next start what a command and its watchdog have left behind', async () => {
    const first = await start(COMMAND, folder);
    await killWatchdogOf(first.told.folder);
    await end(first.child, 'SIGKILL');
    const wasLeft = !(await isGone(first.told.server));

    const second = await start(COMMAND, folder);

    expect(wasLeft).toBe(true);
    expect(await isGone(first.told.server)).toBe(true);
    expect(await readdir(join(folder, 'run'))).toHaveLength(1);
    expect(await isGone(second.told.server)).toBe(false);
  });

  it('names the process that already works on the kept data', async () => {
    const { child } = await start(COMMAND, folder);

    const second = start(COMMAND, folder);

    await expect(second).rejects.toThrow(`\`npm start\` is already running in this checkout (process ${child.pid})`);
  });

  it('never stops a process that only has the number of one of ours', async () => {
    const stranger = spawn('sleep', ['60']);
    children.push(stranger);
    const { child, told } = await start(COMMAND, folder);
    await killWatchdogOf(told.folder);
    await end(child, 'SIGKILL');
    await forgeNumber(told, Number(stranger.pid));

    await start(COMMAND, folder);

    expect(await isGone(Number(stranger.pid))).toBe(false);
    process.kill(told.server, 'SIGKILL');
  });

  asRoot('runs the database as an ordinary user though the checkout is closed to others', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await chmod(folder, 0o700);

    const { told } = await start(DATABASE, join(closed, '.data'), 'thrown away');

    const [shown] = await query(told.url, 'SHOW data_directory');
    const place = String(shown?.data_directory);
    expect(place).not.toContain(closed);
    await end(children[0], 'SIGTERM');
    await expect(readdir(place)).rejects.toThrow('ENOENT');
  });

  it('finds its data again after the database was stopped', async () => {
    await chmod(folder, 0o711);
    const first = await start(DATABASE, join(folder, '.data'), 'kept');
    await query(first.told.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    await end(first.child, 'SIGTERM');

    const second = await start(DATABASE, join(folder, '.data'), 'kept');

    expect(await query(second.told.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });
});

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text);
  await client.end();
  return rows;
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

/** Gone, or dead and not yet collected by its parent. */
async function isGone(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined || / [ZX] /.test(stat.slice(stat.lastIndexOf(')')));
}

async function killWatchdogOf(runFolder: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes('while read') && line.includes(runFolder)) process.kill(Number(pid), 'SIGKILL');
  }
}

/** Makes the record of the server point at another process, as when its number was given out again. */
async function forgeNumber({ folder, server }: Told, pid: number): Promise<void> {
  const path = join(folder, `${server}.pid.json`);
  const record = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...record, pid }));
}

async function eventually(ask: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await ask());) {
    if (Date.now() > deadline) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
