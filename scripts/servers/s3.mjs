import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onFreePort } from '../lib/free-port.mjs';
import { ReadableError } from '../lib/readable-error.mjs';
import { whenReady } from '../lib/readiness.mjs';
import { mustRun } from '../lib/run-program.mjs';
import { cephConfig } from './ceph-config.mjs';

const PORTS = 3;
const CAPABILITIES = {
  'mon.': ['mon', 'allow *'],
  'client.admin': ['mon', 'allow *', 'osd', 'allow *', 'mgr', 'allow *'],
  'client.rgw': ['mon', 'allow rwx', 'osd', 'allow rwx'],
  'osd.0': ['mon', 'allow profile osd', 'osd', 'allow *'],
};

/**
 * @typedef {object} CephCluster
 * @property {import('../lib/run-folder.mjs').Run} run
 * @property {Record<string, string>} programs absolute path by name
 * @property {string} folder of the cluster
 * @property {string} fsid UUID of the cluster
 * @property {number} port first of three
 * @property {(() => Promise<void>)[]} stops ends each of the three servers
 * @property {(program: string, ...args: string[]) => Promise<string>} call runs a tool on the cluster to its end
 */

/**
 * Starts a real S3 on loopback that keeps everything in memory: Ceph's gateway with one monitor and one store.
 * For tests only; it verifies signatures as the real ones do.
 *
 * @param {object} options
 * @param {import('../lib/run-folder.mjs').Run} options.run
 * @param {Record<string, string>} options.programs absolute path of each of S3_PROGRAMS
 * @returns {Promise<import('./nats.mjs').StartedServer>} `s3://key:secret@127.0.0.1:PORT`, no bucket yet
 * @throws ReadableError when one of the three servers does not start within 60 s
 */
export function startS3({ run, programs }) {
  return onFreePort((port) => startOn(port, { run, programs }), PORTS);
}

/** @param {number} port @param {{run: CephCluster['run'], programs: Record<string, string>}} options */
async function startOn(port, { run, programs }) {
  const folder = join(run.folder, `s3-${port}`);
  await mkdir(join(folder, 'mon'), { recursive: true });
  await mkdir(join(folder, 'osd'));
  const fsid = randomUUID();
  const config = join(folder, 'ceph.conf');
  await writeFile(config, cephConfig({ folder, fsid, port }));
  const call = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    mustRun(String(programs[program]), ['-c', config, ...args], { cwd: folder, because: `${program} failed` });
  /** @type {CephCluster} */
  const cluster = { run, programs, folder, fsid, port, stops: [], call };
  await startMonitor(cluster);
  await startStore(cluster);
  return startGateway(cluster);
}

/** @param {CephCluster} cluster */
async function startMonitor(cluster) {
  const { programs, folder, fsid, port, call } = cluster;
  const map = join(folder, 'monmap');
  const address = `[v2:127.0.0.1:${port},v1:127.0.0.1:${port + 1}]`;
  const maps = ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', address, map];
  await mustRun(String(programs.monmaptool), maps, { cwd: folder });
  await writeKeys(cluster);
  await call('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', join(folder, 'keyring'));
  await startDaemon(cluster, 'ceph-mon', ['-i', 'a']);
}

/** @param {CephCluster} cluster */
async function writeKeys({ programs, folder }) {
  const path = join(folder, 'keyring');
  const names = Object.entries(CAPABILITIES);
  for (const [index, [name, capabilities]] of names.entries()) {
    const caps = capabilities.flatMap((word, at) => (at % 2 === 0 ? ['--cap', word] : [word]));
    const create = index === 0 ? ['--create-keyring'] : [];
    await mustRun(String(programs['ceph-authtool']), [path, ...create, '--gen-key', '-n', name, ...caps], {
      cwd: folder,
    });
  }
}

/** @param {CephCluster} cluster */
async function startStore(cluster) {
  const id = randomUUID();
  await cluster.call('ceph', 'osd', 'new', id, '0');
  await cluster.call('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', id, '--no-mon-config');
  const started = await startDaemon(cluster, 'ceph-osd', ['-i', '0']);
  const isUp = async () => /\b1 up/.test(await cluster.call('ceph', 'osd', 'stat'));
  await whenReady(started, isUp, { name: 'ceph-osd', withinMs: 60_000 });
}

/** @param {CephCluster} cluster */
async function startGateway(cluster) {
  const started = await startDaemon(cluster, 'radosgw', ['-n', 'client.rgw']);
  const url = `127.0.0.1:${cluster.port + 2}`;
  const answers = async () => (await fetch(`http://${url}/`).catch(() => undefined))?.status === 200;
  await whenReady(started, answers, { name: 'radosgw', withinMs: 60_000 });
  const key = randomBytes(10).toString('hex');
  const secret = randomBytes(20).toString('hex');
  const user = ['--uid', 'tests', '--display-name', 'tests', '--access-key', key, '--secret-key', secret];
  await cluster.call('radosgw-admin', '-n', 'client.rgw', 'user', 'create', ...user);
  return { url: `s3://${key}:${secret}@${url}`, pid: started.pid, stop: () => stopAll(cluster) };
}

/** @param {CephCluster} cluster */
async function stopAll({ stops }) {
  for (const stop of stops.toReversed()) await stop();
}

/** @param {CephCluster} cluster @param {string} name @param {string[]} args */
async function startDaemon({ run, programs, folder, stops }, name, args) {
  const program = programs[name];
  if (!program) throw new ReadableError(`${name} is not installed`);
  const flags = ['-c', join(folder, 'ceph.conf'), ...args, '-f'];
  // All of it is in memory: nothing is lost by ending it at once.
  const rest = { marker: folder, stopSignal: /** @type {const} */ ('SIGKILL'), options: { cwd: folder } };
  const started = await run.start({ name, program, args: flags, ...rest });
  stops.push(started.stop);
  return started;
}
