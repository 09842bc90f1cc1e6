import { readdir, readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { EncoderProcess } from '../../src/processing/derive/encoder-process';
import { aPortrait } from './support/pictures';

describe('A process that works on pixels', () => {
  const encoder = new EncoderProcess();
  afterAll(() => encoder.stop());

  it('stands back behind the service with every thread, those that encode among them', async () => {
    await encoder.encode(await aPortrait(), { format: 'webp', widthPx: 64, heightPx: 64, fit: 'cover' });

    const steps = await priorities(encoder.pid ?? 0);

    const names = steps.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('libvips')).length).toBeGreaterThan(0);
    expect(steps.filter(({ nice }) => nice < getPriority() + 5)).toEqual([]);
  });
});

/** Of the threads of a process; proc(5): `nice` is the 17th number behind the name. */
async function priorities(pid: number): Promise<{ name: string; nice: number }[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const stats = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')));
  return stats.map((stat) => ({
    name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
    nice: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]),
  }));
}
