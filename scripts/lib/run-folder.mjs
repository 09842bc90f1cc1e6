import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeExit } from './cleanup.mjs';
import { isOurs, recordProcess, stopRecorded } from './pid-files.mjs';
import { identify } from './process-identity.mjs';
import { ReadableError } from './readable-error.mjs';
import { startWatchdog } from './watchdog.mjs';
import { withLock } from './lock.mjs';

const KEPT = 'kept-';
const LOCK = 'run.lock';
const OWNER = 'owner.json';
const FOLDERS = 'folders.json';
const PATIENCE_MS = 10_000;
const TERMINATE = /** @type {const} */ ('SIGTERM');

/**
 * What one command has started. Everything in it ends with the command.
 *
 * @typedef {object} Run
 * @property {string} folder of this run: process records, logs and, when thrown away, data
 * @property {boolean} isKept whether it works on the data that outlives it
 * @property {(start: Start) => Promise<StartedProcess>} start starts and records a process
 * @property {(folder: string) => Promise<void>} own names a folder elsewhere that goes when the run goes
 * @property {() => Promise<void>} close stops everything, the youngest first; asked twice, it is done once
 */

/**
 * @typedef {object} Start
 * @property {string} name of the server, for people and for its log file
 * @property {string} program absolute path
 * @property {readonly string[]} args
 * @property {string} marker text that its command line will hold: its data folder or its port
 * @property {NodeJS.Signals} [stopSignal] SIGTERM unless given
 * @property {number} [patienceMs] how long it may take over that, 10 s unless given
 * @property {'log' | 'inherit'} [output] `log` (a file of the run) unless given
 * @property {import('node:child_process').SpawnOptions} [options] such as cwd, env, uid, gid
 */

/**
 * @typedef {object} StartedProcess
 * @property {number} pid
 * @property {import('node:child_process').ChildProcess} child
 * @property {string | undefined} log file that holds its output, undefined when that goes to ours
 * @property {() => Promise<void>} stop ends it in order; asked twice, it is done once
 */

/** Another command of the same checkout works on the kept data. */
export class AlreadyRunningError extends ReadableError {
  /** @param {{pid: number, command: string}} owner */
  constructor({ pid, command }) {
    super(`\`${command}\` is already running in this checkout (process ${pid}): stop it first`);
    this.pid = pid;
  }
}

/**
 * Opens a run of this process, after clearing away what killed runs have left behind.
 *
 * @param {object} options
 * @param {string} options.dataFolder `.data` of the checkout
 * @param {boolean} options.isKept whether the data outlives the run; only one such run at a time
 * @param {string} options.command what the person typed, such as `npm start`
 * @returns {Promise<Run>}
 * @throws AlreadyRunningError when another run works on the kept data
 */
export async function openRun({ dataFolder, isKept, command }) {
  const runs = join(dataFolder, 'run');
  // Others may pass through, not look: as root, PostgreSQL's own user has its data in here.
  await mkdir(runs, { recursive: true, mode: 0o711 });
  // A name of its own for every run: whoever clears a dead run away can never meet a living one.
  const folder = join(runs, `${isKept ? KEPT : ''}${process.pid}-${Date.now().toString(36)}`);
  await withLock(join(dataFolder, LOCK), async () => {
    await clearTheWay(dataFolder, isKept);
    await claim(folder, command);
  });
  const logs = isKept ? join(dataFolder, 'logs') : folder;
  await mkdir(logs, { recursive: true, mode: 0o700 });
  return runOf(folder, { isKept, logs });
}

/**
 * Finds out early whether a run could be opened: clears away what killed runs have left behind (their ports, too).
 *
 * @param {object} options
 * @param {string} options.dataFolder `.data` of the checkout
 * @param {boolean} options.isKept whether the run will work on the kept data
 * @returns {Promise<void>}
 * @throws AlreadyRunningError when another run works on the kept data
 */
export function makeWay({ dataFolder, isKept }) {
  return withLock(join(dataFolder, LOCK), () => clearTheWay(dataFolder, isKept));
}

/** @param {string} dataFolder @param {boolean} isKept */
async function clearTheWay(dataFolder, isKept) {
  await clearAbandoned(join(dataFolder, 'run'));
  const other = isKept ? await findKeptRun(dataFolder) : undefined;
  if (other) throw new AlreadyRunningError(other);
}

