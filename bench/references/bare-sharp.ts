import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { answering, programSettings } from '../harness/answering';

/** Files that everything is made of. */
const { portrait, map } = programSettings<{ portrait: string; map: string }>();
const SIDES = [1024, 512, 256, 128];
let pictures: Record<'portrait' | 'map', Buffer>;

const webp = (bytes: Buffer, side: number): Promise<Buffer> =>
  sharp(bytes).resize(side, side, { fit: 'inside' }).webp({ quality: 80, effort: 2 }).toBuffer();

/** Runs work so often and tells what it cost, threads of libvips included. */
async function costOf(times: number, work: () => Promise<unknown>): Promise<{ cpuMs: number }> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 / times };
}

/** Reference of P8: sharp as its documentation shows it, a pipeline for each file. */
answering({
  start: () => {
    sharp.concurrency(1);
    sharp.cache(false);
    pictures = { portrait: readFileSync(portrait), map: readFileSync(map) };
    return {};
  },
  set: ({ times }: { times: number }) =>
    costOf(times, async () => {
      for (const side of SIDES) await webp(pictures.portrait, side);
    }),
  resize: ({ times }: { times: number }) => costOf(times, () => webp(pictures.portrait, 256)),
});
