import { MemoryByteCache } from '../cache/memory.byte-cache';
import type { ObjectStore } from '../storage/object-store';
import { ImageContent } from './image-content';
import type { ImagesReader } from './images.reader';

const PATH = 'images/5d/x/original-a.png';

function contentOf(get: (key: string) => Promise<Buffer>) {
  const cache = new MemoryByteCache(64_000_000, () => undefined);
  const fetch = jest.fn(get);
  const content = new ImageContent({} as ImagesReader, { get: fetch } as unknown as ObjectStore, cache);
  return { content, fetch, cache };
}

describe('ImageContent', () => {
  it('fetches a file once for all who ask, at the same time or later', async () => {
    const { content, fetch } = contentOf(() => Promise.resolve(Buffer.from('picture')));

    const together = await Promise.all(Array.from({ length: 50 }, () => content.file(PATH)));
    const later = await content.file(PATH);

    expect([...together, later].map(String)).toEqual(Array(51).fill('picture'));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('fetches once even when callers come while the first fetch lands in a slow cache', async () => {
    const { content, fetch, cache } = contentOf(() => Promise.resolve(Buffer.from('picture')));
    const set = cache.set.bind(cache);
    cache.set = async (...entry) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return set(...entry);
    };

    const callers = Array.from({ length: 40 }, async (_, turn) => {
      await new Promise((resolve) => setTimeout(resolve, turn % 10));
      return content.file(PATH);
    });
    await Promise.all(callers);

    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('remembers no failure', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve(Buffer.from('picture'))];
    answers[0]?.catch(() => undefined);
    const { content } = contentOf(() => answers.shift() as Promise<Buffer>);

    await expect(content.file(PATH)).rejects.toThrow('away');

    expect(String(await content.file(PATH))).toBe('picture');
  });

  it.each([
    [2_000_000, 1],
    [2_000_001, 2],
  ])('keeps a file of %i bytes or does not: %i fetches for two calls', async (size, fetches) => {
    const { content, fetch } = contentOf(() => Promise.resolve(Buffer.alloc(size)));

    await content.file(PATH);
    await content.file(PATH);

    expect(fetch).toHaveBeenCalledTimes(fetches);
  });
});
