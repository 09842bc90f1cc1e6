import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadableError } from '../lib/readable-error.mjs';
import { canRun, giveFolder } from '../lib/server-user.mjs';

// Survives a restart of the machine, unlike the temporary folder.
const LASTING = '/var/tmp';
const TEMPORARY = '/tmp';

/**
 * Chooses the folder that holds PostgreSQL's data: the wanted one, unless the user that the server runs as cannot
 * reach it (root's checkout under a closed folder); then one of that user's own, outside.
 *
 * @param {object} options
 * @param {import('../lib/server-user.mjs').ServerUser} options.user
 * @param {string} options.wanted inside the checkout
 * @param {string | undefined} options.memory file that keeps the choice for the next run, undefined to forget it
 * @returns {Promise<{folder: string, isElsewhere: boolean}>}
 */
export async function choosePlace({ user, wanted, memory }) {
  const remembered = memory ? await readFile(memory, 'utf8').catch(() => '') : '';
  if (remembered && existsSync(remembered) && giveFolder(user, remembered)) {
    return { folder: remembered, isElsewhere: true };
  }
  if (giveFolder(user, wanted)) return { folder: wanted, isElsewhere: false };
  await rm(wanted, { recursive: true, force: true });
  const folder = await makeElsewhere(user, { wanted, isLasting: memory !== undefined });
  if (memory) await writeFile(memory, folder, { mode: 0o600 });
  return { folder, isElsewhere: true };
}

/**
 * Makes the programs reachable: npm's lie in the checkout, which the server's user may not be able to enter.
 *
 * @param {import('../lib/server-user.mjs').ServerUser} user
 * @param {import('./postgres-programs.mjs').PostgresPrograms} programs
 * @param {string} place folder of that user
 * @returns {Promise<string>} folder that holds `postgres` and `initdb`
 */
export async function reachablePrograms(user, programs, place) {
  if (user.uid === undefined || canRun(user, join(programs.bin, 'postgres'))) return programs.bin;
  const copy = join(place, `server-${programs.major}`);
  if (!existsSync(copy)) await cp(programs.root, copy, { recursive: true, verbatimSymlinks: true });
  await chmod(copy, 0o755);
  if (canRun(user, join(copy, 'bin/postgres'))) return join(copy, 'bin');
  throw new ReadableError('PostgreSQL cannot be run by an ordinary user here: install postgresql, or set DATABASE_URL');
}

/**
 * @param {import('../lib/server-user.mjs').ServerUser} user
 * @param {{wanted: string, isLasting: boolean}} options
 */
async function makeElsewhere(user, { wanted, isLasting }) {
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const parents = [...(isLasting && existsSync(LASTING) ? [LASTING] : []), tmpdir(), TEMPORARY];
  for (const parent of parents) {
    // A random ending: a name that can be foreseen could be taken by another user of the machine.
    const folder = await mkdtemp(join(parent, `image-service-${key}-`));
    if (giveFolder(user, folder)) return folder;
    await rm(folder, { recursive: true });
  }
  throw new ReadableError(
    `no folder was found that PostgreSQL can use (tried ${parents.join(', ')}): set DATABASE_URL`,
  );
}
