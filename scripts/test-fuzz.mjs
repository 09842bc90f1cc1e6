import { join } from 'node:path';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { ReadableError } from './lib/readable-error.mjs';
import { openRun } from './lib/run-folder.mjs';
import { runProgram } from './lib/run-program.mjs';
import { say } from './lib/progress.mjs';
import { startTestServers } from './lib/test-servers.mjs';

const SPEC = 'test/e2e/fuzz.spec.ts';
const FULL_RUN = 20_000;

await runCommand(async () => {
  const { cases, seed } = readFlags(process.argv.slice(2));
  await prepare({ isBuilt: true });
  const dataFolder = await openDataFolder(CHECKOUT);
  const run = await openRun({ dataFolder, isKept: false, command: 'npm run test:fuzz' });
  // Neither S3 nor Redis is asked: an empty address starts none.
  const given = { ...process.env, TEST_S3_URL: '', TEST_REDIS_URL: '' };
  const servers = await startTestServers({ run, checkout: CHECKOUT, dataFolder }, given);
  say(`  ${cases} cases, seed ${seed}; the report will be .data/fuzz/${cases}-${seed}.json`);
  const env = { ...process.env, ...servers, FUZZ_CASES: String(cases), FUZZ_SEED: String(seed) };
  const args = [join(CHECKOUT, 'node_modules/jest/bin/jest.js'), SPEC, '--selectProjects', 'e2e'];
  const { exitCode } = await runProgram(process.execPath, args, { cwd: CHECKOUT, env, show: true });
  await run.close();
  return exitCode;
});

/**
 * Reads `--cases N --seed S`.
 *
 * @param {readonly string[]} args
 * @returns {{cases: number, seed: number}} 20 000 cases unless given, and another seed every time
 * @throws ReadableError naming the flag that is wrong
 */
function readFlags(args) {
  const flags = { cases: FULL_RUN, seed: Date.now() % 1_000_000 };
  for (let at = 0; at < args.length; at += 2) {
    const flag = String(args[at]);
    const value = Number(args[at + 1]);
    if (flag !== '--cases' && flag !== '--seed') throw new ReadableError(`${flag}: expected --cases N or --seed S`);
    if (!Number.isSafeInteger(value) || value < 1) throw new ReadableError(`${flag}: expected a whole number from 1`);
    flags[flag === '--cases' ? 'cases' : 'seed'] = value;
  }
  return flags;
}
