import { join } from 'node:path';
import { startNats } from '../servers/nats.mjs';
import { startPostgres } from '../servers/postgres.mjs';
import { startRedis } from '../servers/redis.mjs';
import { startS3 } from '../servers/s3.mjs';
import { say, step } from './progress.mjs';
import { ReadableError } from './readable-error.mjs';
import { provideNats, providePrometheus, provideTestTools, S3_PROGRAMS } from './tools.mjs';

/**
 * @typedef {object} TestPlace
 * @property {import('./run-folder.mjs').Run} run whose data are thrown away
 * @property {string} checkout
 * @property {string} dataFolder `.data` of the checkout
 */

/**
 * Starts the real servers that integration and end-to-end tests speak to, unless their variables are set already.
 *
 * @param {TestPlace} place
 * @param {NodeJS.ProcessEnv} [given] this process's environment unless given; with `CI` set nothing may be missing
 * @returns {Promise<Record<string, string>>} TEST_DATABASE_URL (a superuser, in database `postgres`), TEST_NATS_URL,
 *   TEST_NATS_SERVER_BIN, TEST_S3_URL (no bucket in it), TEST_REDIS_URL, TEST_BROWSER_BIN (Chromium), TEST_PROMETHEUS_BIN
 *   and TEST_PROMTOOL_BIN; the last five only where the programs could be had
 * @throws ReadableError when a server cannot be found or started
 */
export async function startTestServers(place, given = process.env) {
  const natsServer = given.TEST_NATS_SERVER_BIN ?? (await provideNats(place.dataFolder));
  /** @type {Record<string, string>} */
  const urls = { TEST_NATS_SERVER_BIN: natsServer };
  for (const [name, start] of Object.entries(STARTERS)) {
    const url = given[name] ?? (await start({ ...place, natsServer, isComplete: Boolean(given.CI) }));
    if (url) urls[name] = url;
  }
  return urls;
}

/** @typedef {TestPlace & {natsServer: string, isComplete: boolean}} Starting */

/** @type {Record<string, (starting: Starting) => Promise<string | undefined>>} */
const STARTERS = {
  TEST_DATABASE_URL: (place) => step('starting PostgreSQL', async () => (await startPostgres(place)).url),
  TEST_NATS_URL: ({ run, natsServer }) =>
    step('starting NATS with JetStream', async () => {
      return (await startNats({ run, program: natsServer, dataFolder: join(run.folder, 'nats') })).url;
    }),
  TEST_S3_URL: (starting) =>
    orWithout('S3', starting, async () => {
      const programs = await provideTestTools(S3_PROGRAMS, ['radosgw', 'ceph-mon', 'ceph-osd']);
      return step('starting S3 (Ceph)', async () => (await startS3({ run: starting.run, programs })).url);
    }),
  TEST_REDIS_URL: (starting) =>
    orWithout('Redis', starting, async () => {
      const found = await provideTestTools(['redis-server'], ['redis-server']);
      const program = String(found['redis-server']);
      return step('starting Redis', async () => (await startRedis({ run: starting.run, program })).url);
    }),
  // Nothing is started: the tests open and close it themselves.
  TEST_BROWSER_BIN: (starting) =>
    orWithout('a browser', starting, async () => (await provideTestTools(['chromium'], ['chromium'])).chromium),
  TEST_PROMETHEUS_BIN: async (starting) => (await prometheusFor(starting))?.prometheus,
  TEST_PROMTOOL_BIN: async (starting) => (await prometheusFor(starting))?.promtool,
};

/** @param {Starting} starting */
function prometheusFor(starting) {
  return orWithout('Prometheus', starting, () => providePrometheus(starting.dataFolder));
}

/**
 * A developer without rights to install still gets all other tests; an automatic run must not skip any in silence.
 *
 * @template T
 * @param {string} what
 * @param {Starting} starting
 * @param {() => Promise<T>} start
 */
async function orWithout(what, { isComplete }, start) {
  try {
    return await start();
  } catch (thrown) {
    if (isComplete || !(thrown instanceof ReadableError)) throw thrown;
    say(`  - tests that need ${what} are left out: ${thrown.message}`);
    return undefined;
  }
}
