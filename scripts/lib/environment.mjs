import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import util from 'node:util';
import { keptSecret } from './secret-file.mjs';

/** @typedef {Record<string, string>} Environment */

/**
 * What the person has set: the real environment, and under it the file `.env` of the checkout when there is one.
 * A variable set to nothing counts as not set.
 *
 * @param {string} checkout
 * @param {NodeJS.ProcessEnv} [real] this process's unless given
 * @returns {Promise<Environment>}
 */
export async function readEnvironment(checkout, real = process.env) {
  const file = await readFile(join(checkout, '.env'), 'utf8').catch(() => '');
  return { ...withoutEmpty(util.parseEnv(file)), ...withoutEmpty(real) };
}

/**
 * @param {Environment} environment
 * @param {string} dataFolder `.data` of the checkout
 * @returns {Promise<string | undefined>} the key that tokens are signed with: the one that is set, else the one this
 *   machine keeps; undefined in production, where nothing may be made up
 */
export async function secretKeyOf(environment, dataFolder) {
  if (environment.SECRET_KEY) return environment.SECRET_KEY;
  return environment.NODE_ENV === 'production' ? undefined : keptSecret(join(dataFolder, 'secret-key'));
}

/** @param {NodeJS.Dict<string>} variables @returns {Environment} */
function withoutEmpty(variables) {
  /** @type {Environment} */
  const set = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value) set[name] = value;
  }
  return set;
}
