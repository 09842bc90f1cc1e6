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
import { ReadableError } from './lib/readable-error.mjs';
import { openRun } from './lib/run-folder.mjs';
import { provideNats, provideTestTools, S3_PROGRAMS } from './lib/tools.mjs';

await runCommand(async () => {
  const minutes = readMinutes(process.argv.slice(2));
  await prepare();
  const dataFolder = await openDataFolder(CHECKOUT);
  const run = await openRun({ dataFolder, isKept: false, command: 'npm run test:soak' });
  const program = join(run.folder, 'program');
  await compileTests(CHECKOUT, ['test/soak', 'test/faults', 'test/support'], program);
  // One of its own, whatever TEST_DATABASE_URL names: it is stopped now and then.
  const database = await step('starting PostgreSQL', () => startPostgres({ run, checkout: CHECKOUT, dataFolder }));
  const programs = await provideTestTools(S3_PROGRAMS, ['radosgw', 'ceph-mon', 'ceph-osd']);
  const s3Url = await step('starting S3 (Ceph)', async () => (await startS3({ run, programs })).url);
  const { runSoak } = createRequire(import.meta.url)(join(program, 'test/soak/run-soak.js'));
  const place = {
    checkout: CHECKOUT,
    folder: run.folder,
    naiveWorker: '',
    s3Url,
    database,
    start: run.start,
    freePort,
    say,
  };
  const exitCode = await runSoak({ ...place, natsServer: await provideNats(dataFolder) }, minutes);
  await run.close();
  return exitCode;
});

/** @param {readonly string[]} args `--minutes N`, 60 unless given @returns {number} */
function readMinutes([flag, value, ...rest]) {
  if (flag === undefined) return 60;
  const minutes = Number(value);
  if (flag === '--minutes' && minutes >= 2 && minutes <= 10_000 && rest.length === 0) return minutes;
  throw new ReadableError('usage: npm run test:soak -- --minutes N, at least 2', { exitCode: 2 });
}
