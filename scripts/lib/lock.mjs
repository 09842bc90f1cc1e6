import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { eventually } from './eventually.mjs';
import { identify } from './process-identity.mjs';

const PATIENCE_MS = 15 * 60_000;

/**
 * Lets one process at a time do something in this checkout. The lock of a process that died counts for nothing.
 *
 * @template T
 * @param {string} path of the lock file; its folder exists
 * @param {() => Promise<T>} work
 * @returns {Promise<T>} what `work` resolves with
 * @throws ReadableError when another living process holds it for 15 minutes
 */
export async function withLock(path, work) {
  const mine = `${process.pid} ${(await identify(process.pid))?.startedAt}`;
  await eventually(() => take(path, mine), {
    what: `the end of another command (lock ${path})`,
    withinMs: PATIENCE_MS,
  });
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** @param {string} path @param {string} mine */
async function take(path, mine) {
  try {
    await writeFile(path, mine, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (thrown) {
    if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== 'EEXIST') throw thrown;
    await dropIfDead(path);
    return false;
  }
}

/** @param {string} path */
async function dropIfDead(path) {
  const holder = await readFile(path, 'utf8').catch(() => '');
  if (holder === '' || (await isAlive(holder))) return;
  // Two waiters may both have read the dead holder. Moving is atomic: whoever moved a living one puts it back.
  const aside = `${path}.${process.pid}`;
  await rename(path, aside).catch(() => {});
  const moved = await readFile(aside, 'utf8').catch(() => '');
  if (moved !== '' && moved !== holder) await rename(aside, path);
  await rm(aside, { force: true });
}

/** @param {string} holder */
async function isAlive(holder) {
  const [pid, ...startedAt] = holder.split(' ');
  return (await identify(Number(pid)))?.startedAt === startedAt.join(' ');
}
