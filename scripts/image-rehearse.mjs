import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from './lib/checkout.mjs';
import { beforeExit } from './lib/cleanup.mjs';
import { runCommand } from './lib/command.mjs';
import { rehearseBuild } from './lib/delivery/rehearsed-build.mjs';
import { rehearseRun } from './lib/delivery/rehearsed-run.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { say, step } from './lib/progress.mjs';
import { repositoryFiles } from './lib/repository-files.mjs';
import { openRun } from './lib/run-folder.mjs';
import { mustRun } from './lib/run-program.mjs';
import { startTestServers } from './lib/test-servers.mjs';

await runCommand(async () => {
  await prepare({ isBuilt: false });
  const folder = await mkdtemp(join(tmpdir(), 'image-rehearsal-'));
  await chmod(folder, 0o755);
  beforeExit(() => rm(folder, { recursive: true, force: true }));
  const files = await repositoryFiles(CHECKOUT);
  const image = await step('carrying out the Dockerfile', () => rehearseBuild({ checkout: CHECKOUT, files, folder }));
  // Root's, and read by everybody: what runs as somebody else cannot write it.
  await mustRun('chmod', ['-R', 'u=rwX,go=rX', image.root]);
  const dataFolder = await openDataFolder(CHECKOUT);
  const run = await openRun({ dataFolder, isKept: false, command: 'npm run image:rehearse' });
  const servers = await startTestServers({ run, checkout: CHECKOUT, dataFolder });
  await rehearseRun(image, { servers, folder });
  for (const part of ['node_modules', 'dist', '.']) {
    const [kilobytes = ''] = (await mustRun('du', ['-sk', part], { cwd: image.workdir })).split('\t');
    say(`  ${part === '.' ? 'all of it' : part}: ${Math.round(Number(kilobytes) / 1024)} MB`);
  }
  await run.close();
  return 0;
});
