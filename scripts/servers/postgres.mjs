import { existsSync } from 'node:fs';
import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { onFreePort } from '../lib/free-port.mjs';
import { ReadableError } from '../lib/readable-error.mjs';
import { whenReady } from '../lib/readiness.mjs';
import { mustRun } from '../lib/run-program.mjs';
import { keptSecret } from '../lib/secret-file.mjs';
import { findServerUser } from '../lib/server-user.mjs';
import { choosePlace, reachablePrograms } from './postgres-place.mjs';
import { findPostgres } from './postgres-programs.mjs';

const SUPERUSER = 'image_service';

/**
 * @typedef {object} Cluster
 * @property {import('../lib/run-folder.mjs').Run} run
 * @property {import('../lib/server-user.mjs').ServerUser} user
 * @property {string} bin folder of the programs
 * @property {string} data folder of the cluster
 * @property {string} password
 * @property {boolean} isDurable whether every commit is flushed
 */

/**
 * Starts PostgreSQL on loopback, making its data first when there is none. As root it runs as user `postgres`.
 *
 * @param {object} options
 * @param {import('../lib/run-folder.mjs').Run} options.run kept: data and password stay under `dataFolder`, and every
 *   commit is flushed; otherwise everything goes with the run, and nothing is flushed
 * @param {string} options.checkout where npm has put its PostgreSQL
 * @param {string} options.dataFolder `.data` of the checkout
 * @param {boolean} [options.isDurable] flush every commit also of data that go with the run; `run.isKept` unless given
 * @returns {Promise<import('./nats.mjs').StartedServer>} URL of a superuser, in database `postgres`
 * @throws ReadableError when none is installed, its data are of another version, or it does not start within 60 s
 */
export async function startPostgres({ run, checkout, dataFolder, isDurable = run.isKept }) {
  const user = await findServerUser();
  const wanted = join(run.isKept ? dataFolder : run.folder, 'postgres');
  const memory = run.isKept ? join(dataFolder, 'postgres-place') : undefined;
  const place = await choosePlace({ user, wanted, memory });
  if (place.isElsewhere && !run.isKept) await run.own(place.folder);
  const data = join(place.folder, 'data');
  const programs = findPostgres(checkout, await majorOf(data));
  const bin = await reachablePrograms(user, programs, place.folder);
  const password = await passwordFor(data, join(run.isKept ? dataFolder : run.folder, 'postgres-password'));
  const cluster = { run, user, bin, data, password, isDurable };
  if (!existsSync(data)) await initialise(cluster);
  return onFreePort((port) => startOn(port, cluster));
}

/**
 * @param {string} data @param {string} path of the password
 */
async function passwordFor(data, path) {
  if (!existsSync(data) || existsSync(path)) return keptSecret(path);
  throw new ReadableError(`the password of the database is gone (${path}): remove ${data} to start empty`);
}

/** @param {string} data @returns {Promise<number | undefined>} undefined when there is no cluster yet */
async function majorOf(data) {
  const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return version ? Number.parseInt(version, 10) : undefined;
}

/** @param {Cluster} cluster */
async function initialise({ run, user, bin, data, password }) {
  const unfinished = `${data}.new`;
  const passwordFile = join(dirname(data), 'password.new');
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) await chown(passwordFile, user.uid, user.gid);
  const access = ['-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  // Sorted by bytes: the same order on every machine, whatever languages it knows.
  const flags = ['-D', unfinished, '-E', 'UTF8', '--no-locale', ...access, ...(run.isKept ? [] : ['-N'])];
  const options = { ...user, cwd: dirname(data), because: 'PostgreSQL could not make its data' };
  await mustRun(join(bin, 'initdb'), flags, options).finally(() => rm(passwordFile, { force: true }));
  // Last, so that a folder of this name is always complete, whenever we are killed.
  await rename(unfinished, data);
}

/**
 * @param {number} port @param {Cluster} cluster
 * @returns {Promise<import('./nats.mjs').StartedServer>}
 */
async function startOn(port, { run, user, bin, data, password, isDurable }) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const started = await run.start({
    name: 'postgres',
    program: join(bin, 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    marker: data,
    // SIGINT ends connections and writes everything down; SIGQUIT leaves at once, for data that goes anyway.
    stopSignal: run.isKept ? 'SIGINT' : 'SIGQUIT',
    patienceMs: 30_000,
    options: { ...user, cwd: data },
  });
  const isReady = () => saysReady(data, { pid: started.pid, port });
  await whenReady(started, isReady, { name: 'PostgreSQL', withinMs: 60_000 });
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
  return { url, pid: started.pid, stop: started.stop };
}

/**
 * The server tells in its own pid file who it is, where it listens and whether it is ready (what pg_ctl looks at:
 * src/include/utils/pidfile.h, lines 1, 4 and 8).
 *
 * @param {string} data @param {{pid: number, port: number}} expected
 */
async function saysReady(data, { pid, port }) {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && Number(lines[3]) === port && lines[7]?.trim() === 'ready';
}
