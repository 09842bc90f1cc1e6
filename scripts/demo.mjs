import { relative, join } from 'node:path';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { beforeExit } from './lib/cleanup.mjs';
import { readEnvironment } from './lib/environment.mjs';
import { prepare } from './lib/prepare.mjs';
import { step } from './lib/progress.mjs';
import { whenReady } from './lib/readiness.mjs';
import { startServers } from './lib/servers.mjs';
import { checkConfiguration, migrate, startService } from './lib/service.mjs';
import { signToken } from './lib/token.mjs';

await runCommand(async () => {
  await prepare();
  await checkConfiguration(await readEnvironment(CHECKOUT));
  // Data of the demo's own, so that it runs beside `npm start`; one token is asked for, so none is made by itself.
  const { run, env: found } = await startServers({ persist: false, command: 'npm run demo' });
  /** @type {import("./lib/environment.mjs").Environment} */
  const env = { ...found, AUTO_TOKEN: 'false', LOG_LEVEL: found.LOG_LEVEL ?? 'warn' };
  await step('bringing the tables up to date', () => migrate({ env }));
  // Not before the dependencies are installed: `nats` is one of them.
  const [{ connectHub }, { play }, { CAMPAIGN_ID, CHARACTER, OWNER_ID }] = await Promise.all([
    import('./demo/hub.mjs'),
    import('./demo/play.mjs'),
    import('./demo/cast.mjs'),
  ]);
  const hub = await connectHub(env.MESSAGE_HUB_URL ?? '');
  const subject = env.CHARACTER_DETAILS_SUBJECT ?? 'character.get';
  const isAnswered = () =>
    hub.request(subject, JSON.stringify({ data: { character_id: CHARACTER.id } }), { timeout: 500 });
  await step('starting a character service', () => startCharacterService({ run, env, isAnswered }));
  const port = env.PORT ? undefined : 0;
  const service = await step('starting the image service', () => startService({ run, env, port, output: 'inherit' }));

  const token = signToken({ sub: OWNER_ID, campaigns: [CAMPAIGN_ID], ttlSeconds: 3600 }, env.SECRET_KEY ?? '');
  const arrivals = await play({ hub, serviceUrl: service.url, token, folder: join(CHECKOUT, 'out') });
  await hub.close();
  console.log(table(arrivals));
  return 0;
});

/**
 * @param {object} options
 * @param {import('./lib/run-folder.mjs').Run} options.run
 * @param {import('./lib/environment.mjs').Environment} options.env
 * @param {() => Promise<unknown>} options.isAnswered rejects while nobody answers
 */
async function startCharacterService({ run, env, isAnswered }) {
  const program = join(CHECKOUT, 'scripts/demo/character-service.mjs');
  const options = { cwd: CHECKOUT, env };
  const started = await run.start({
    name: 'character-service',
    program: process.execPath,
    args: [program],
    marker: program,
    options,
  });
  beforeExit(started.stop);
  const isReady = () =>
    isAnswered().then(
      () => true,
      () => false,
    );
  await whenReady(started, isReady, { name: 'the character service of the demo', withinMs: 15_000 });
}

/** @param {import('./demo/play.mjs').Arrival[]} arrivals */
function table(arrivals) {
  const rows = arrivals.map(({ kind, subject, file, width, height, bytes, ms }) => [
    kind,
    subject,
    relative(CHECKOUT, file),
    `${width} × ${height}, ${Math.ceil(bytes / 1024)} KB`,
    String(ms),
  ]);
  const lines = [['kind', 'subject', 'file', 'size', 'milliseconds'], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return [
    '',
    ...lines.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`),
    '',
  ].join('\n');
}
