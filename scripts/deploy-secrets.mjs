import { join } from 'node:path';
import { CHECKOUT } from './lib/checkout.mjs';
import { runCommand } from './lib/command.mjs';
import { writeDeploySecrets } from './lib/delivery/deploy-secrets.mjs';

await runCommand(async () => {
  const { path, made } = await writeDeploySecrets(join(CHECKOUT, 'deploy'));
  console.log(made.length > 0 ? `${path}: made ${made.join(', ')}` : `${path}: nothing was missing`);
  return 0;
});
