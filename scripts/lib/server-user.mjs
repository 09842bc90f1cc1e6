import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ReadableError } from './readable-error.mjs';

/**
 * Whom a server runs as: nothing for ourselves, numbers when root has to step down.
 *
 * @typedef {{uid?: number, gid?: number}} ServerUser
 */

/**
 * PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody` where no such user exists.
 *
 * @returns {Promise<ServerUser>} empty for everyone but root
 */
export async function findServerUser() {
  if (process.getuid?.() !== 0) return {};
  const users = await readFile('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody']) {
    const fields = users
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':');
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new ReadableError('PostgreSQL does not run as root: add a user `postgres`, or set DATABASE_URL');
}

/**
 * @param {ServerUser} user
 * @param {string} program absolute path
 * @returns {boolean} whether that user can reach and run it (a parent folder may be closed to others)
 */
export function canRun(user, program) {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/**
 * Makes a folder that belongs to that user, if it can be reached by it.
 *
 * @param {ServerUser} user
 * @param {string} folder
 * @returns {boolean} false when a parent is closed to that user
 */
export function giveFolder(user, folder) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user.uid === undefined || user.gid === undefined) return true;
  chownSync(folder, user.uid, user.gid);
  const look = spawnSync('/bin/sh', ['-c', 'cd "$0" && test -w .', folder], { ...user, cwd: '/', stdio: 'ignore' });
  return look.status === 0;
}
