import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { knownVariables } from './delivery/known-variables.mjs';
import { findDeadReferences } from './doc-references.mjs';
import { findUndocumented, findUnknownVariables } from './doc-variables.mjs';
import { checkEnvExample } from './env-example.mjs';
import { findRefusedLicences } from './licences.mjs';
import { repositoryFiles } from './repository-files.mjs';
import { runProgram } from './run-program.mjs';

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
  { name: 'types of the gallery', findFaults: byTool('typescript/bin/tsc', '-p', 'src/gallery/web/tsconfig.json') },
  { name: 'lint', findFaults: byTool('eslint/bin/eslint.js', '--max-warnings', '0', '.') },
  { name: 'format', findFaults: byTool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
  { name: 'floors', findFaults: byTool('dependency-cruiser/bin/dependency-cruise.mjs', ...cruise()) },
  { name: 'licences', findFaults: findLicenceFaults },
  { name: 'documents', findFaults: findDocumentFaults },
  { name: '.env.example', findFaults: findEnvExampleFaults },
  { name: 'delivery', findFaults: findDeliveryFaults },
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
  const { schema, all } = await knownVariables(checkout);
  const sources = await wordsOf(checkout, files);
  const faults = [];
  for (const path of documents) {
    const folder = dirname(path) === '.' ? '' : dirname(path);
    const text = await readFile(join(checkout, path), 'utf8');
    const dead = [
      ...findDeadReferences(text, folder, { files, scripts }),
      ...findUnknownVariables(text, { variables: all, sources }),
    ];
    faults.push(...dead.map((reference) => `${path} names ${reference}, which does not exist`));
  }
  const operations = await readFile(join(checkout, 'docs/operations.md'), 'utf8');
  faults.push(...findUndocumented(operations, schema).map((name) => `docs/operations.md does not name ${name}`));
  return faults.join('\n');
}

/** Words in upper case that code, tests, migrations or deliveries know: codes, headers, streams. */
/** @param {string} checkout @param {string[]} files */
async function wordsOf(checkout, files) {
  const sources = files.filter((path) =>
    /^(src|test|scripts|migrations|deploy|bench)\/.*\.(ts|mjs|tsx|yaml|yml|conf|example)$/.test(path),
  );
  const texts = await Promise.all(sources.map((path) => readFile(join(checkout, path), 'utf8').catch(() => '')));
  return new Set(texts.flatMap((text) => text.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g) ?? []));
}

/** @param {string} checkout */
async function findDeliveryFaults(checkout) {
  await build(checkout);
  // It stands on packages, which `prepare` installs first in a fresh clone.
  const { deliveryFaults } = await import('./delivery/delivery-faults.mjs');
  return (await deliveryFaults(checkout, await repositoryFiles(checkout))).join('\n');
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
