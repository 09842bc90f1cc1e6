import { setTimeout as pause } from 'node:timers/promises';
import { ReadableError } from './readable-error.mjs';

/**
 * Asks again and again until the answer is there.
 *
 * @template T
 * @param {() => Promise<T | undefined | false> | T | undefined | false} ask
 * @param {{what: string, withinMs: number, everyMs?: number}} options `what` is waited for, in words
 * @returns {Promise<T>} the first answer that is neither undefined nor false
 * @throws ReadableError when none came in time; whatever `ask` throws ends the waiting at once
 */
export async function eventually(ask, { what, withinMs, everyMs = 20 }) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new ReadableError(`${what} did not happen within ${withinMs / 1000} s`);
    await pause(everyMs);
  }
}
