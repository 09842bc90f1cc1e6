import { EventEmitter } from 'node:events';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';

/** What a committed transaction tells every replica: work is there. Names are PostgreSQL channels. */
export const SIGNALS = [
  'image_jobs',
  'image_outbox',
  'image_job_ended',
  'image_job_progress',
  'image_changed',
  'image_cache_cleared',
  'image_log_level',
] as const;
export type SignalName = (typeof SIGNALS)[number];

const RECONNECT_MS = 1000;

/**
 * PostgreSQL LISTEN on one connection of its own. A signal only wakes a poller early: losing one (connection
 * down) costs waiting time, never work, because every listener also polls.
 */
@Injectable()
export class DatabaseSignals implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(DatabaseSignals.name);
  private readonly emitter = new EventEmitter().setMaxListeners(1000);
  private client?: Client;
  private reconnect?: NodeJS.Timeout;
  private closed = false;
  private listening = false;

  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    this.listening = false;
    clearTimeout(this.reconnect);
    await this.client?.end().catch(() => undefined);
  }

  /**
   * Whether signals are being heard. When it becomes true again, every listener is called with an empty text first; a
   * connection whose other end vanished without a word counts as heard until the system notices.
   */
  get isListening(): boolean {
    return this.listening;
  }

  /** Calls `listener` with the signal's text whenever it is sent; returns the way to stop that. */
  on(name: SignalName, listener: (text: string) => void): () => void {
    this.emitter.on(name, listener);
    return () => void this.emitter.off(name, listener);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.config.DATABASE_URL,
      keepAlive: true,
      application_name: 'image-service signals',
    });
    client.on('error', () => this.retry(client));
    client.on('end', () => this.retry(client));
    client.on('notification', (message) => this.emitter.emit(message.channel, message.payload ?? ''));
    this.client = client;
    try {
      await client.connect();
      for (const name of SIGNALS) await client.query(`LISTEN ${name}`);
      // Whatever was sent while nobody listened: look once.
      for (const name of SIGNALS) this.emitter.emit(name, '');
      // It may have been lost between two of these statements.
      this.listening = client === this.client;
    } catch {
      this.retry(client);
    }
  }

  private retry(failed: Client): void {
    if (this.closed || failed !== this.client) return;
    this.client = undefined;
    this.listening = false;
    failed.end().catch(() => undefined);
    this.log.warn({ msg: 'listening to the database was interrupted; polling until it is back' });
    this.reconnect = setTimeout(() => void this.connect(), RECONNECT_MS);
  }
}
