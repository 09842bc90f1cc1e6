import { join } from 'node:path';

/**
 * The configuration of a Ceph that is as small and as quick to start as it gets: one monitor, one store in memory,
 * one S3 gateway, everything on loopback.
 *
 * @param {object} options
 * @param {string} options.folder of this cluster
 * @param {string} options.fsid UUID of the cluster
 * @param {number} options.port first of three: monitor (two), gateway
 * @returns {string} text of ceph.conf
 */
export function cephConfig({ folder, fsid, port }) {
  const place = (/** @type {string} */ name) => join(folder, name);
  const settings = {
    fsid,
    'mon host': `[v2:127.0.0.1:${port},v1:127.0.0.1:${port + 1}]`,
    'public addr': '127.0.0.1',
    keyring: place('keyring'),
    'run dir': folder,
    'mon data': place('mon'),
    'osd data': place('osd'),
    'admin socket': '',
    'log file': '',
    'crash dir': folder,
    'mon cluster log file': '/dev/null',
    ...signedAndPlain(),
    ...oneOfEach(),
    ...quick(),
    'rgw frontends': `beast endpoint=127.0.0.1:${port + 2} tcp_nodelay=1`,
    // Empty: bucket names are taken from the path, never from the host.
    'rgw dns name': '',
  };
  return ['[global]', ...Object.entries(settings).map(([name, value]) => `${name} = ${value}`), ''].join('\n');
}

/** With authentication `none` the gateway hangs; encryption on loopback only costs time. */
function signedAndPlain() {
  const auth = ['cluster', 'service', 'client'].map((who) => [`auth ${who} required`, 'cephx']);
  const modes = ['cluster', 'service', 'client', 'mon cluster', 'mon service', 'mon client'];
  return Object.fromEntries([...auth, ...modes.map((who) => [`ms ${who} mode`, 'crc'])]);
}

function oneOfEach() {
  return {
    'osd objectstore': 'memstore',
    // 1 GiB unless told, and then every write waits for ever: some 1,200 pictures. It takes only what lies in it.
    'memstore device bytes': 64 * 2 ** 30,
    'osd pool default size': 1,
    'osd pool default min size': 1,
    'osd pool default pg num': 4,
    'osd pool default pgp num': 4,
    'osd pool default pg autoscale mode': 'off',
    'mon allow pool size one': true,
    'osd crush chooseleaf type': 0,
    'osd crush initial weight': 1,
    'mon data avail crit': 0,
    'mon data avail warn': 0,
    'mon max pg per osd': 1000,
  };
}

/** The first start took 16 s before the two paxos lines, which wait for company that never comes. */
function quick() {
  return {
    'paxos propose interval': 0.02,
    'paxos min wait': 0.01,
    'rgw override bucket index max shards': 1,
    'rgw md log max shards': 1,
    'rgw data log num shards': 1,
    'rgw gc max objs': 1,
    'rgw lc max objs': 1,
    'rgw objexp hints num shards': 1,
    'rgw usage max shards': 1,
    'rgw cache enabled': true,
    'rgw thread pool size': 32,
  };
}
