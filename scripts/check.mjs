import { CHECKOUT } from './lib/checkout.mjs';
import { CHECKS } from './lib/checks.mjs';
import { runCommand } from './lib/command.mjs';
import { prepare } from './lib/prepare.mjs';
import { step } from './lib/progress.mjs';
import { ReadableError } from './lib/readable-error.mjs';

await runCommand(async () => {
  await prepare({ isBuilt: false });
  const results = [];
  for (const check of CHECKS) results.push({ name: check.name, faults: await faultsOf(check) });
  const failed = results.filter(({ faults }) => faults !== '');
  for (const { name, faults } of failed) console.log(`\n── ${name}\n${faults}`);
  console.log(`\n${results.map(({ name, faults }) => `${faults ? 'FAILED' : 'ok    '}  ${name}`).join('\n')}`);
  return failed.length > 0 ? 1 : 0;
});

/**
 * @param {import('./lib/checks.mjs').Check} check
 * @returns {Promise<string>} what is wrong, empty when nothing is
 */
async function faultsOf({ name, findFaults }) {
  let faults = '';
  const look = async () => {
    faults = await findFaults(CHECKOUT);
    if (faults) throw new ReadableError(`${name} failed`);
  };
  await step(`checking ${name}`, look).catch((thrown) => {
    if (!faults) throw thrown;
  });
  return faults;
}
