import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { openRun } from './lib/run-folder.mjs';
import { runProgram } from './lib/run-program.mjs';
import { areUnitTestsOnly, countLine } from './lib/test-results.mjs';
import { startTestServers } from './lib/test-servers.mjs';

await runCommand(async () => {
  const args = process.argv.slice(2);
  const isUnitOnly = areUnitTestsOnly(args);
  await prepare({ isBuilt: !isUnitOnly });
  const dataFolder = await openDataFolder(CHECKOUT);
  const run = await openRun({ dataFolder, isKept: false, command: 'npm test' });
  const servers = isUnitOnly ? {} : await startTestServers({ run, checkout: CHECKOUT, dataFolder });
  const results = join(run.folder, 'results.json');
  const exitCode = await runJest([...args, '--json', `--outputFile=${results}`], servers);
  await run.close();
  return exitCode;
});

/** @param {string[]} args @param {Record<string, string>} servers */
async function runJest(args, servers) {
  const jest = join(CHECKOUT, 'node_modules/jest/bin/jest.js');
  const env = { ...process.env, ...servers };
  const { exitCode } = await runProgram(process.execPath, [jest, ...args], { cwd: CHECKOUT, env, show: true });
  const written = await readFile(String(args.at(-1)).replace('--outputFile=', ''), 'utf8').catch(() => undefined);
  const line = countLine(written ? JSON.parse(written) : undefined);
  console.log(line);
  return exitCode;
}
