import { constants } from 'node:os';
import { isEnding, runCleanups } from './cleanup.mjs';
import { say } from './progress.mjs';
import { ReadableError } from './readable-error.mjs';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const SIGNALLED = 128;
const PARENT_LOOK_MS = 300;
const OLDEST_NODE = [20, 19];

/**
 * Runs one command of the project: passes its result on as the exit code, stops whatever it has started, and turns
 * every fault into one readable line (with the stack when DEBUG=1). SIGINT, SIGTERM and SIGHUP end it in order; a
 * second signal changes nothing (npm passes one on that the terminal has sent already).
 *
 * @param {() => Promise<number>} work resolves with the exit code
 * @returns {Promise<never>} ends the process
 */
export async function runCommand(work) {
  // Whoever read our output may be gone (a closed terminal): that must not keep the servers from being stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const exitCode = await Promise.race([attempt(work), firstSignal(), loneliness()]);
  const asked = await runCleanups().catch(explain);
  process.exit(exitCode > SIGNALLED ? (asked ?? exitCode) : exitCode);
}

/** @param {() => Promise<number>} work */
async function attempt(work) {
  try {
    refuseOldNode(process.versions.node);
    return await work();
  } catch (thrown) {
    return isEnding() ? 1 : explain(thrown);
  }
}

/** @returns {Promise<number>} the customary exit code: 128 and the number of the signal */
function firstSignal() {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve(SIGNALLED + constants.signals[signal]));
  });
}

/**
 * npm runs a script through a shell, and passes SIGTERM on to that shell alone, which dies without telling us (seen
 * with npm 11.19 and dash 0.5.12). What we do see is that our parent is another one.
 *
 * @returns {Promise<number>} the exit code of SIGTERM; never resolves when npm did not start us
 */
function loneliness() {
  return new Promise((resolve) => {
    const parent = process.ppid;
    if (!process.env.npm_lifecycle_event) return;
    const look = () => process.ppid !== parent && resolve(SIGNALLED + constants.signals.SIGTERM);
    setInterval(look, PARENT_LOOK_MS).unref();
  });
}

/**
 * @param {string} version such as `20.19.2`
 * @throws ReadableError when the project does not run on it
 */
export function refuseOldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new ReadableError(`Node.js ${OLDEST_NODE.join('.')} or newer is needed, this is ${version}`);
}

/** @param {unknown} thrown */
function explain(thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  say(process.env.DEBUG ? `error: ${error.stack}` : `error: ${oneLine(error)}`);
  if (process.env.DEBUG && error.cause)
    say(`caused by: ${error.cause instanceof Error ? error.cause.stack : error.cause}`);
  return error instanceof ReadableError ? error.exitCode : 1;
}

/** @param {Error & {code?: string, path?: string}} error */
function oneLine(error) {
  if (error.code === 'EACCES' && error.path) return `${error.path} belongs to another user: no permission to use it`;
  if (error.code === 'ENOSPC') return 'the disk is full';
  return error instanceof ReadableError ? error.message : `${error.message.split('\n')[0]} (DEBUG=1 shows where)`;
}
