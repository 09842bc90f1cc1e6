import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findInstaller, installPackages, unpackPackage } from './apt.mjs';
import { findProgram, isProgram } from './find-program.mjs';
import { withLock } from './lock.mjs';
import { step } from './progress.mjs';
import { ReadableError } from './readable-error.mjs';

/** Everything that an S3 server made of Ceph needs. */
export const S3_PROGRAMS = ['radosgw', 'radosgw-admin', 'ceph', 'ceph-mon', 'ceph-osd', 'monmaptool', 'ceph-authtool'];

/**
 * Finds nats-server, or fetches a private copy of it.
 *
 * @param {string} dataFolder `.data` of the checkout
 * @returns {Promise<string>} absolute path of the program
 * @throws ReadableError that says what to install or to set
 */
export async function provideNats(dataFolder) {
  const folder = join(dataFolder, 'tools', 'nats-server');
  const unpacked = join(folder, 'usr/sbin/nats-server');
  const find = () => findProgram('nats-server') ?? (isProgram(unpacked) ? unpacked : undefined);
  const found = find();
  if (found) return found;
  await mkdir(join(dataFolder, 'tools'), { recursive: true });
  await withLock(join(dataFolder, 'tools.lock'), async () => {
    if (!find()) await step('fetching nats-server', () => unpackPackage('nats-server', { folder })).catch(explainNats);
  });
  return unpacked;
}

/**
 * Finds Prometheus, or fetches a private copy of it, so that no server of the system is started.
 *
 * @param {string} dataFolder `.data` of the checkout
 * @returns {Promise<{prometheus: string, promtool: string}>} absolute paths of the programs
 * @throws ReadableError that says what to install
 */
export async function providePrometheus(dataFolder) {
  const folder = join(dataFolder, 'tools', 'prometheus');
  const unpacked = (/** @type {string} */ name) => join(folder, 'usr/bin', name);
  const find = (/** @type {string} */ name) =>
    findProgram(name) ?? (isProgram(unpacked(name)) ? unpacked(name) : undefined);
  const isThere = () => find('prometheus') !== undefined && find('promtool') !== undefined;
  if (!isThere()) {
    await mkdir(join(dataFolder, 'tools'), { recursive: true });
    await withLock(join(dataFolder, 'tools.lock'), async () => {
      if (!isThere()) await step('fetching Prometheus (for tests)', () => unpackPackage('prometheus', { folder }));
    });
  }
  return { prometheus: find('prometheus') ?? '', promtool: find('promtool') ?? '' };
}

/**
 * Finds programs that only tests need, installing them where we may.
 *
 * @param {readonly string[]} programs all of them are needed
 * @param {readonly string[]} packages of Debian that hold them
 * @returns {Promise<Record<string, string>>} absolute path by name
 * @throws ReadableError that says what to install
 */
export async function provideTestTools(programs, packages) {
  if (!programs.every(findProgram)) {
    const apt = await findInstaller(packages);
    await step(`installing ${packages.join(', ')} (for tests)`, () => installPackages(apt, packages));
  }
  return Object.fromEntries(programs.map((name) => [name, mustFind(name)]));
}

/** @param {string} name */
function mustFind(name) {
  const path = findProgram(name);
  if (!path) throw new ReadableError(`${name} was not found although its package is installed`);
  return path;
}

/** @param {unknown} cause @returns {never} */
function explainNats(cause) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new ReadableError(
    'nats-server was not found: install it (apt-get install nats-server, brew install nats-server, or ' +
      `github.com/nats-io/nats-server/releases), or set MESSAGE_HUB_URL to a NATS with JetStream [${reason}]`,
    { cause },
  );
}
