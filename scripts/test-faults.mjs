import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startPostgres } from './servers/postgres.mjs';
import { startS3 } from './servers/s3.mjs';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { compileTests } from './lib/compile-tests.mjs';
import { freePort } from './lib/free-port.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { say, step } from './lib/progress.mjs';
import { openRun } from './lib/run-folder.mjs';
import { provideNats, provideTestTools, S3_PROGRAMS } from './lib/tools.mjs';

await runCommand(async () => {
  await prepare();
  const dataFolder = await openDataFolder(CHECKOUT);
  const run = await openRun({ dataFolder, isKept: false, command: 'npm run test:faults' });
  const program = join(run.folder, 'program');
  await compileTests(CHECKOUT, ['test/faults', 'test/support'], program);
  const load = createRequire(import.meta.url);
  const { readSettings } = load(join(program, 'test/faults/settings.js'));
  const settings = readSettings(process.argv.slice(2));
  // One of its own, whatever TEST_DATABASE_URL names: it is stopped again and again.
  const database = await step('starting PostgreSQL', () => startPostgres({ run, checkout: CHECKOUT, dataFolder }));
  const { runFaults } = load(join(program, 'test/faults/run-faults.js'));
  const exitCode = await runFaults(
    {
      checkout: CHECKOUT,
      folder: run.folder,
      naiveWorker: join(program, 'test/faults/naive-worker.js'),
      natsServer: process.env.TEST_NATS_SERVER_BIN ?? (await provideNats(dataFolder)),
      s3Url: process.env.TEST_S3_URL ?? (await startOwnS3(run)),
      database,
      start: run.start,
      freePort,
      say,
    },
    settings,
  );
  await run.close();
  return exitCode;
});

/** @param {import('./lib/run-folder.mjs').Run} run */
async function startOwnS3(run) {
  const programs = await provideTestTools(S3_PROGRAMS, ['radosgw', 'ceph-mon', 'ceph-osd']);
  return step('starting S3 (Ceph)', async () => (await startS3({ run, programs })).url);
}
