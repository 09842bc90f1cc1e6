/** How one `get` ended; `skipped` means the cache was known to be away and was not asked. */
export const CACHE_OUTCOMES = ['hit', 'miss', 'error', 'skipped'] as const;
export type CacheOutcome = (typeof CACHE_OUTCOMES)[number];

/** Hears the outcome of every `get`. */
export type CacheObserver = (outcome: CacheOutcome) => void;

/** How long an entry may be used. */
export interface CacheLifetime {
  /** Seconds, more than 0; parts of a second are rounded up. */
  readonly ttlS: number;
}

/**
 * Bytes kept close at hand. A cache is a favour, never a need: no method throws, and none takes noticeable time,
 * whatever state the cache is in. What was set may be gone a moment later.
 *
 * Buffers are shared, not copied: neither the giver nor a taker may change one.
 */
export abstract class ByteCache {
  /** The bytes kept under `key`, `undefined` when there are none or the cache cannot say. */
  abstract get(key: string): Promise<Buffer | undefined>;

  /**
   * The same without waiting, when the bytes lie in the memory of this process; `undefined` says nothing about whether
   * `get` would find them, and is not told to the observer.
   */
  held(_key: string): Buffer | undefined {
    return undefined;
  }

  /** Keeps the bytes if it can; resolves when that is known, or soon. */
  abstract set(key: string, bytes: Buffer, lifetime: CacheLifetime): Promise<void>;

  /** Forgets `keys`, any number of them. */
  abstract delete(keys: readonly string[]): Promise<void>;

  /** Forgets every key that begins with `prefix`, as far as the cache can be reached: a helper, not a guarantee. */
  abstract deleteByPrefix(prefix: string): Promise<void>;

  /** Lets go of memory and connections; afterwards every `get` is a miss. */
  abstract close(): Promise<void>;
}
