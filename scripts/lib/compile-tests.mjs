import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesUnder } from './fingerprint.mjs';

const OPTIONS = {
  jsc: { parser: { syntax: /** @type {const} */ ('typescript') }, target: /** @type {const} */ ('es2022') },
  module: { type: /** @type {const} */ ('commonjs') },
  sourceMaps: /** @type {const} */ ('inline'),
};

/**
 * Compiles test programs, file by file and without looking at types: `npm run check` does that.
 *
 * @param {string} checkout
 * @param {readonly string[]} folders such as `test/faults`, with everything they import from `test`
 * @param {string} target folder under the checkout, so that `node_modules` is found from there
 * @returns {Promise<void>}
 */
export async function compileTests(checkout, folders, target) {
  const { transform } = await import('@swc/core');
  await rm(target, { recursive: true, force: true });
  for (const folder of folders) {
    for (const path of (await filesUnder(checkout, folder)).filter((file) => file.endsWith('.ts'))) {
      const filename = join(checkout, path);
      const { code } = await transform(await readFile(filename, 'utf8'), { ...OPTIONS, filename });
      const written = join(target, path.replace(/\.ts$/, '.js'));
      await mkdir(dirname(written), { recursive: true });
      await writeFile(written, code);
    }
  }
}
