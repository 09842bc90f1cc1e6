import { access, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handOver, takeOver } from './handed-over';

const large = Buffer.alloc(256 * 1024, 'large');

describe('handOver and takeOver', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handed-'));
    path = join(folder, 'picture');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('leave large bytes in a file that only this user may read, and take it away', async () => {
    const handed = await handOver(large, path);
    const { mode } = await stat(path);

    const taken = await takeOver(handed);

    expect([handed, mode & 0o777]).toEqual([{ path }, 0o600]);
    expect(taken.equals(large)).toBe(true);
    await expect(access(path)).rejects.toThrow();
  });

  it('replace what nobody took', async () => {
    await writeFile(path, 'of an earlier picture, and longer'.repeat(20_000));

    const taken = await takeOver(await handOver(large, path));

    expect(taken.equals(large)).toBe(true);
  });

  it('send with the message what is small, or cannot be written', async () => {
    const small = large.subarray(1);

    expect(await handOver(small, path)).toEqual({ bytes: small });
    expect(await handOver(large, join(folder, 'no such folder', 'picture'))).toEqual({ bytes: large });
  });
});
