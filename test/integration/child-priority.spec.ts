import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { EncoderProcess } from '../../src/processing/derive/encoder-process';
import { aPortrait } from './support/pictures';

const STAND_BACK = join(__dirname, '../../dist/src/common/stand-back.js');

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

describe('The service', () => {
  it('stands before its own helpers, which mark and compile, and before none that comes later', async () => {
    const script = `require(${JSON.stringify(STAND_BACK)}).standBack(5, 'helpers');
      require('node:fs').readFile(__filename, () => process.send('ready')); setInterval(() => {}, 1000);`;
    const child = fork('-e', [script], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(child, 'message');

    const niceness = (await priorities(child.pid ?? 0)).map(({ nice }) => nice - getPriority());
    child.kill();

    expect(niceness[0]).toBe(0);
    expect(niceness.filter((steps) => steps === 5).length).toBeGreaterThanOrEqual(4);
    // Those of files began after it.
    expect(niceness.filter((steps) => steps === 0).length).toBeGreaterThanOrEqual(4);
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
