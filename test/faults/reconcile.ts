import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** With these the longest possible job takes 92 s, and older objects without a row are orphans. */
const SHORT_JOBS = { JOB_MAX_ATTEMPTS: '1', JOB_TIMEOUT_MS: '1000', JOB_LEASE_MS: '1000' };
const ORPHAN_AGE_MS = 95_000;

/**
 * Runs the service's own reconciler once, after all replicas have ended.
 *
 * @param options.orphans objects without a row: when there are any, waits until they are old enough to be removed
 * @returns false when there is no reconciler in this build
 */
export async function reconcile({
  checkout,
  env,
  orphans,
}: {
  readonly checkout: string;
  readonly env: Readonly<Record<string, string>>;
  readonly orphans: number;
}): Promise<boolean> {
  const program = join(checkout, 'dist/src/reconcile.js');
  if (!existsSync(program)) return false;
  if (orphans > 0) await new Promise((resolve) => setTimeout(resolve, ORPHAN_AGE_MS));
  await run(process.execPath, [program], { env: { ...env, ...SHORT_JOBS } });
  return true;
}
