import { Logger } from '@nestjs/common';
import { createClient, RESP_TYPES } from 'redis';
import { ValidationFailedError } from '../common/errors';

const CONNECT_MS = 300;
// From the first packet to a greeted, authenticated connection.
const READY_MS = 1000;
const FIRST_RETRY_MS = 100;
const SLOWEST_RETRY_MS = 2000;
const MAX_QUEUED = 1000;

/** A connected client whose replies are bytes. */
export type RedisClient = ReturnType<typeof bytesClient>;

/**
 * One connection to Redis that comes back by itself, with growing pauses. The client's own reconnecting is not used: its
 * loop cannot be stopped while it sleeps or connects (redis 5.12, 2026-11), so a closed cache would keep the process up.
 */
export class RedisConnection {
  private readonly logger = new Logger(RedisConnection.name);
  private current: RedisClient | undefined;
  private attempt: Promise<unknown> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private losses = 0;
  private hasSocket = false;
  private isClosed = false;

  /**
   * @param url `redis[s]://[user:password@]host[:port][/database]`
   * @throws ValidationFailedError naming CACHE_URL, never its value
   */
  constructor(private readonly url: string) {
    this.connect(this.newClient());
  }

  /** The client when it can be used now. */
  get client(): RedisClient | undefined {
    return this.current?.isReady ? this.current : undefined;
  }

  /** Gives up a connection that looks alive but brings no answers. */
  renew(): void {
    if (this.current) this.giveUp(this.current);
  }

  /** Ends the connection and all attempts; resolves within the time one attempt to connect may take. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retry);
    if (this.current) this.giveUp(this.current);
    await this.attempt;
  }

  private newClient(): RedisClient {
    try {
      return bytesClient(this.url);
    } catch {
      // The error of the client quotes the URL, so it may not become the cause.
      const message = 'expected redis[s]://[user:password@]host[:port][/database], percent-encoded';
      throw new ValidationFailedError([{ path: 'CACHE_URL', message }]);
    }
  }

  private connect(client: RedisClient): void {
    this.current = client;
    this.hasSocket = false;
    // Without a listener an error of the socket would end the process.
    client.on('error', () => this.giveUp(client));
    client.on('connect', () => {
      this.hasSocket = true;
      // Not at once: the client is about to queue its greeting, and would wait for the answer for ever.
      if (this.isClosed) setImmediate(() => this.giveUp(client));
    });
    client.on('ready', () => {
      if (this.losses > 0) this.logger.log('the cache is connected again');
      this.losses = 0;
    });
    const late = setTimeout(() => this.giveUp(client), READY_MS);
    this.attempt = new Promise<void>((over) => {
      client.on('end', over);
      client
        .connect()
        .catch(() => this.giveUp(client))
        .finally(over);
    }).finally(() => clearTimeout(late));
  }

  /** The client is of no use any more; the next one comes after a pause. */
  private giveUp(client: RedisClient): void {
    if (this.current !== client) return;
    // Before it has a socket a client cannot be stopped: it would finish connecting and stay. `connect` comes back here.
    if (this.isClosed && !this.hasSocket) return;
    this.current = undefined;
    if (client.isOpen) client.destroy();
    if (!this.isClosed) this.connectLater();
  }

  private connectLater(): void {
    if (this.losses === 0) this.logger.warn('no connection to the cache: working without it');
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** this.losses++, SLOWEST_RETRY_MS) * (0.75 + Math.random() / 2);
    this.retry = setTimeout(() => this.connect(this.newClient()), pauseMs);
    // A cache that is away is no reason to stay alive.
    this.retry.unref();
  }
}

function bytesClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_QUEUED,
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false },
  }).withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
}
