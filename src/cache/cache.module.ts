import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getToken } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { ByteCache, CACHE_OUTCOMES, type CacheOutcome } from './byte-cache';
import { RequestBudgets } from '../common/http/request-budgets';
import { zeroedCounter } from '../metrics/zeroed-counter';
import { HealthService } from '../health/health.service';
import { CacheProbe } from './cache.probe';
import { type BudgetLimits, CountedRequestBudgets } from './counted.request-budgets';
import { MemoryByteCache } from './memory.byte-cache';
import { RedisAsker } from './redis-asker';
import { RedisByteCache } from './redis.byte-cache';

/** Which cache, and how large; how much each principal may ask. */
export interface CacheModuleOptions {
  /** `redis[s]://…`; without it each process keeps a cache of its own. */
  readonly cacheUrl?: string;
  /** Bound of the process's own cache in bytes; default 64 MiB. Redis has a bound of its own (`maxmemory`). */
  readonly maxBytes?: number;
  /** Requests per principal and minute; without it there is no limit. */
  readonly budgets?: BudgetLimits;
}

const NO_LIMITS: BudgetLimits = { reads: 0, writes: 0 };
const REQUESTS = 'image_cache_requests_total';
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** What replicas share through Redis: picture bytes and request budgets. Closes both at the end. */
@Module({})
export class CacheModule implements OnApplicationShutdown {
  constructor(
    @Inject(ByteCache) private readonly cache: ByteCache,
    @Inject(RequestBudgets) private readonly budgets: RequestBudgets,
  ) {}

  static forRoot({ cacheUrl, maxBytes = DEFAULT_MAX_BYTES, budgets = NO_LIMITS }: CacheModuleOptions): DynamicModule {
    return {
      module: CacheModule,
      global: true,
      providers: [
        zeroedCounter({
          name: REQUESTS,
          help: 'Look-ups in the cache.',
          labelNames: ['outcome'],
          series: CACHE_OUTCOMES.map((outcome) => ({ outcome })),
        }),
        {
          provide: ByteCache,
          inject: [getToken(REQUESTS)],
          useFactory: (requests: Counter<'outcome'>) => {
            const observe = (outcome: CacheOutcome) => requests.inc({ outcome });
            return cacheUrl ? new RedisByteCache(cacheUrl, observe) : new MemoryByteCache(maxBytes, observe);
          },
        },
        {
          provide: RequestBudgets,
          inject: [{ token: HealthService, optional: true }],
          useFactory: (health?: HealthService) => {
            // A connection of its own: behind pictures on their way, a counter would come too late.
            const redis = cacheUrl ? new RedisAsker(cacheUrl) : undefined;
            if (redis !== undefined) health?.register(new CacheProbe(redis));
            return new CountedRequestBudgets(budgets, redis);
          },
        },
      ],
      exports: [ByteCache, RequestBudgets],
    };
  }

  /** Runs after the last request. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.cache.close(), this.budgets.close()]);
  }
}
