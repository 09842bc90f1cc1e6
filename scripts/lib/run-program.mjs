import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { beforeExit } from './cleanup.mjs';
import { ReadableError } from './readable-error.mjs';

const PATIENCE_MS = 10_000;
const KEPT_OUTPUT = 200_000;
/** @type {Set<import('node:child_process').ChildProcess>} */
const unfinished = new Set();
let isCleanupKnown = false;

/**
 * @typedef {object} Outcome
 * @property {number} exitCode 128 + number of the signal when one ended it
 * @property {string} output stdout and stderr as they came, the last 200 000 characters
 */

/**
 * Runs a program to its end. It is stopped when this process is stopped first.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & {show?: boolean}} [options] `show`: its output goes to ours
 * @returns {Promise<Outcome>}
 * @throws ReadableError when the program cannot be started at all
 */
export function runProgram(program, args, { show = false, ...options } = {}) {
  if (!isCleanupKnown) beforeExit(stopUnfinished);
  isCleanupKnown = true;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => (output = (output + String(chunk)).slice(-KEPT_OUTPUT));
    unfinished.add(child);
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', (cause) => {
      unfinished.delete(child);
      reject(new ReadableError(`${program} cannot be started: ${cause.message}`, { cause }));
    });
    child.once('close', (code, signal) => {
      unfinished.delete(child);
      resolve({ exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0), output });
    });
  });
}

/**
 * Runs a program that must succeed.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & {because?: string}} [options] `because`: what failed, in words
 * @returns {Promise<string>} its output
 * @throws ReadableError with the last line that it wrote
 */
export async function mustRun(program, args, { because, ...options } = {}) {
  const { exitCode, output } = await runProgram(program, args, options);
  if (exitCode === 0) return output;
  const reason = output.trim().split('\n').at(-1) ?? '';
  throw new ReadableError(`${because ?? `${program} failed`}: ${reason || `exit code ${exitCode}`}`, {
    cause: new Error(output),
  });
}

/** Waits for their end, too: half an npm that still writes would spoil the next one's work. */
async function stopUnfinished() {
  isCleanupKnown = false;
  const children = [...unfinished];
  const ends = children.map((child) => once(child, 'close'));
  for (const child of children) child.kill('SIGTERM');
  const kill = setTimeout(() => children.forEach((child) => child.kill('SIGKILL')), PATIENCE_MS);
  await Promise.all(ends);
  clearTimeout(kill);
}