/**
 * @param {string} folder @param {{isKept: boolean, logs: string}} options
 * @returns {Run}
 */
function runOf(folder, { isKept, logs }) {
  const stopWatchdog = startWatchdog(folder);
  /** @type {Promise<void> | undefined} */
  let closing;
  const close = () => (closing ??= removeRun(folder).then(stopWatchdog));
  beforeExit(close);
  const start = async (/** @type {Start} */ wanted) => {
    if (closing) throw new ReadableError('stopping');
    const started = await startIn({ folder, logs }, wanted);
    // The end may have come between: then nobody else would stop it.
    if (closing) await started.stop();
    return started;
  };
  return { folder, isKept, start, own: (path) => own(folder, path), close };
}

/**
 * Stops whatever a dead command has left behind, and removes its data unless that is kept.
 *
 * @param {string} runs folder of all runs
 * @returns {Promise<string[]>} names of the servers that were still running
 */
export async function clearAbandoned(runs) {
  const stopped = [];
  for (const name of await readdir(runs).catch(() => [])) {
    const folder = join(runs, name);
    if (!(await ownerOf(folder))) stopped.push(...(await removeRun(folder)));
  }
  return stopped;
}

/**
 * @param {string} folder of a run
 * @returns {Promise<{pid: number, command: string} | undefined>} the living command it belongs to
 */
export async function ownerOf(folder) {
  try {
    const owner = JSON.parse(await readFile(join(folder, OWNER), 'utf8'));
    return (await isOurs({ ...owner, marker: '' })) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Stops a run's servers and removes its folder, whoever asks: the run itself, its watchdog or the next command.
 *
 * @param {string} folder
 * @returns {Promise<string[]>} names of the servers that were still running
 */
export async function removeRun(folder) {
  const stopped = await stopRecorded(folder);
  const elsewhere = await readOwned(folder);
  for (const path of [...elsewhere, folder]) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  return stopped;
}

/**
 * @param {string} dataFolder `.data` of the checkout
 * @returns {Promise<{folder: string, pid: number, command: string} | undefined>} the living run on the kept data
 */
export async function findKeptRun(dataFolder) {
  const runs = join(dataFolder, 'run');
  const names = await readdir(runs).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith(KEPT))) {
    const owner = await ownerOf(join(runs, name));
    if (owner) return { folder: join(runs, name), ...owner };
  }
  return undefined;
}

/** @param {string} folder @param {string} command */
async function claim(folder, command) {
  await mkdir(folder, { mode: 0o711 });
  const startedAt = (await identify(process.pid))?.startedAt;
  await writeFile(join(folder, OWNER), JSON.stringify({ pid: process.pid, startedAt, command }), { mode: 0o600 });
}

/** @param {string} folder @returns {Promise<string[]>} */
async function readOwned(folder) {
  return JSON.parse(await readFile(join(folder, FOLDERS), 'utf8').catch(() => '[]'));
}

/** @param {string} folder @param {string} path */
async function own(folder, path) {
  await writeFile(join(folder, FOLDERS), JSON.stringify([...(await readOwned(folder)), path]), { mode: 0o600 });
}

/**
 * @param {{folder: string, logs: string}} run @param {Start} start
 * @returns {Promise<StartedProcess>}
 */
async function startIn(run, { name, program, args, output, options, ...recorded }) {
  const log = output === 'inherit' ? undefined : join(run.logs, `${name}.log`);
  const file = log === undefined ? undefined : await open(log, 'w', 0o600);
  const target = file ? file.fd : 'inherit';
  // Its own session: Ctrl-C in the terminal reaches us alone, and we stop things in their order.
  const child = spawn(program, args, { ...options, stdio: ['ignore', target, target], detached: true });
  await file?.close();
  if (child.pid === undefined) throw await failureOf(child, program);
  const record = { name, pid: child.pid, stopSignal: TERMINATE, patienceMs: PATIENCE_MS, ...recorded };
  const stop = await recordProcess(run.folder, record);
  return { pid: child.pid, child, log, stop };
}

/** @param {import('node:child_process').ChildProcess} child @param {string} program */
async function failureOf(child, program) {
  const [cause] = await once(child, 'error');
  return new ReadableError(`${program} cannot be started: ${cause.message}`, { cause });
}
