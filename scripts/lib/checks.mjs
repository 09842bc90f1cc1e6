import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { findDeadReferences } from './doc-references.mjs';
import { checkEnvExample } from './env-example.mjs';
import { filesUnder } from './fingerprint.mjs';
import { findRefusedLicences } from './licences.mjs';
import { mustRun, runProgram } from './run-program.mjs';

/**
 * One thing that must hold before work is shared.
 *
 * @typedef {object} Check
 * @property {string} name
 * @property {(checkout: string) => Promise<string>} findFaults resolves with what is wrong, empty when nothing is
 */

/** @type {readonly Check[]} */
export const CHECKS = [
  { name: 'types', findFaults: byTool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json') },
  { name: 'types of scripts', findFaults: byTool('typescript/bin/tsc', '--noEmit', '-p', 'scripts/tsconfig.json') },
  { name: 'lint', findFaults: byTool('eslint/bin/eslint.js', '--max-warnings', '0', '.') },
  { name: 'format', findFaults: byTool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  { name: 'floors', findFaults: byTool('dependency-cruiser/bin/dependency-cruise.mjs', ...cruise()) },
  { name: 'licences', findFaults: findLicenceFaults },
  { name: 'documents', findFaults: findDocumentFaults },
  { name: '.env.example', findFaults: findEnvExampleFaults },
];

function cruise() {
  return ['--config', '.dependency-cruiser.cjs', '--output-type', 'err-long', 'src', 'test'];
}

/** @param {string} tool its program under node_modules @param {string[]} args */
function byTool(tool, ...args) {
  return async (/** @type {string} */ checkout) => {
    const program = join(checkout, 'node_modules', tool);
    const { exitCode, output } = await runProgram(process.execPath, [program, ...args], { cwd: checkout });
    return exitCode === 0 ? '' : output.trim() || `exit code ${exitCode}`;
  };
}

/** @param {string} checkout */
async function findLicenceFaults(checkout) {
  const lock = JSON.parse(await readFile(join(checkout, 'package-lock.json'), 'utf8'));
  return findRefusedLicences(lock.packages).join('\n');
}

/** @param {string} checkout */
async function findDocumentFaults(checkout) {
  const files = await repositoryFiles(checkout);
  const scripts = Object.keys(JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')).scripts);
  const documents = files.filter((path) => /^(README|CONTRIBUTING)\.md$|^docs\/.*\.md$/.test(path));
  const faults = [];
  for (const path of documents) {
    const folder = dirname(path) === '.' ? '' : dirname(path);
    const dead = findDeadReferences(await readFile(join(checkout, path), 'utf8'), folder, { files, scripts });
    faults.push(...dead.map((reference) => `${path} names ${reference}, which does not exist`));
  }
  return faults.join('\n');
}

/**
 * What Git keeps or would keep; without Git (an unpacked archive) every file outside the folders that commands make.
 *
 * @param {string} checkout
 */
async function repositoryFiles(checkout) {
  const listed = await runProgram('git', ['ls-files', '-co', '--exclude-standard'], { cwd: checkout }).catch(
    () => undefined,
  );
  if (listed?.exitCode === 0) return listed.output.trim().split('\n');
  const top = (await mustRun('ls', ['-A'], { cwd: checkout })).trim().split('\n');
  const kept = top.filter((name) => !['node_modules', 'dist', 'out', 'coverage', '.data', '.git'].includes(name));
  return (await Promise.all(kept.map((name) => filesUnder(checkout, name)))).flat();
}

/** @param {string} checkout */
async function findEnvExampleFaults(checkout) {
  try {
    await build(checkout);
    await checkEnvExample(checkout);
    return '';
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
