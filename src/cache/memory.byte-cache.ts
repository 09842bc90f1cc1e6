import { LRUCache } from 'lru-cache';
import { ByteCache, type CacheLifetime, type CacheObserver } from './byte-cache';

/** What the map spends on an entry besides key and bytes: an estimate, so that many tiny entries stay bounded, too. */
const ENTRY_OVERHEAD_BYTES = 256;
/** One picture may not throw out all others. */
const LARGEST_SHARE = 8;

/** The cache of one process: least recently used goes first, never more than `maxBytes`. */
export class MemoryByteCache extends ByteCache {
  private readonly entries: LRUCache<string, Buffer>;

  /**
   * @param maxBytes bound of all keys, bytes and overhead together; an entry above an eighth of it is not kept
   * @param observe hears the outcome of every `get`
   */
  constructor(
    maxBytes: number,
    private readonly observe: CacheObserver,
  ) {
    super();
    this.entries = new LRUCache({
      maxSize: maxBytes,
      maxEntrySize: Math.floor(maxBytes / LARGEST_SHARE),
      sizeCalculation: (bytes, key) => bytes.length + key.length * 2 + ENTRY_OVERHEAD_BYTES,
    });
  }

  get(key: string): Promise<Buffer | undefined> {
    const bytes = this.entries.get(key);
    this.observe(bytes ? 'hit' : 'miss');
    return Promise.resolve(bytes);
  }

  override held(key: string): Buffer | undefined {
    const bytes = this.entries.get(key);
    if (bytes !== undefined) this.observe('hit');
    return bytes;
  }

  set(key: string, bytes: Buffer, { ttlS }: CacheLifetime): Promise<void> {
    this.entries.set(key, owned(bytes), { ttl: Math.ceil(ttlS) * 1000 });
    return Promise.resolve();
  }

  delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.entries.delete(key);
    return Promise.resolve();
  }

  deleteByPrefix(prefix: string): Promise<void> {
    for (const key of [...this.entries.keys()]) if (key.startsWith(prefix)) this.entries.delete(key);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.entries.clear();
    return Promise.resolve();
  }
}

/** A slice would keep the whole memory it was cut from alive, which the bound does not count. */
function owned(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength === bytes.length) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
