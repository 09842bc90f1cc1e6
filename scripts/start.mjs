import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { readEnvironment } from './lib/environment.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { say, step } from './lib/progress.mjs';
import { makeWay } from './lib/run-folder.mjs';
import { startServers } from './lib/servers.mjs';
import { checkConfiguration, choosePort, migrate, startService } from './lib/service.mjs';

await runCommand(async () => {
  await makeWay({ dataFolder: await openDataFolder(CHECKOUT), isKept: true });
  await prepare();
  const found = await readEnvironment(CHECKOUT);
  await checkConfiguration(found);
  await choosePort(found);
  const { run, env } = await startServers({ persist: true, command: 'npm start' });
  await step('bringing the tables up to date', () => migrate({ env }));
  const service = await step('starting the image service', () => startService({ run, env }));
  console.log(addresses(service.url, env));
  const exitCode = await service.exited;
  if (exitCode !== 0) say(`the image service ended with exit code ${exitCode}`);
  return exitCode;
});

/** @param {string} url @param {import('./lib/environment.mjs').Environment} env */
function addresses(url, env) {
  const token = env.AUTH_JWKS_URL
    ? `from the issuer of ${env.AUTH_JWKS_URL}`
    : 'npm run token -- --sub you --roles admin';
  return [
    '',
    `  HTTP      ${url}/api/v1`,
    `  docs      ${url}/docs`,
    `  hub       ${withoutPassword(env.MESSAGE_HUB_URL ?? '')}`,
    `  a token   ${token}`,
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}

/** @param {string} urls comma-separated */
function withoutPassword(urls) {
  return urls.replace(/\/\/[^@,/]*@/g, '//***@');
}
