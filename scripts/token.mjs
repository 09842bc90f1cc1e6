import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { readEnvironment, secretKeyOf } from './lib/environment.mjs';
import { openDataFolder } from './lib/prepare.mjs';
import { ReadableError } from './lib/readable-error.mjs';
import { readTokenFlags } from './lib/token-flags.mjs';
import { signToken } from './lib/token.mjs';

await runCommand(async () => {
  const claims = readTokenFlags(process.argv.slice(2));
  const env = await readEnvironment(CHECKOUT);
  if (env.AUTH_JWKS_URL) {
    throw new ReadableError(
      'AUTH_JWKS_URL is set: tokens come from the issuer behind it, this command cannot sign them',
    );
  }
  const secretKey = await secretKeyOf(env, await openDataFolder(CHECKOUT));
  if (!secretKey) throw new ReadableError('NODE_ENV is production: set SECRET_KEY to the key of the auth system');
  if (Buffer.byteLength(secretKey) < 32) throw new ReadableError('SECRET_KEY: expected 32 to 4096 bytes');
  console.log(signToken({ ...claims, issuer: env.AUTH_ISSUER, audience: env.AUTH_AUDIENCE }, secretKey));
  return 0;
});
