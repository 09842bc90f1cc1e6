import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startNats } from '../servers/nats.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { CHECKOUT } from './checkout.mjs';
import { readEnvironment, secretKeyOf } from './environment.mjs';
import { openDataFolder } from './prepare.mjs';
import { step } from './progress.mjs';
import { findKeptRun, openRun } from './run-folder.mjs';
import { provideNats } from './tools.mjs';

const ADDRESSES = 'addresses.json';

/**
 * @typedef {object} Servers
 * @property {import('./run-folder.mjs').Run} run that they belong to; closing it stops them
 * @property {import('./environment.mjs').Environment} env complete environment for the service and its tools
 */

/**
 * Starts a server for every URL that is not set, and puts together the environment of the service.
 *
 * @param {object} options
 * @param {boolean} options.persist whether data is kept in `.data` for the next time (one such command at a time), or
 *   thrown away at the end (any number side by side)
 * @param {string} options.command what the person typed, such as `npm start`
 * @param {string} [options.checkout] this one unless given
 * @param {readonly string[]} [options.needs] variables to provide, all four unless given
 * @returns {Promise<Servers>}
 * @throws AlreadyRunningError when `persist` and another command works on the kept data
 * @throws ReadableError when a server cannot be found or started
 */
export async function startServers({ persist, command, checkout = CHECKOUT, needs = Object.keys(PROVIDERS) }) {
  const dataFolder = await openDataFolder(checkout);
  const run = await openRun({ dataFolder, isKept: persist, command });
  const env = await readEnvironment(checkout);
  const place = { run, checkout, dataFolder, folder: persist ? dataFolder : run.folder };
  const provided = await provideMissing({ needs, env, place });
  await writeFile(join(run.folder, ADDRESSES), JSON.stringify(provided), { mode: 0o600 });
  // glibc's arenas hold on to memory that libvips frees: two are enough, and save a third of the resident size.
  return { run, env: { MALLOC_ARENA_MAX: '2', ...env, ...provided } };
}

/**
 * @typedef {object} Place
 * @property {import('./run-folder.mjs').Run} run
 * @property {string} checkout
 * @property {string} dataFolder `.data` of the checkout
 * @property {string} folder for data of this run
 */

/** @type {Record<string, (place: Place, env: import('./environment.mjs').Environment) => Promise<string | undefined>>} */
const PROVIDERS = {
  DATABASE_URL: ({ run, checkout, dataFolder }) =>
    step('starting PostgreSQL', async () => (await startPostgres({ run, checkout, dataFolder })).url),
  MESSAGE_HUB_URL: async ({ run, dataFolder, folder }) => {
    const program = await provideNats(dataFolder);
    const start = () => startNats({ run, program, dataFolder: join(folder, 'nats') });
    return step('starting NATS with JetStream', async () => (await start()).url);
  },
  STORAGE_URL: async ({ folder }) => {
    await mkdir(join(folder, 'images'), { recursive: true, mode: 0o700 });
    return pathToFileURL(join(folder, 'images')).href;
  },
  SECRET_KEY: ({ dataFolder }, env) => secretKeyOf(env, dataFolder),
};

/**
 * @param {{needs: readonly string[], env: import('./environment.mjs').Environment, place: Place}} options
 * @returns {Promise<import('./environment.mjs').Environment>} the variables that were not set
 */
async function provideMissing({ needs, env, place }) {
  /** @type {import('./environment.mjs').Environment} */
  const provided = {};
  for (const name of needs.filter((variable) => !env[variable])) {
    const value = await PROVIDERS[name]?.(place, env);
    if (value) provided[name] = value;
  }
  return provided;
}

/**
 * The servers that `npm start` has started in this checkout, for a tool that wants to work on the same data.
 *
 * @param {object} [options]
 * @param {string} [options.checkout] this one unless given
 * @returns {Promise<import('./environment.mjs').Environment | undefined>} complete environment; undefined when
 *   nothing runs
 */
export async function findRunningServers({ checkout = CHECKOUT } = {}) {
  const run = await findKeptRun(join(checkout, '.data'));
  if (!run) return undefined;
  const provided = await readFile(join(run.folder, ADDRESSES), 'utf8').catch(() => undefined);
  return provided && { ...JSON.parse(provided), ...(await readEnvironment(checkout)) };
}
