import { Logger } from '@nestjs/common';
import { Breaker } from './breaker';
import { type RedisClient, RedisConnection } from './redis-connection';

/** Longest wait for one command: beyond it whoever asks is better off without. */
const COMMAND_MS = 50;
/** Looks without an answer after which the connection itself is replaced. */
const LOOKS_BEFORE_RENEWAL = 3;
const BREAKER = { failures: 3, pauseMs: 1000 };

/** What became of a question: an answer, none in time, or not asked since Redis is known to be away. */
export type Asked<T> = { readonly value: T } | 'error' | 'skipped';

/**
 * Asks Redis without ever waiting long for it. It may be slow, full, restarted or gone: a caller waits at most 50 ms,
 * and after three failures in a row not at all, until Redis has answered a look that nobody waits for.
 */
export class RedisAsker {
  private readonly logger = new Logger(RedisAsker.name);
  private readonly connection: RedisConnection;
  private readonly breaker = new Breaker(BREAKER);

  /**
   * @param url `redis[s]://[user:password@]host[:port][/database]`
   * @throws ValidationFailedError naming CACHE_URL, never its value
   */
  constructor(url: string) {
    this.connection = new RedisConnection(url);
  }

  /** One command, unless Redis is known to be away. */
  async ask<T>(command: (client: RedisClient) => Promise<T>): Promise<Asked<T>> {
    const { client } = this.connection;
    if (client && this.breaker.isTimeToLook()) void this.look(client);
    if (!client || this.breaker.isOpen) return 'skipped';
    const answer = await soon(() => command(client));
    if (answer) this.breaker.succeeded();
    else this.failed();
    return answer ?? 'error';
  }

  async close(): Promise<void> {
    await this.connection.close();
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
