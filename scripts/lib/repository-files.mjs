import { filesUnder } from './fingerprint.mjs';
import { mustRun, runProgram } from './run-program.mjs';

/**
 * What Git keeps or would keep; without Git (an unpacked archive) every file outside the folders that commands make.
 *
 * @param {string} checkout
 * @returns {Promise<string[]>} relative to the checkout
 */
export async function repositoryFiles(checkout) {
  const listed = await runProgram('git', ['ls-files', '-co', '--exclude-standard'], { cwd: checkout }).catch(
    () => undefined,
  );
  if (listed?.exitCode === 0) return listed.output.trim().split('\n');
  const top = (await mustRun('ls', ['-A'], { cwd: checkout })).trim().split('\n');
  const kept = top.filter((name) => !['node_modules', 'dist', 'out', 'coverage', '.data', '.git'].includes(name));
  return (await Promise.all(kept.map((name) => filesUnder(checkout, name)))).flat();
}
