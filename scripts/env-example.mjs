import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { checkEnvExample, writeEnvExample } from './lib/env-example.mjs';
import { prepare } from './lib/prepare.mjs';

await runCommand(async () => {
  await prepare();
  await (process.argv.includes('--check') ? checkEnvExample : writeEnvExample)(CHECKOUT);
  return 0;
});
