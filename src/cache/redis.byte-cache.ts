import { Logger } from '@nestjs/common';
import { Breaker } from './breaker';
import { ByteCache, type CacheLifetime, type CacheObserver } from './byte-cache';
import { type RedisClient, RedisConnection } from './redis-connection';

const KEY_PREFIX = 'image-service:';
/** Longest wait for one command: beyond it the picture is fetched from the store, which is quicker. */
const COMMAND_MS = 50;
/** Whole of a `deleteByPrefix`, however many keys there are. */
const SWEEP_MS = 2000;
/** More would not pass a slow network within `COMMAND_MS`. */
const LARGEST_BYTES = 2 * 1024 * 1024;
const BATCH = 500;
/** Looks without an answer after which the connection itself is replaced. */
const LOOKS_BEFORE_RENEWAL = 3;
const BREAKER = { failures: 3, pauseMs: 1000 };

/**
 * A cache shared by all replicas. Redis may be slow, full, restarted or gone: a caller waits at most 50 ms, and after three
 * failures in a row not at all, until Redis has answered a look that nobody waits for.
 */
export class RedisByteCache extends ByteCache {
  private readonly logger = new Logger(RedisByteCache.name);
  private readonly connection: RedisConnection;
  private readonly breaker = new Breaker(BREAKER);

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
    this.connection = new RedisConnection(url);
  }

  async get(key: string): Promise<Buffer | undefined> {
    const answer = await this.ask((client) => client.get(KEY_PREFIX + key));
    if (answer === 'skipped' || answer === 'error') {
      this.observe(answer);
      return undefined;
    }
    this.observe(answer.value === null ? 'miss' : 'hit');
    return answer.value ?? undefined;
  }

  async set(key: string, bytes: Buffer, { ttlS }: CacheLifetime): Promise<void> {
    if (bytes.length > LARGEST_BYTES) return;
    await this.ask((client) =>
      client.set(KEY_PREFIX + key, bytes, { expiration: { type: 'EX', value: Math.ceil(ttlS) } }),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += BATCH) {
      const names = keys.slice(from, from + BATCH).map((key) => KEY_PREFIX + key);
      await this.ask((client) => client.unlink(names));
    }
  }

  async deleteByPrefix(prefix: string): Promise<void> {
    const MATCH = `${literally(KEY_PREFIX + prefix)}*`;
    const endsAt = performance.now() + SWEEP_MS;
    let cursor = '0';
    do {
      const from = cursor;
      const page = await this.ask((client) => client.scan(from, { MATCH, COUNT: BATCH }));
      if (page === 'skipped' || page === 'error') return;
      const { keys, cursor: next } = page.value;
      if (keys.length > 0) await this.ask((client) => client.unlink(keys));
      cursor = next.toString();
    } while (cursor !== '0' && performance.now() < endsAt);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** One command, unless Redis is known to be away. */
  private async ask<T>(command: (client: RedisClient) => Promise<T>): Promise<{ value: T } | 'error' | 'skipped'> {
    const { client } = this.connection;
    if (client && this.breaker.isTimeToLook()) void this.look(client);
    if (!client || this.breaker.isOpen) return 'skipped';
    const answer = await soon(() => command(client));
    if (answer) this.breaker.succeeded();
    else this.failed();
    return answer ?? 'error';
  }

  /** Asks whether Redis answers again, behind the callers' backs. */
  private async look(client: RedisClient): Promise<void> {
    if (await soon(() => client.ping())) {
      this.breaker.succeeded();
      this.logger.log('the cache answers again');
      return;
    }
    this.failed();
    const looks = this.breaker.failuresSoFar - BREAKER.failures;
    // A connection whose other end vanished without a word would look alive for minutes (TCP retransmission).
    if (looks > 0 && looks % LOOKS_BEFORE_RENEWAL === 0) this.connection.renew();
  }

  private failed(): void {
    this.breaker.failed();
    if (this.breaker.failuresSoFar === BREAKER.failures)
      this.logger.warn('the cache does not answer: working without it');
  }
}

/** The value when it comes in time; a failure, or a value that comes later, is dropped. */
function soon<T>(work: () => Promise<T>): Promise<{ value: T } | undefined> {
  return new Promise((resolve) => {
    // After the timer one more turn of the loop: an answer that already waits in the socket is not late, we were busy.
    const timer = setTimeout(() => setImmediate(() => resolve(undefined)), COMMAND_MS);
    const done = (answer: { value: T } | undefined) => {
      clearTimeout(timer);
      resolve(answer);
    };
    work().then(
      (value) => done({ value }),
      () => done(undefined),
    );
  });
}

/** In a MATCH pattern these characters mean something else (redis.io/commands/keys, 2026-11). */
function literally(text: string): string {
  return text.replace(/[\\*?[\]^-]/g, '\\$&');
}
