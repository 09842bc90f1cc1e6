import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { onFreePort } from '../lib/free-port.mjs';
import { whenReady } from '../lib/readiness.mjs';

/**
 * Starts a redis-server on loopback that forgets everything when it stops. For tests only: the service itself keeps
 * its cache in the process unless CACHE_URL names a server.
 *
 * @param {object} options
 * @param {import('../lib/run-folder.mjs').Run} options.run
 * @param {string} options.program absolute path of redis-server, 6.2 or newer
 * @returns {Promise<import('./nats.mjs').StartedServer>} `redis://:password@127.0.0.1:PORT`
 * @throws ReadableError when it does not answer within 10 s
 */
export function startRedis({ run, program }) {
  return onFreePort((port) => startOn(port, { run, program }));
}

/** @param {number} port @param {{run: import('../lib/run-folder.mjs').Run, program: string}} options */
async function startOn(port, { run, program }) {
  const password = randomBytes(16).toString('hex');
  const listen = ['--bind', '127.0.0.1', '--port', String(port), '--requirepass', password];
  const forget = ['--save', '', '--appendonly', 'no', '--dir', run.folder];
  const args = [...listen, ...forget, '--daemonize', 'no', '--set-proc-title', 'no'];
  const started = await run.start({ name: 'redis', program, args, marker: run.folder });
  // Only our server takes our password, so this also tells it from another one that was quicker on the port.
  await whenReady(started, () => acceptsPassword(port, password), { name: 'redis-server', withinMs: 10_000 });
  return { url: `redis://:${password}@127.0.0.1:${port}`, pid: started.pid, stop: started.stop };
}

/**
 * @param {number} port @param {string} password
 * @returns {Promise<boolean>}
 */
function acceptsPassword(port, password) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 }, () => socket.write(`AUTH ${password}\r\n`));
    const finish = (/** @type {boolean} */ isAccepted) => {
      socket.destroy();
      resolve(isAccepted);
    };
    socket.once('data', (chunk) => finish(String(chunk).startsWith('+OK')));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
    socket.once('end', () => finish(false));
  });
}
