import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { ReadableError } from './readable-error.mjs';

// Below 32768: from there on the kernel hands ports to outgoing connections, so a free one may be taken a moment later.
const LOWEST = 10_000;
const HIGHEST = 30_000;
const ATTEMPTS = 200;
const START_ATTEMPTS = 3;

/**
 * Chooses a TCP port that nobody listens on, at random, so that two checkouts that look at once rarely meet.
 * It is free when returned, not reserved: whoever uses it verifies that its own server answers.
 *
 * @param {number} [run] how many ports in a row must be free, 1 unless given
 * @returns {Promise<number>} the first of them, 10000 to 30000
 */
export async function freePort(run = 1) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = randomInt(LOWEST, HIGHEST + 2 - run);
    if (await areFree(first, run)) return first;
  }
  throw new ReadableError(`no free port was found between ${LOWEST} and ${HIGHEST}`);
}

/**
 * @param {number} port
 * @param {string} [host] loopback unless given
 * @returns {Promise<boolean>} whether a server could listen there now
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * Starts a server on a free port, and once more on another one when somebody else was quicker.
 *
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @param {number} [run] how many ports in a row it needs, 1 unless given
 * @returns {Promise<T>} what `start` resolves with
 * @throws whatever `start` throws when its port was not the reason
 */
export async function onFreePort(start, run = 1) {
  for (let left = START_ATTEMPTS; ; left -= 1) {
    const port = await freePort(run);
    try {
      return await start(port);
    } catch (thrown) {
      if (left === 1 || (await areFree(port, run))) throw thrown;
    }
  }
}

/** @param {number} first @param {number} run */
async function areFree(first, run) {
  for (let port = first; port < first + run; port += 1) {
    if (!(await isPortFree(port))) return false;
  }
  return true;
}
