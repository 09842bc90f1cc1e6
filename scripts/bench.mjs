import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startNats } from './servers/nats.mjs';
import { startPostgres } from './servers/postgres.mjs';
import { startS3 } from './servers/s3.mjs';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { compileBench, installReferences } from './lib/bench-program.mjs';
import { freePort } from './lib/free-port.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { say, step } from './lib/progress.mjs';
import { openRun } from './lib/run-folder.mjs';
import { migrate, startService } from './lib/service.mjs';
import { provideNats, provideTestTools, S3_PROGRAMS } from './lib/tools.mjs';

await runCommand(async () => {
  await prepare();
  const dataFolder = await openDataFolder(CHECKOUT);
  await installReferences(CHECKOUT, dataFolder);
  const run = await openRun({ dataFolder, isKept: false, command: 'npm run bench' });
  const program = await compileBench(CHECKOUT, run);
  const load = createRequire(import.meta.url);
  const settings = load(join(program, 'bench/harness/bench-settings.js')).readBenchSettings(process.argv.slice(2));
  const natsServer = await provideNats(dataFolder);
  const database = await step('starting PostgreSQL', () =>
    startPostgres({ run, checkout: CHECKOUT, dataFolder, isDurable: true }),
  );
  /** @type {Promise<string> | undefined} */
  let s3;
  let hubs = 0;
  const place = {
    checkout: CHECKOUT,
    folder: run.folder,
    program,
    database,
    startHub: () => startNats({ run, program: natsServer, dataFolder: join(run.folder, `hub-${(hubs += 1)}`) }),
    s3Url: () => (s3 ??= startOwnS3(run)),
    migrate: (/** @type {Record<string, string>} */ env) => migrate({ env }),
    startService: (/** @type {Record<string, string>} */ env) => startService({ run, env, port: 0, output: 'log' }),
    start: run.start,
    freePort,
    say,
  };
  if (settings.isScale) await load(join(program, 'bench/scale/run-scale.js')).runScale(place);
  else await load(join(program, 'bench/harness/run-bench.js')).runBench(place, settings);
  await rm(program, { recursive: true, force: true });
  await run.close();
  return 0;
});

/** @param {import('./lib/run-folder.mjs').Run} run */
async function startOwnS3(run) {
  const programs = await provideTestTools(S3_PROGRAMS, ['radosgw', 'ceph-mon', 'ceph-osd']);
  return step('starting S3 (Ceph)', async () => (await startS3({ run, programs })).url);
}
