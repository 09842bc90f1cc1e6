import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileTests } from './compile-tests.mjs';
import { findProgram } from './find-program.mjs';
import { fingerprint } from './fingerprint.mjs';
import { withLock } from './lock.mjs';
import { step } from './progress.mjs';
import { mustRun } from './run-program.mjs';

const FOLDERS = ['bench/harness', 'bench/programs', 'bench/references', 'bench/rows', 'bench/scale', 'test/support'];
const MANIFESTS = ['bench/package.json', 'bench/package-lock.json'];

/**
 * Installs what the benchmark compares the service with into `bench/node_modules`, unless it is there.
 *
 * @param {string} checkout
 * @param {string} dataFolder `.data` of the checkout
 * @returns {Promise<void>}
 * @throws ReadableError when npm fails
 */
export async function installReferences(checkout, dataFolder) {
  const stamp = join(checkout, 'bench/node_modules/.package-stamp');
  await withLock(join(dataFolder, 'bench.lock'), async () => {
    const wanted = await fingerprint(checkout, MANIFESTS);
    if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
    const byNpm = process.env.npm_execpath;
    const [program, first] = byNpm ? [process.execPath, [byNpm]] : [findProgram('npm') ?? 'npm', []];
    const args = [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const options = { cwd: join(checkout, 'bench'), because: 'what is compared with could not be installed' };
    await step('installing the references (npm ci)', () => mustRun(program, args, options));
    await writeFile(stamp, wanted);
  });
}

/**
 * Compiles the benchmark to where Node finds the references first, then the packages of the product.
 *
 * @param {string} checkout built
 * @param {import('./run-folder.mjs').Run} run that the result goes with
 * @returns {Promise<string>} folder with `bench`, `test/support` and `src` as it was built
 */
export async function compileBench(checkout, run) {
  const target = join(checkout, 'bench/node_modules', `.program-${process.pid}`);
  await mkdir(target, { recursive: true });
  await run.own(target);
  await compileTests(checkout, FOLDERS, target);
  await symlink(join(checkout, 'dist/src'), join(target, 'src'));
  return target;
}
