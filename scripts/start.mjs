import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { readEnvironment } from './lib/environment.mjs';
import { openDataFolder, prepare } from './lib/prepare.mjs';
import { say, step } from './lib/progress.mjs';
import { makeWay } from './lib/run-folder.mjs';
import { startServers } from './lib/servers.mjs';
import { checkConfiguration, choosePort, migrate, startService } from './lib/service.mjs';
import { signToken } from './lib/token.mjs';

/** The demo token: a long evening. */
const DEMO_TOKEN_S = 12 * 3600;

await runCommand(async () => {
  await makeWay({ dataFolder: await openDataFolder(CHECKOUT), isKept: true });
  await prepare();
  const found = await readEnvironment(CHECKOUT);
  await checkConfiguration(found);
  await choosePort(found);
  const { run, env } = await startServers({ persist: true, command: 'npm start' });
  await step('bringing the tables up to date', () => migrate({ env }));
  const service = await step('starting the image service', () => startService({ run, env }));
  console.log(addresses(service.url, env, found.SECRET_KEY ? undefined : env.SECRET_KEY));
  const exitCode = await service.exited;
  if (exitCode !== 0) say(`the image service ended with exit code ${exitCode}`);
  return exitCode;
});

/**
 * @param {string} url
 * @param {import('./lib/environment.mjs').Environment} env
 * @param {string | undefined} ownKey the key of this checkout, when no other signs tokens
 */
function addresses(url, env, ownKey) {
  const token = env.AUTH_JWKS_URL
    ? `from the issuer of ${env.AUTH_JWKS_URL}`
    : 'npm run token -- --sub you --roles admin';
  return [
    '',
    `  gallery   ${url}/`,
    `  HTTP      ${url}/api/v1`,
    `  docs      ${url}/docs`,
    `  hub       ${withoutPassword(env.MESSAGE_HUB_URL ?? '')}`,
    `  a token   ${token}`,
    '',
    ...demoToken(env, ownKey),
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}

/**
 * A token to look around with, where the key is nobody's but this checkout's: those of an auth system are not made here.
 *
 * @param {import('./lib/environment.mjs').Environment} env
 * @param {string | undefined} ownKey
 */
function demoToken(env, ownKey) {
  if (env.AUTH_JWKS_URL || !ownKey) return [];
  const who = { sub: 'you', roles: ['admin'], campaigns: ['demo'], ttlSeconds: DEMO_TOKEN_S };
  const token = signToken({ ...who, issuer: env.AUTH_ISSUER, audience: env.AUTH_AUDIENCE }, ownKey);
  return ['  To look around, sign in to the gallery with this token (12 hours):', '', token, ''];
}

/** @param {string} urls comma-separated */
function withoutPassword(urls) {
  return urls.replace(/\/\/[^@,/]*@/g, '//***@');
}
