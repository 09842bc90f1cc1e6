import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const REAPER = fileURLToPath(new URL('./reap.mjs', import.meta.url));

/**
 * Starts a tiny process that outlives us: it holds the other end of a pipe, and when that closes because we died
 * of anything at all (kill -9 too) it stops what the run folder names. A shell, because a second Node.js would cost
 * 40 MB to wait in.
 *
 * @param {string} runFolder
 * @returns {() => void} ends the watchdog without it doing anything
 */
export function startWatchdog(runFolder) {
  const wait = 'while read -r line; do :; done; exec "$0" "$1" "$2"';
  const child = spawn('/bin/sh', ['-c', wait, process.execPath, REAPER, runFolder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  child.unref();
  // The pipe must not keep us from ending either.
  /** @type {import('node:net').Socket | null} */ (child.stdin)?.unref();
  return () => void child.kill('SIGKILL');
}
