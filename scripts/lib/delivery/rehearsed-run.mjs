import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../eventually.mjs';
import { filesUnder } from '../fingerprint.mjs';
import { freePort } from '../free-port.mjs';
import { step } from '../progress.mjs';
import { ReadableError } from '../readable-error.mjs';
import { signToken } from '../token.mjs';
import { RehearsedContainer } from './rehearsed-container.mjs';

/** @typedef {import('./rehearsed-build.mjs').RehearsedImage} RehearsedImage */

/**
 * Runs what would be the image against real servers: its migrations, the service, its health check, a picture, and its
 * end.
 *
 * @param {RehearsedImage} image
 * @param {object} place
 * @param {Record<string, string>} place.servers as `startTestServers` returns them
 * @param {string} place.folder for what may be written: /tmp of the container
 * @returns {Promise<void>}
 * @throws ReadableError at the first thing that is not as it must be
 */
export async function rehearseRun(image, { servers, folder }) {
  const env = await environmentOf(image, { servers, folder });
  const before = await filesUnder(image.root, '.');
  const once = async (/** @type {string} */ name, /** @type {string[]} */ ...command) => {
    const container = new RehearsedContainer(image, command, env);
    await step(`running ${name}`, () => endsWith(container, 0, 120_000));
  };
  await once('migrations', 'node', 'dist/src/migrate.js', 'run');
  await once('the wait for migrations', 'node', 'dist/src/migrate.js', 'wait');
  await once('hub-init', 'node', 'dist/src/hub-init.js');
  await once('storage-init', 'node', 'dist/src/storage-init.js');
  await step('a signal while it starts ends it', () => endsEarly(image, env));
  await step('a picture is made, and SIGTERM ends it with 0', () => servesOnce(image, env));
  const after = await filesUnder(image.root, '.');
  if (after.join() !== before.join()) throw new ReadableError('something was written below the root of the image');
}

/** @param {RehearsedImage} image @param {{servers: Record<string, string>, folder: string}} place */
async function environmentOf({ user }, { servers, folder }) {
  const { default: pg } = await import('pg');
  const name = `rehearsal_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: servers.TEST_DATABASE_URL });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const database = new URL(String(servers.TEST_DATABASE_URL));
  database.pathname = `/${name}`;
  const tmp = join(folder, 'tmp');
  await mkdir(tmp);
  if (process.getuid?.() === 0) await chown(tmp, user.uid, user.gid);
  return {
    DATABASE_URL: database.href,
    MESSAGE_HUB_URL: String(servers.TEST_NATS_URL),
    STORAGE_URL: servers.TEST_S3_URL ? `${servers.TEST_S3_URL}/${name.replace('_', '-')}` : `file://${tmp}/images`,
    ...(servers.TEST_REDIS_URL ? { CACHE_URL: servers.TEST_REDIS_URL } : {}),
    SECRET_KEY: randomBytes(32).toString('hex'),
    PORT: String(await freePort()),
    TMPDIR: tmp,
  };
}

/** @param {RehearsedContainer} container @param {number} code @param {number} withinMs */
async function endsWith(container, code, withinMs) {
  const late = new Promise((resolve) => setTimeout(resolve, withinMs, `nothing within ${withinMs / 1000} s`).unref());
  const end = await Promise.race([container.exited, late]);
  if (end !== code) throw new ReadableError(`it ended with ${end}:\n${container.output.slice(-3000)}`);
}

/** @param {RehearsedImage} image @param {Record<string, string>} env */
async function endsEarly(image, env) {
  // An address that swallows what is sent: the start would wait for it.
  const away = { ...env, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const container = new RehearsedContainer(image, image.command, away);
  await eventually(() => container.output.length > 0, { what: 'its first word', withinMs: 60_000 });
  await container.signal('SIGTERM');
  await endsWith(container, 0, 10_000);
}

/** @param {RehearsedImage} image @param {Record<string, string>} env */
async function servesOnce(image, env) {
  const url = `http://127.0.0.1:${env.PORT}`;
  const container = new RehearsedContainer(image, image.command, env);
  const isReady = async () => {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    return answer?.status === 200;
  };
  await eventually(isReady, { what: 'readiness', withinMs: 60_000, everyMs: 200 });
  await endsWith(new RehearsedContainer(image, image.health, env), 0, 20_000);
  await paints(url, signToken({ sub: 'rehearsal', ttlSeconds: 300 }, String(env.SECRET_KEY)));
  const page = await fetch(url);
  if (page.status !== 200) throw new ReadableError(`the gallery answers ${page.status}`);
  await container.signal('SIGTERM');
  await endsWith(container, 0, 30_000);
  // Nobody is there any more: the health check must say so.
  await endsWith(new RehearsedContainer(image, image.health, env), 1, 20_000);
}

/** @param {string} url @param {string} token */
async function paints(url, token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', prefer: 'wait=60' };
  const body = JSON.stringify({ description: 'an old lighthouse keeper' });
  const answer = await fetch(`${url}/api/v1/portraits`, { method: 'POST', headers, body });
  if (answer.status !== 201)
    throw new ReadableError(`the picture was answered with ${answer.status}: ${await answer.text()}`);
  const { id, size_bytes: size } = /** @type {{id: string, size_bytes: number}} */ (await answer.json());
  const content = await fetch(`${url}/api/v1/images/${id}/content`, { headers });
  const bytes = (await content.arrayBuffer()).byteLength;
  if (content.status !== 200 || (size && bytes === 0))
    throw new ReadableError(`its bytes were answered with ${content.status}`);
}
