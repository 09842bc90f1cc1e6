import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { onFreePort } from '../lib/free-port.mjs';
import { whenReady } from '../lib/readiness.mjs';

/**
 * @typedef {object} StartedServer
 * @property {string} url where it listens, with credentials where it has any
 * @property {number} pid
 * @property {() => Promise<void>} stop ends it; asked twice, it is done once
 */

/**
 * Starts a nats-server with JetStream on loopback. It has no password, as every tool of the hub expects of a server
 * on one's own machine.
 *
 * @param {object} options
 * @param {import('../lib/run-folder.mjs').Run} options.run
 * @param {string} options.program absolute path of nats-server, 2.9 or newer
 * @param {string} options.dataFolder of JetStream; made when missing
 * @returns {Promise<StartedServer>} `nats://127.0.0.1:PORT`
 * @throws ReadableError when it does not answer within 15 s
 */
export async function startNats({ run, program, dataFolder }) {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  return onFreePort((port) => startOn(port, { run, program, dataFolder }));
}

/**
 * @param {number} port @param {{run: import('../lib/run-folder.mjs').Run, program: string, dataFolder: string}} options
 * @returns {Promise<StartedServer>}
 */
async function startOn(port, { run, program, dataFolder }) {
  const serverName = `image-service-${randomUUID()}`;
  const listen = ['--addr', '127.0.0.1', '--port', String(port), '--name', serverName];
  const args = [...listen, '--jetstream', '--store_dir', dataFolder];
  const started = await run.start({ name: 'nats', program, args, marker: serverName, options: { cwd: dataFolder } });
  // Another program may have taken the port a moment before: only the server with our name counts.
  const isOurs = async () => (await readInfo(port))?.server_name === serverName;
  await whenReady(started, isOurs, { name: 'nats-server', withinMs: 15_000 });
  return { url: `nats://127.0.0.1:${port}`, pid: started.pid, stop: started.stop };
}

/**
 * Reads the line that a NATS server greets everyone with.
 *
 * @param {number} port on loopback
 * @returns {Promise<{server_name?: string, jetstream?: boolean} | undefined>} undefined when no NATS greets there
 */
function readInfo(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    let text = '';
    const finish = (/** @type {object | undefined} */ info) => {
      socket.destroy();
      resolve(info);
    };
    socket.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('\r\n')) finish(parseInfo(text));
    });
    socket.once('error', () => finish(undefined));
    socket.once('timeout', () => finish(undefined));
    socket.once('end', () => finish(undefined));
  });
}

/** @param {string} text */
function parseInfo(text) {
  try {
    return JSON.parse(text.slice('INFO '.length, text.indexOf('\r\n')));
  } catch {
    return undefined;
  }
}
