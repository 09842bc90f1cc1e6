import { ReadableError } from './readable-error.mjs';

/**
 * Undoes one thing; a number that it resolves with becomes the exit code after a signal.
 *
 * @typedef {() => Promise<number | void>} Cleanup
 */

/** @type {Cleanup[]} */
const cleanups = [];
/** @type {Promise<number | undefined> | undefined} */
let ending;

/**
 * Remembers something to undo before this process ends, however it ends (short of kill -9, which the watchdog sees).
 *
 * @param {Cleanup} cleanup must do nothing when called after its work was already done
 * @throws ReadableError when the process is ending already: then nothing new may be started
 */
export function beforeExit(cleanup) {
  if (ending) throw new ReadableError('stopping');
  cleanups.push(cleanup);
}

/**
 * @returns {boolean} whether the process is ending: faults of work that is being cut off concern nobody
 */
export function isEnding() {
  return ending !== undefined;
}

/**
 * Undoes everything, the youngest first. Asked twice, it is still done once, and both wait for it.
 *
 * @returns {Promise<number | undefined>} the exit code that a cleanup has asked for; rejects with the first fault,
 *   after every cleanup was tried
 */
export function runCleanups() {
  ending ??= undoAll();
  return ending;
}

async function undoAll() {
  /** @type {unknown[]} */
  const faults = [];
  let exitCode;
  for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
    const asked = await cleanup().catch((fault) => void faults.push(fault));
    exitCode = typeof asked === 'number' ? asked : exitCode;
  }
  if (faults.length > 0) throw faults[0];
  return exitCode;
}
