import { randomBytes, randomUUID } from 'node:crypto';
import type { ByteCache, CacheOutcome } from './byte-cache';

/** A cache to test, empty and ready to answer, and what it reported. */
export interface CacheUnderTest {
  readonly cache: ByteCache;
  readonly outcomes: readonly CacheOutcome[];
  readonly cleanup: () => Promise<void>;
}

const LONG = { ttlS: 60 };

/** What every `ByteCache` promises while it is well; each adapter runs it. */
export function byteCacheContract(name: string, make: () => Promise<CacheUnderTest>): void {
  describe(`${name} as a ByteCache`, () => {
    let cache: ByteCache;
    let outcomes: readonly CacheOutcome[];
    let cleanup: () => Promise<void> = () => Promise.resolve();

    beforeAll(async () => {
      ({ cache, outcomes, cleanup } = await make());
    });

    afterAll(async () => {
      await cleanup();
    });

    it.each([0, 1, 1000, 1_000_000])('gives back %i bytes exactly as they were set', async (size) => {
      const bytes = randomBytes(size);

      await cache.set(`size/${size}`, bytes, LONG);

      expect((await cache.get(`size/${size}`))?.equals(bytes)).toBe(true);
    });

    it('replaces what it kept', async () => {
      await cache.set('replaced', Buffer.from('old'), LONG);
      await cache.set('replaced', Buffer.from('new'), LONG);

      expect(String(await cache.get('replaced'))).toBe('new');
    });

    it('does not know what was never set, and reports hits and misses', async () => {
      await cache.set('known', Buffer.from('x'), LONG);
      const before = outcomes.length;

      expect(await cache.get(randomUUID())).toBeUndefined();
      await cache.get('known');

      expect(outcomes.slice(before)).toEqual(['miss', 'hit']);
    });

    it('forgets what has outlived its time', async () => {
      await cache.set('short', Buffer.from('x'), { ttlS: 0.5 });
      await cache.set('long', Buffer.from('x'), LONG);

      await new Promise((resolve) => setTimeout(resolve, 1100));

      expect(await cache.get('short')).toBeUndefined();
      expect(await cache.get('long')).toBeDefined();
    });

    it('forgets the keys it is told to, many at once, and minds no missing ones', async () => {
      const keys = Array.from({ length: 1200 }, (_, number) => `many/${number}`);
      await Promise.all(keys.slice(0, 20).map((key) => cache.set(key, Buffer.from('x'), LONG)));
      await cache.set('kept', Buffer.from('x'), LONG);

      await cache.delete(keys);
      await cache.delete([]);

      expect(await Promise.all(keys.slice(0, 20).map((key) => cache.get(key)))).toEqual(Array(20).fill(undefined));
      expect(await cache.get('kept')).toBeDefined();
    });

    it.each(['image/', 'a*b', 'a?b', '[ab]', 'back\\slash', 'a^-b'])(
      'forgets all below %j and nothing else',
      async (prefix) => {
        const inside = Array.from({ length: 30 }, (_, number) => `${prefix}${number}`);
        const outside = ['imagine', 'aXb0', 'a0', 'b0', 'backslash0', `x${prefix}0`];
        await Promise.all([...inside, ...outside].map((key) => cache.set(key, Buffer.from('x'), LONG)));

        await cache.deleteByPrefix(prefix);

        expect((await Promise.all(inside.map((key) => cache.get(key)))).filter(Boolean)).toEqual([]);
        expect((await Promise.all(outside.map((key) => cache.get(key)))).filter(Boolean)).toHaveLength(outside.length);
      },
    );

    it('takes strange keys as they are', async () => {
      const keys = ['', 'ä 😀', 'a\r\nFLUSHALL\r\n', 'a\0b', 'x'.repeat(2000)];
      await Promise.all(keys.map((key, number) => cache.set(key, Buffer.from(String(number)), LONG)));

      const kept = await Promise.all(keys.map((key) => cache.get(key)));

      expect(kept.map(String)).toEqual(['0', '1', '2', '3', '4']);
    });
  });
}
