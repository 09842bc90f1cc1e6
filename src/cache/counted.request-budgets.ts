import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { BUDGET_WINDOW_S, RequestBudgets, type Budget, type BudgetName } from '../common/http/request-budgets';
import type { RedisAsker } from './redis-asker';

/** Requests per minute for each budget; 0 sets no limit. */
export type BudgetLimits = Readonly<Record<BudgetName, number>>;

/**
 * Budgets counted in Redis, so that all replicas share them, or in the process where there is none. While Redis does
 * not answer each process counts by itself: a limit is then at most as often as there are replicas.
 */
export class CountedRequestBudgets extends RequestBudgets {
  private readonly limiters: Readonly<Record<BudgetName, RateLimiterAbstract>>;

  /** @param redis shared by the replicas; without it each process counts for itself */
  constructor(
    private readonly limits: BudgetLimits,
    private readonly redis?: RedisAsker,
  ) {
    super();
    this.limiters = {
      reads: limiterOf('reads', limits.reads, redis),
      writes: limiterOf('writes', limits.writes, redis),
    };
  }

  async close(): Promise<void> {
    await this.redis?.close();
  }

  spend(name: BudgetName, principal: string): Promise<Budget> | undefined {
    return this.limits[name] === 0 ? undefined : this.consume(name, principal);
  }

  private async consume(name: BudgetName, principal: string): Promise<Budget> {
    const limit = this.limits[name];
    try {
      return budgetOf(limit, await this.limiters[name].consume(principal), false);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return budgetOf(limit, refusal, true);
    }
  }
}

function budgetOf(limit: number, { remainingPoints, msBeforeNext }: RateLimiterRes, isExceeded: boolean): Budget {
  return { limit, remaining: remainingPoints, resetS: Math.max(1, Math.ceil(msBeforeNext / 1000)), isExceeded };
}

function limiterOf(name: BudgetName, limit: number, redis: RedisAsker | undefined): RateLimiterAbstract {
  const options = { keyPrefix: `image-service:budget:${name}`, points: limit, duration: BUDGET_WINDOW_S };
  const inProcess = new RateLimiterMemory(options);
  if (redis === undefined) return inProcess;
  return new RateLimiterRedis({
    ...options,
    storeClient: scriptsOf(redis),
    useRedisPackage: true,
    insuranceLimiter: inProcess,
    // Who has spent everything is told so without asking Redis again.
    inMemoryBlockOnConsumed: limit + 1,
  });
}

/** The one command that the limiter needs of a client; it fails at once while Redis is away. */
function scriptsOf(redis: RedisAsker) {
  return {
    eval: async (script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown> => {
      const answer = await redis.ask((client) => client.eval(script, options));
      if (typeof answer === 'string') throw new Error('Redis does not answer');
      return answer.value;
    },
  };
}
