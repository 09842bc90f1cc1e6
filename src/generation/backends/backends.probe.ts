import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthProbe, type ProbeResult } from '../../health/health-probe';
import { HealthService } from '../../health/health.service';
import { BackendPool } from './backend-pool';

/**
 * Less than the health service waits. A busy server may be slow to answer: with all its workers parked on
 * renders, even a GET waits.
 */
const CHECK_MS = 1500;

/** Whether somebody can paint. Without a GPU the service is degraded, not down: jobs wait. */
@Injectable()
export class BackendsProbe extends HealthProbe implements OnModuleInit {
  readonly name = 'backends';
  readonly required = false;

  constructor(
    private readonly pool: BackendPool,
    private readonly health: HealthService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.health.register(this);
  }

  async check(): Promise<ProbeResult> {
    const { backends } = this.pool;
    const answers = await Promise.allSettled(backends.map((backend) => backend.check(AbortSignal.timeout(CHECK_MS))));
    const silent = backends.filter((_, index) => answers[index]?.status === 'rejected').map((backend) => backend.name);
    if (silent.length === 0) return { status: 'ok', detail: backends.map((backend) => backend.name).join(', ') };
    return {
      status: silent.length === backends.length ? 'down' : 'degraded',
      detail: `no answer from ${silent.join(', ')}`,
    };
  }
}
