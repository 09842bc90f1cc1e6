import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from './find-program.mjs';
import { fingerprint } from './fingerprint.mjs';
import { step } from './progress.mjs';
import { ReadableError } from './readable-error.mjs';
import { runProgram } from './run-program.mjs';

const STAMP = 'node_modules/.package-stamp';

/**
 * @typedef {{version?: string, optional?: boolean, link?: boolean}} LockedPackage
 */

/**
 * Installs the dependencies when package-lock.json is not the one they were installed from.
 *
 * @param {string} checkout
 * @returns {Promise<void>}
 * @throws ReadableError when npm fails
 */
export async function installDependencies(checkout) {
  const wanted = await fingerprint(checkout, ['package-lock.json']);
  const stamp = join(checkout, STAMP);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
  if (!(await isInstalled(checkout))) await step('installing dependencies (npm ci)', () => installAll(checkout));
  await writeFile(stamp, wanted);
}

/**
 * Whether somebody has already installed just these versions by hand: npm writes down what it put there.
 *
 * @param {string} checkout
 */
async function isInstalled(checkout) {
  const wanted = await readPackages(join(checkout, 'package-lock.json'));
  const present = await readPackages(join(checkout, 'node_modules/.package-lock.json'));
  if (!wanted || !present) return false;
  const needed = Object.entries(wanted).filter(([path, entry]) => path !== '' && !entry.optional && !entry.link);
  return needed.every(([path, entry]) => present[path]?.version === entry.version);
}

/** @param {string} path @returns {Promise<Record<string, LockedPackage> | undefined>} */
async function readPackages(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * An installation that was cut off leaves folders that npm cannot clear away by itself, and a mirror drops a
 * connection now and then: the second try starts from nothing.
 *
 * @param {string} checkout
 */
async function installAll(checkout) {
  if ((await runNpm(checkout)).exitCode === 0) return;
  await rm(join(checkout, 'node_modules'), { recursive: true, force: true, maxRetries: 3 });
  const { exitCode, output } = await runNpm(checkout);
  if (exitCode === 0) return;
  throw new ReadableError(`npm ci failed: ${reasonIn(output) ?? `exit code ${exitCode}`}`, {
    cause: new Error(output),
  });
}

/** @param {string} checkout */
async function runNpm(checkout) {
  // Development tools too, whatever NODE_ENV says: the build and the embedded database are among them.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const byNpm = process.env.npm_execpath;
  const [program, first] = byNpm ? [process.execPath, [byNpm]] : [findProgram('npm') ?? 'npm', []];
  return runProgram(program, [...first, ...args], { cwd: checkout });
}

/** @param {string} output of npm @returns {string | undefined} the line that a person understands */
function reasonIn(output) {
  const lines = output.split('\n').filter((line) => /^npm (error|ERR!) /.test(line));
  return lines.find((line) => !/^npm (error|ERR!) (code|errno|syscall|path|dest) /.test(line))?.trim();
}
