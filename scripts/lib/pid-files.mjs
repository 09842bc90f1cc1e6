import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './eventually.mjs';
import { identify } from './process-identity.mjs';

const ENDING = '.pid.json';

/**
 * A process that we started, as kept in a run folder until it is gone.
 *
 * @typedef {object} ProcessRecord
 * @property {string} name of the server, for people
 * @property {number} pid
 * @property {string} startedAt as the system tells it, see `identify`
 * @property {string} marker text that its command line holds: its data folder or its port
 * @property {NodeJS.Signals} stopSignal asks it to end in order
 * @property {number} patienceMs how long it may take over that before it is killed
 */

/**
 * Writes down a process that runs now, so that whoever comes later can stop it.
 *
 * @param {string} runFolder
 * @param {Omit<ProcessRecord, 'startedAt'>} started
 * @returns {Promise<() => Promise<void>>} stops that process; asked twice, it is done once
 */
export async function recordProcess(runFolder, started) {
  const identity = await identify(started.pid);
  // Already gone: there is nothing to stop, and its starter sees its exit.
  if (!identity) return async () => {};
  const record = { ...started, startedAt: identity.startedAt };
  await mkdir(runFolder, { recursive: true, mode: 0o700 });
  const path = join(runFolder, `${started.pid}${ENDING}`);
  await writeFile(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return async () => {
    await stopProcess(record);
    await rm(path, { force: true });
  };
}

/**
 * Stops what a run folder names, the youngest first, and only what is really ours: number, start time and command
 * line must all agree, since a number is given out again after its process died.
 *
 * @param {string} runFolder
 * @returns {Promise<string[]>} names of the servers that had to be stopped
 */
export async function stopRecorded(runFolder) {
  const stopped = [];
  for (const { path, record } of await readRecords(runFolder)) {
    if (await stopProcess(record)) stopped.push(record.name);
    await rm(path, { force: true });
  }
  return stopped;
}

/**
 * @param {ProcessRecord} record
 * @returns {Promise<boolean>} whether it was running, and is ours
 */
export async function stopProcess(record) {
  if (!(await isOurs(record))) return false;
  send(record.pid, record.stopSignal);
  const isGone = async () => !(await isOurs(record));
  const wait = { what: `the end of ${record.name} (process ${record.pid})`, everyMs: 10 };
  try {
    await eventually(isGone, { ...wait, withinMs: record.patienceMs });
  } catch {
    send(record.pid, 'SIGKILL');
    await eventually(isGone, { ...wait, withinMs: 5000 });
  }
  return true;
}

/**
 * @param {ProcessRecord} record
 * @returns {Promise<boolean>} whether that very process still runs
 */
export async function isOurs(record) {
  const identity = await identify(record.pid);
  return identity?.startedAt === record.startedAt && identity.commandLine.includes(record.marker);
}

/** @param {string} runFolder */
async function readRecords(runFolder) {
  const names = await readdir(runFolder).catch(() => []);
  const found = [];
  for (const name of names.filter((entry) => entry.endsWith(ENDING))) {
    const path = join(runFolder, name);
    const record = parseRecord(await readFile(path, 'utf8').catch(() => ''));
    if (record) found.push({ path, record });
  }
  // A server is started after the ones it needs, so it goes before them.
  return found.sort((a, b) => Number(b.record.startedAt) - Number(a.record.startedAt) || b.record.pid - a.record.pid);
}

/** @param {string} text @returns {ProcessRecord | undefined} undefined for a file that was cut off by a crash */
function parseRecord(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    // It ended between the look and the signal: what was wanted.
    if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== 'ESRCH') throw thrown;
  }
}
