import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import util from 'node:util';

const SECRET = /_?(KEY|PASSWORD)$/;
const RANDOM_BYTES = 24;

/**
 * Writes `.env` beside the compose file from its template: what is there stays, every secret that is missing is made up.
 *
 * @param {string} folder that holds `env.example`
 * @returns {Promise<{path: string, made: string[]}>} the file (readable by its owner alone) and the names of the new secrets
 */
export async function writeDeploySecrets(folder) {
  const template = await readFile(join(folder, 'env.example'), 'utf8');
  const path = join(folder, '.env');
  const kept = util.parseEnv(await readFile(path, 'utf8').catch(() => ''));
  /** @type {string[]} */
  const made = [];
  const lines = template.split('\n').map((line) => {
    const name = /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name === undefined) return line;
    if (kept[name]) return `${name}=${quoted(kept[name])}`;
    if (!SECRET.test(name)) return line;
    made.push(name);
    return `${name}=${secret()}`;
  });
  await writeFile(`${path}.new`, lines.join('\n'), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return { path, made };
}

/** A letter first: nats-server reads what begins with a digit as a number. Safe in URLs. */
function secret() {
  return `k${randomBytes(RANDOM_BYTES).toString('hex')}`;
}

/** @param {string} value */
function quoted(value) {
  return /^[\w@%+=:,./?&-]*$/.test(value) ? value : `'${value}'`;
}
