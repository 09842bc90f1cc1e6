import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One hash over files: their names and what is in them, so that a checkout that only touched them counts as the same.
 *
 * @param {string} root
 * @param {readonly string[]} paths files and folders under it; one that is missing counts as such
 * @param {(path: string) => boolean} [isCounted] leaves files out
 * @returns {Promise<string>} SHA-256, hexadecimal
 */
export async function fingerprint(root, paths, isCounted = () => true) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of (await filesUnder(root, path)).filter(isCounted)) {
      hash
        .update(`${file}\0`)
        .update(await readFile(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path a file or a folder under it
 * @returns {Promise<string[]>} the files there, relative to `root`, sorted; none when it is missing
 */
export async function filesUnder(root, path) {
  const entries = await readdir(join(root, path), { withFileTypes: true, recursive: true }).catch((thrown) => {
    if (thrown.code === 'ENOTDIR') return undefined;
    if (thrown.code === 'ENOENT') return [];
    throw thrown;
  });
  if (!entries) return [path];
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort();
}
