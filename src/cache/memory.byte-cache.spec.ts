import { byteCacheContract } from './byte-cache.contract';
import type { CacheOutcome } from './byte-cache';
import { MemoryByteCache } from './memory.byte-cache';

const LONG = { ttlS: 60 };

byteCacheContract('MemoryByteCache', () => {
  const outcomes: CacheOutcome[] = [];
  const cache = new MemoryByteCache(16_000_000, (outcome) => outcomes.push(outcome));
  return Promise.resolve({ cache, outcomes, cleanup: () => cache.close() });
});

describe('MemoryByteCache', () => {
  const ignore = () => undefined;

  it('never keeps more than its bound, however many entries come', async () => {
    const cache = new MemoryByteCache(100_000, ignore);
    for (let number = 0; number < 1000; number++) await cache.set(`key-${number}`, Buffer.alloc(1000), LONG);

    const kept = await Promise.all(Array.from({ length: 1000 }, (_, number) => cache.get(`key-${number}`)));

    const keptBytes = kept.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
    expect(keptBytes).toBeGreaterThan(50_000);
    expect(keptBytes).toBeLessThan(100_000);
    expect(kept[999]).toBeDefined();
    expect(kept[0]).toBeUndefined();
  });

  it('gives at once what it holds, and counts only what was found that way', async () => {
    const outcomes: CacheOutcome[] = [];
    const cache = new MemoryByteCache(100_000, (outcome) => outcomes.push(outcome));
    await cache.set('here', Buffer.from('x'), LONG);

    const held = [cache.held('here')?.toString(), cache.held('away')];

    expect([held, outcomes]).toEqual([['x', undefined], ['hit']]);
  });

  it('counts empty entries, too', async () => {
    const cache = new MemoryByteCache(10_000, ignore);
    for (let number = 0; number < 1000; number++) await cache.set(`key-${number}`, Buffer.alloc(0), LONG);

    const kept = await Promise.all(Array.from({ length: 1000 }, (_, number) => cache.get(`key-${number}`)));

    expect(kept.filter(Boolean).length).toBeLessThan(40);
  });

  it('keeps nothing above an eighth of its bound, and throws nothing out for it', async () => {
    const cache = new MemoryByteCache(80_000, ignore);
    await cache.set('small', Buffer.alloc(1000), LONG);

    await cache.set('large', Buffer.alloc(10_000), LONG);

    expect(await cache.get('large')).toBeUndefined();
    expect(await cache.get('small')).toBeDefined();
  });

  it('does not keep the memory alive that a slice was cut from', async () => {
    const cache = new MemoryByteCache(1_000_000, ignore);

    await cache.set('slice', Buffer.alloc(500_000, 'x').subarray(10, 20), LONG);

    const kept = await cache.get('slice');
    expect(String(kept)).toBe('xxxxxxxxxx');
    expect(kept?.buffer.byteLength).toBe(10);
  });

  it('uses the least recently used entry first', async () => {
    const cache = new MemoryByteCache(16_000, ignore);
    await cache.set('old but wanted', Buffer.alloc(1000), LONG);
    for (let number = 0; number < 30; number++) {
      await cache.set(`key-${number}`, Buffer.alloc(1000), LONG);
      await cache.get('old but wanted');
    }

    expect(await cache.get('old but wanted')).toBeDefined();
    expect(await cache.get('key-0')).toBeUndefined();
  });
});
