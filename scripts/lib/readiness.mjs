import { readFile } from 'node:fs/promises';
import { eventually } from './eventually.mjs';
import { ReadableError } from './readable-error.mjs';

/**
 * Waits until a server that was just started answers, and sees at once when it died instead.
 *
 * @template T
 * @param {import('./run-folder.mjs').StartedProcess} started
 * @param {() => Promise<T | undefined | false> | T | undefined | false} ask
 * @param {{name: string, withinMs: number}} options
 * @returns {Promise<T>} the first answer
 * @throws ReadableError when it died, or did not answer in time
 */
export async function whenReady(started, ask, { name, withinMs }) {
  const askLiving = async () => {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (started.child.exitCode === null && started.child.signalCode === null) return undefined;
    throw new ReadableError(`${name} stopped while it was starting${await lastLine(started.log)}`);
  };
  return eventually(askLiving, { what: `the start of ${name}`, withinMs });
}

/** @param {string | undefined} log */
async function lastLine(log) {
  const text = log ? await readFile(log, 'utf8').catch(() => '') : '';
  const line = text.trim().split('\n').at(-1);
  return line ? `: ${line.slice(0, 300)}` : '';
}
