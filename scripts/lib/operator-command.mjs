import { join } from 'node:path';
import { CHECKOUT } from './checkout.mjs';
import { runCommand } from './command.mjs';
import { readEnvironment } from './environment.mjs';
import { prepare } from './prepare.mjs';
import { step } from './progress.mjs';
import { runProgram } from './run-program.mjs';
import { findRunningServers, startServers } from './servers.mjs';
import { migrate } from './service.mjs';

/**
 * Runs one of the service's own operator programs on what `npm start` works on: the servers that are set, those of a
 * running `npm start`, or embedded ones for as long as the command takes.
 *
 * @param {object} options
 * @param {string} options.command what the person typed, such as `npm run reconcile`
 * @param {string} options.program compiled entry file, relative to the checkout
 * @param {readonly string[]} [options.args] none unless given
 * @returns {Promise<never>} ends the process, with the program's exit code
 */
export function runOperatorCommand({ command, program, args = [] }) {
  return runCommand(async () => {
    await prepare();
    const env = (await findRunningServers()) ?? (await startEmbedded(command));
    // What the AWS SDK thinks of this Node's age is no answer to what was asked.
    const words = ['--disable-warning=NodeVersionSupportWarning', join(CHECKOUT, program), ...args];
    const { exitCode } = await runProgram(process.execPath, words, { cwd: CHECKOUT, env, show: true });
    return exitCode;
  });
}

/** @param {string} command */
async function startEmbedded(command) {
  const { env } = await startServers({ persist: true, command });
  // A database of the person's own is migrated when they say so.
  const { DATABASE_URL } = await readEnvironment(CHECKOUT);
  if (!DATABASE_URL) await step('bringing the tables up to date', () => migrate({ env }));
  return env;
}
