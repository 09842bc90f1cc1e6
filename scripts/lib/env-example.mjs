import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReadableError } from './readable-error.mjs';
import { mustRun } from './run-program.mjs';

const PRINTER = 'dist/src/config/print-env-example.js';

/**
 * @param {string} checkout compiled
 * @returns {Promise<string>} what `.env.example` must hold: every variable of the service as its schema describes it
 */
export async function printEnvExample(checkout) {
  const printer = join(checkout, PRINTER);
  if (!existsSync(printer)) throw new ReadableError(`${PRINTER} is missing: the source was not compiled`);
  return mustRun(process.execPath, [printer], { cwd: checkout, because: '.env.example could not be printed' });
}

/**
 * @param {string} checkout compiled
 * @returns {Promise<void>}
 * @throws ReadableError when `.env.example` is not what the schema says
 */
export async function checkEnvExample(checkout) {
  const present = await readFile(join(checkout, '.env.example'), 'utf8').catch(() => '');
  if (present === (await printEnvExample(checkout))) return;
  throw new ReadableError('.env.example is out of date: run npm run env:example');
}

/**
 * @param {string} checkout compiled
 * @returns {Promise<void>}
 */
export async function writeEnvExample(checkout) {
  await writeFile(join(checkout, '.env.example'), await printEnvExample(checkout));
}
