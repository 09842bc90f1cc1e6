import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { CHECKOUT } from './checkout.mjs';
import { installDependencies } from './install.mjs';
import { withLock } from './lock.mjs';

/**
 * @param {string} checkout
 * @returns {Promise<string>} its `.data` folder, made when missing; others may pass through it, not look into it
 */
export async function openDataFolder(checkout) {
  const folder = join(checkout, '.data');
  await mkdir(folder, { recursive: true, mode: 0o711 });
  return folder;
}

/**
 * Makes a fresh clone ready to run: installs the dependencies and compiles the source, each only when needed.
 * A second command of the same checkout waits for the first one instead of doing it as well.
 *
 * @param {object} [options]
 * @param {string} [options.checkout] this one unless given
 * @param {boolean} [options.isBuilt] also compile, true unless given
 * @returns {Promise<void>}
 * @throws ReadableError when npm or the compiler fails
 */
export async function prepare({ checkout = CHECKOUT, isBuilt = true } = {}) {
  const dataFolder = await openDataFolder(checkout);
  await withLock(join(dataFolder, 'prepare.lock'), async () => {
    await installDependencies(checkout);
    if (isBuilt) await build(checkout);
  });
}
