import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SCRIPTS = resolve(__dirname, '..');
const STATIC_IMPORT = /^(?:import|export) (?:[^;'(=]*? from )?'([^']+)'/gm;

/**
 * Packages that a file needs before its first line runs, with the file that wants them.
 *
 * @param {string} file
 * @param {Set<string>} [seen]
 * @returns {string[]}
 */
function packagesOf(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const wanted = [...readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)].map(([, name]) => name ?? '');
  return wanted.flatMap((name) => {
    if (name.startsWith('.')) return packagesOf(resolve(dirname(file), name), seen);
    return name.startsWith('node:') ? [] : [`${name} in ${file.slice(SCRIPTS.length + 1)}`];
  });
}

describe('in a clone with nothing installed', () => {
  const commands = readdirSync(SCRIPTS).filter((name) => name.endsWith('.mjs'));

  it.each(commands)('%s can begin, and install what it needs', (name) => {
    expect(packagesOf(join(SCRIPTS, name))).toEqual([]);
  });

  it('would be noticed if it could not', () => {
    expect(packagesOf(join(SCRIPTS, 'lib/delivery/compose-faults.mjs'))).toContainEqual(
      expect.stringMatching(/^yaml in/),
    );
  });
});
