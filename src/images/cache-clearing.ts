import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ByteCache } from '../cache/byte-cache';
import { DatabaseSignals } from '../database/database-signals';

/** A whole key, or the beginning of keys with `*` behind it; `*` alone is every key. Keys are those of storage. */
export const CACHE_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}\*?$|^\*$/;

/** Empties the caches of all replicas, as far as they can be reached: what is cached is a copy, so nothing is lost. */
@Injectable()
export class CacheClearing implements OnModuleInit, OnApplicationShutdown {
  private stop?: () => void;

  constructor(
    private readonly dataSource: DataSource,
    private readonly signals: DatabaseSignals,
    private readonly cache: ByteCache,
  ) {}

  onModuleInit(): void {
    this.stop = this.signals.on('image_cache_cleared', (pattern) => {
      // Empty when the connection is new; and anybody with the database's password can signal.
      if (CACHE_PATTERN.test(pattern)) void this.drop(pattern);
    });
  }

  onApplicationShutdown(): void {
    this.stop?.();
  }

  /**
   * Forgets what the pattern names: here when the promise resolves, on the other replicas a moment later.
   * @param pattern see `CACHE_PATTERN`; already validated
   */
  async clear(pattern: string): Promise<void> {
    await this.drop(pattern);
    await this.dataSource.query(`SELECT pg_notify('image_cache_cleared', $1)`, [pattern]);
  }

  private async drop(pattern: string): Promise<void> {
    if (pattern.endsWith('*')) await this.cache.deleteByPrefix(pattern.slice(0, -1));
    else await this.cache.delete([pattern]);
  }
}
