import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { CHECKOUT } from './checkout.mjs';
import { beforeExit } from './cleanup.mjs';
import { freePort, isPortFree } from './free-port.mjs';
import { whenReady } from './readiness.mjs';
import { ReadableError } from './readable-error.mjs';
import { runProgram } from './run-program.mjs';
import { say } from './progress.mjs';

const DEFAULT_PORT = 8002;
const HIGHEST_PORT = 65_535;
const DEFAULT_HOST = '0.0.0.0';
// Longer than the service gives its own running work to finish.
const PATIENCE_MS = 60_000;
// Addresses of the kind we provide ourselves; only their form counts.
const PROVIDED = {
  DATABASE_URL: 'postgres://127.0.0.1/image',
  MESSAGE_HUB_URL: 'nats://127.0.0.1:4222',
  STORAGE_URL: 'file:///tmp/images',
};

/**
 * The running image service.
 *
 * @typedef {object} Service
 * @property {string} url `http://127.0.0.1:PORT`
 * @property {number} port
 * @property {number} pid
 * @property {Promise<number>} exited its exit code, 128 + number of the signal that ended it
 * @property {() => Promise<number>} stop asks it to end and waits; asked twice, it is asked once
 */

/**
 * Starts the compiled service and waits until it says that it is ready.
 *
 * @param {object} options
 * @param {import('./run-folder.mjs').Run} options.run that it belongs to
 * @param {import('./environment.mjs').Environment} options.env complete environment, as `startServers` returns it
 * @param {number} [options.port] HTTP port, 0 for a free one; PORT of `env` or 8002 unless given
 * @param {'log' | 'inherit'} [options.output] where its log goes: `log` to a file of the run, else to ours (default)
 * @param {string} [options.checkout] this one unless given
 * @param {string} [options.program] compiled entry file, `dist/src/main.js` unless given
 * @returns {Promise<Service>}
 * @throws ReadableError when the port is taken, or it ends or is not ready within 60 s
 */
export async function startService({ run, env, port, output = 'inherit', checkout = CHECKOUT, program }) {
  const chosen = await choosePort(env, port);
  const entry = program ?? join(checkout, 'dist/src/main.js');
  const started = await run.start({
    name: 'image-service',
    program: process.execPath,
    args: [entry],
    marker: entry,
    patienceMs: PATIENCE_MS,
    output,
    options: { cwd: checkout, env: { ...env, PORT: String(chosen) } },
  });
  const service = serviceOf(started, chosen);
  beforeExit(service.stop);
  await whenReady(started, () => isReady(service.url), { name: 'the image service', withinMs: 60_000 });
  return service;
}

/**
 * Brings the tables up to date, or takes the last step back.
 *
 * @param {object} options
 * @param {import('./environment.mjs').Environment} options.env complete environment, as `startServers` returns it
 * @param {'run' | 'revert'} [options.direction] `run` unless given
 * @param {string} [options.checkout] this one unless given
 * @returns {Promise<void>}
 * @throws ReadableError when a migration fails; what it said is shown before
 */
export async function migrate({ env, direction = 'run', checkout = CHECKOUT }) {
  const program = join(checkout, 'dist/src/migrate.js');
  const { exitCode, output } = await runProgram(process.execPath, [program, direction], { cwd: checkout, env });
  if (exitCode === 0) return;
  say(output.trim());
  throw new ReadableError(`the migrations failed with exit code ${exitCode}`);
}

/**
 * @param {import('./run-folder.mjs').StartedProcess} started @param {number} port
 * @returns {Service}
 */
function serviceOf({ child, pid, stop }, port) {
  const exited = once(child, 'exit').then(([code, signal]) => code ?? 128 + signalNumber(signal));
  /** @type {Promise<number> | undefined} */
  let stopping;
  const stopOnce = () => (stopping ??= stop().then(() => exited));
  return { url: `http://127.0.0.1:${port}`, port, pid, exited, stop: stopOnce };
}

/** @param {NodeJS.Signals} signal */
function signalNumber(signal) {
  return constants.signals[signal];
}

/**
 * Lets the service itself look at the environment, before any server is started for it. What we provide counts as set.
 *
 * @param {import('./environment.mjs').Environment} env what the person has set
 * @param {string} [checkout] this one unless given
 * @returns {Promise<void>}
 * @throws ReadableError listing every fault by name, never by value
 */
export async function checkConfiguration(env, checkout = CHECKOUT) {
  const program = join(checkout, 'dist/src/check-config.js');
  const secret = env.NODE_ENV === 'production' ? {} : { SECRET_KEY: 'x'.repeat(32) };
  const { exitCode, output } = await runProgram(process.execPath, [program], {
    cwd: checkout,
    env: { ...PROVIDED, ...secret, ...env },
  });
  if (exitCode !== 0) throw new ReadableError(output.trim());
}

/**
 * Looks whether the service could listen, before minutes are spent on everything else.
 *
 * @param {import('./environment.mjs').Environment} env with PORT and HOST, or their defaults
 * @param {number} [port] instead of PORT
 * @returns {Promise<number>} the port to use, one that is free when 0 was asked for
 * @throws ReadableError when it is taken, or no port at all
 */
export async function choosePort(env, port = Number(env.PORT ?? DEFAULT_PORT)) {
  if (port === 0) return freePort();
  if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) {
    throw new ReadableError(`PORT must be a whole number from 0 to ${HIGHEST_PORT}`);
  }
  if ((await isPortFree(port, env.HOST ?? DEFAULT_HOST)) && (await isPortFree(port))) return port;
  if (env.HOST && (await isPortFree(port))) {
    throw new ReadableError(`HOST: nothing can listen on port ${port} of that address of this machine`);
  }
  throw new ReadableError(`port ${port} is taken by another program: choose another one, such as PORT=${port + 1}`);
}

/** @param {string} url */
async function isReady(url) {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  return answer?.status === 200;
}
