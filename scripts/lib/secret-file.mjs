import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Reads a secret that this machine keeps, making it the first time.
 *
 * @param {string} path readable by its owner alone
 * @returns {Promise<string>} 64 hexadecimal digits (32 random bytes) unless somebody wrote another one
 */
export async function keptSecret(path) {
  await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  try {
    await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== 'EEXIST') throw thrown;
  }
  return (await readFile(path, 'utf8')).trim();
}
