import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesUnder, fingerprint } from './fingerprint.mjs';
import { say, step } from './progress.mjs';
import { ReadableError } from './readable-error.mjs';
import { runProgram } from './run-program.mjs';

const STAMP = 'dist/.build-stamp';
const SOURCES = ['src', 'migrations', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];
const NOT_BUILT = /\.(spec|contract)\.ts$/;
const RESULTS = ['dist/src/main.js', 'dist/gallery/index.html'];

/**
 * Compiles `src` and `migrations` into `dist`, and the gallery's page into `dist/gallery`, when they are not what it was
 * made from.
 *
 * @param {string} checkout with its dependencies installed
 * @returns {Promise<void>}
 * @throws ReadableError when it does not compile; what the compiler says is shown before
 */
export async function build(checkout) {
  const wanted = await fingerprint(checkout, SOURCES, (path) => !NOT_BUILT.test(path));
  const stamp = join(checkout, STAMP);
  const isThere = RESULTS.every((path) => existsSync(join(checkout, path)));
  if (isThere && (await readFile(stamp, 'utf8').catch(() => '')) === wanted) {
    return;
  }
  await rm(stamp, { force: true });
  await step('building', () => compile(checkout));
  await writeFile(stamp, wanted);
}

/** @param {string} checkout */
async function compile(checkout) {
  await removeOrphans(checkout);
  // The compiler trusts its notes about what it wrote: without the output they are wrong.
  if (!existsSync(join(checkout, 'dist/src'))) await rm(join(checkout, 'dist/.tsbuildinfo'), { force: true });
  const page = ['build', '--config', 'src/gallery/web/vite.config.mjs'];
  const outcomes = await Promise.all([
    runTool(checkout, '@nestjs/cli/bin/nest.js', ['build']),
    runTool(checkout, 'vite/bin/vite.js', page),
  ]);
  const failed = outcomes.filter(({ exitCode }) => exitCode !== 0);
  if (failed.length === 0) return;
  for (const { output } of failed) say(output.trim());
  throw new ReadableError('the source does not compile');
}

/** @param {string} checkout @param {string} tool its program under node_modules @param {string[]} args */
function runTool(checkout, tool, args) {
  return runProgram(process.execPath, [join(checkout, 'node_modules', tool), ...args], { cwd: checkout });
}

/**
 * Removes what was compiled from a file that is gone: a migration that was renamed would otherwise run twice.
 *
 * @param {string} checkout
 */
async function removeOrphans(checkout) {
  const compiled = [...(await filesUnder(checkout, 'dist/src')), ...(await filesUnder(checkout, 'dist/migrations'))];
  for (const path of compiled.filter((file) => /\.js(\.map)?$/.test(file))) {
    const source = path.replace(/^dist\//, '').replace(/\.js(\.map)?$/, '.ts');
    if (existsSync(join(checkout, source))) continue;
    await rm(join(checkout, path));
    await rm(join(checkout, 'dist/.tsbuildinfo'), { force: true });
  }
}
