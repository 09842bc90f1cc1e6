import { ByteCache, type CacheLifetime, type CacheObserver } from './byte-cache';
import { RedisAsker } from './redis-asker';

const KEY_PREFIX = 'image-service:';
/** Whole of a `deleteByPrefix`, however many keys there are. */
const SWEEP_MS = 2000;
/** More would not pass a slow network in the time that one command may take. */
const LARGEST_BYTES = 2 * 1024 * 1024;
const BATCH = 500;

/** A cache shared by all replicas. Redis may be slow, full, restarted or gone: see `RedisAsker` for how long anybody waits. */
export class RedisByteCache extends ByteCache {
  private readonly redis: RedisAsker;

  /**
   * @param url `redis[s]://[user:password@]host[:port][/database]`
   * @param observe hears the outcome of every `get`
   * @throws ValidationFailedError naming CACHE_URL, never its value
   */
  constructor(
    url: string,
    private readonly observe: CacheObserver,
  ) {
    super();
    this.redis = new RedisAsker(url);
  }

  async get(key: string): Promise<Buffer | undefined> {
    const answer = await this.redis.ask((client) => client.get(KEY_PREFIX + key));
    if (answer === 'skipped' || answer === 'error') {
      this.observe(answer);
      return undefined;
    }
    this.observe(answer.value === null ? 'miss' : 'hit');
    return answer.value ?? undefined;
  }

  async set(key: string, bytes: Buffer, { ttlS }: CacheLifetime): Promise<void> {
    if (bytes.length > LARGEST_BYTES) return;
    await this.redis.ask((client) =>
      client.set(KEY_PREFIX + key, bytes, { expiration: { type: 'EX', value: Math.ceil(ttlS) } }),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += BATCH) {
      const names = keys.slice(from, from + BATCH).map((key) => KEY_PREFIX + key);
      await this.redis.ask((client) => client.unlink(names));
    }
  }

  async deleteByPrefix(prefix: string): Promise<void> {
    const MATCH = `${literally(KEY_PREFIX + prefix)}*`;
    const endsAt = performance.now() + SWEEP_MS;
    let cursor = '0';
    do {
      const from = cursor;
      const page = await this.redis.ask((client) => client.scan(from, { MATCH, COUNT: BATCH }));
      if (page === 'skipped' || page === 'error') return;
      const { keys, cursor: next } = page.value;
      if (keys.length > 0) await this.redis.ask((client) => client.unlink(keys));
      cursor = next.toString();
    } while (cursor !== '0' && performance.now() < endsAt);
  }

  async close(): Promise<void> {
    await this.redis.close();
  }
}

/** In a MATCH pattern these characters mean something else (redis.io/commands/keys, 2026-11). */
function literally(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, '\\$&');
}
