import { MemoryByteCache } from '../../cache/memory.byte-cache';
import type { DatabaseSignals } from '../../database/database-signals';
import type { ImagesReader } from '../images.reader';
import { ChangedImageCache } from './changed-image-cache';

const ID = '5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b21';
const KEYS = [`images/5d/${ID}/original-a.png`, `images/5d/${ID}/derived-b.webp`];
const OTHER = `images/5d/5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b22/original-a.png`;

async function heardAll(texts: readonly string[], status = 'deleted'): Promise<MemoryByteCache> {
  const cache = new MemoryByteCache(1_000_000, () => undefined);
  for (const key of [...KEYS, OTHER]) await cache.set(key, Buffer.from('x'), { ttlS: 60 });
  let hear: (text: string) => void = () => undefined;
  const signals = {
    on: (_name: string, listener: (text: string) => void) => {
      hear = listener;
      return () => undefined;
    },
  };
  const images = { find: () => Promise.resolve({ status }) } as unknown as ImagesReader;
  new ChangedImageCache(signals as unknown as DatabaseSignals, cache, images).onModuleInit();
  texts.forEach((text) => hear(text));
  await new Promise((resolve) => setImmediate(resolve));
  return cache;
}

const kept = async (cache: MemoryByteCache): Promise<boolean[]> =>
  Promise.all([...KEYS, OTHER].map(async (key) => (await cache.get(key)) !== undefined));

describe('ChangedImageCache', () => {
  it('drops every file of the image that was deleted, and of no other', async () => {
    const cache = await heardAll([ID.toUpperCase(), ID]);

    expect(await kept(cache)).toEqual([false, false, true]);
  });

  it('keeps the files of an image of which only the metadata changed', async () => {
    const cache = await heardAll([ID], 'active');

    expect(await kept(cache)).toEqual([true, true, true]);
  });

  it.each(['', 'images/', '*', '../..', `${ID}x`])('keeps everything at the signal %j', async (text) => {
    const cache = await heardAll([text]);

    expect(await kept(cache)).toEqual([true, true, true]);
  });
});
