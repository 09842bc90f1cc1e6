import { HealthProbe, type ProbeResult } from '../health/health-probe';
import type { RedisAsker } from './redis-asker';

/** Whether Redis answers. Without it everything works, only slower, and each replica counts requests for itself. */
export class CacheProbe extends HealthProbe {
  readonly name = 'cache';
  readonly required = false;

  constructor(private readonly redis: Pick<RedisAsker, 'ask'>) {
    super();
  }

  async check(): Promise<ProbeResult> {
    const answer = await this.redis.ask((client) => client.ping());
    if (answer === 'error' || answer === 'skipped') return { status: 'down', detail: 'working without it' };
    return { status: 'ok' };
  }
}
