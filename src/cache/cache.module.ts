import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getToken, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { ByteCache, type CacheOutcome } from './byte-cache';
import { MemoryByteCache } from './memory.byte-cache';
import { RedisByteCache } from './redis.byte-cache';

/** Which cache, and how large. */
export interface CacheModuleOptions {
  /** `redis[s]://…`; without it each process keeps a cache of its own. */
  readonly cacheUrl?: string;
  /** Bound of the process's own cache in bytes; default 64 MiB. Redis has a bound of its own (`maxmemory`). */
  readonly maxBytes?: number;
}

const REQUESTS = 'image_cache_requests_total';
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Provides the `ByteCache` and closes it at the end. */
@Module({})
export class CacheModule implements OnApplicationShutdown {
  constructor(@Inject(ByteCache) private readonly cache: ByteCache) {}

  static forRoot({ cacheUrl, maxBytes = DEFAULT_MAX_BYTES }: CacheModuleOptions): DynamicModule {
    return {
      module: CacheModule,
      global: true,
      providers: [
        makeCounterProvider({ name: REQUESTS, help: 'Look-ups in the cache.', labelNames: ['outcome'] }),
        {
          provide: ByteCache,
          inject: [getToken(REQUESTS)],
          useFactory: (requests: Counter<'outcome'>) => {
            const observe = (outcome: CacheOutcome) => requests.inc({ outcome });
            return cacheUrl ? new RedisByteCache(cacheUrl, observe) : new MemoryByteCache(maxBytes, observe);
          },
        },
      ],
      exports: [ByteCache],
    };
  }

  /** Runs after the last request. */
  async onApplicationShutdown(): Promise<void> {
    await this.cache.close();
  }
}
