import { runCommand } from './lib/command.mjs';
import { prepare } from './lib/prepare.mjs';
import { step } from './lib/progress.mjs';
import { ReadableError } from './lib/readable-error.mjs';
import { findRunningServers, startServers } from './lib/servers.mjs';
import { migrate } from './lib/service.mjs';

const STEPS = /** @type {const} */ ({
  run: 'bringing the tables up to date',
  revert: 'taking the last migration back',
});

await runCommand(async () => {
  const direction = process.argv[2] ?? 'run';
  if (direction !== 'run' && direction !== 'revert') {
    throw new ReadableError('usage: npm run migration:run, or npm run migration:revert', { exitCode: 2 });
  }
  await prepare();
  const env = (await findRunningServers()) ?? (await startDatabase());
  await step(STEPS[direction], () => migrate({ env, direction }));
  return 0;
});

async function startDatabase() {
  const { env } = await startServers({ persist: true, command: 'npm run migration:run', needs: ['DATABASE_URL'] });
  return env;
}
