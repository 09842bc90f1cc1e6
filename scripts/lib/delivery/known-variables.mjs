import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Of Node and glibc, not of the service: no schema of ours has them. */
const OF_THE_RUNTIME = ['NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'MALLOC_ARENA_MAX', 'TZ'];

/**
 * @param {string} checkout
 * @returns {Promise<{schema: string[], all: Set<string>}>} variables of the service, as `.env.example` (printed from
 *   `src/config/config.schema.ts`) lists them, and these together with those of its runtime
 */
export async function knownVariables(checkout) {
  const example = await readFile(join(checkout, '.env.example'), 'utf8');
  const schema = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => String(name));
  return { schema, all: new Set([...schema, ...OF_THE_RUNTIME]) };
}
