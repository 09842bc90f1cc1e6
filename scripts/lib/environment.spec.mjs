import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEnvironment, secretKeyOf } from './environment.mjs';

/** @type {string} */
let folder;

describe('the environment', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'environment-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is what is really set, then what .env says, and nothing that is empty', async () => {
    await writeFile(join(folder, '.env'), 'PORT=1\nHOST=there # why\nROLE=\nLOG_LEVEL=warn\n');

    const environment = await readEnvironment(folder, { PORT: '2', HOST: '' });

    expect(environment).toEqual({ PORT: '2', HOST: 'there', LOG_LEVEL: 'warn' });
  });

  it('has a key that is made once and that only its owner can read', async () => {
    const first = await secretKeyOf({}, folder);

    const second = await secretKeyOf({}, folder);

    expect(second).toBe(first);
    expect(first).toHaveLength(64);
    expect((await stat(join(folder, 'secret-key'))).mode & 0o777).toBe(0o600);
  });

  it('has no made-up key in production', async () => {
    const key = await secretKeyOf({ NODE_ENV: 'production' }, folder);

    expect(key).toBeUndefined();
    await expect(readFile(join(folder, 'secret-key'))).rejects.toThrow('ENOENT');
  });
});
