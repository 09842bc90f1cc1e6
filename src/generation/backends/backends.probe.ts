import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthProbe, type ProbeResult } from '../../health/health-probe';
import { HealthService } from '../../health/health.service';
import { BackendPool } from './backend-pool';
import type { PoolMember } from './pool-member';

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
    const { members } = this.pool;
    const answers = await Promise.allSettled(
      members.map(({ backend }) => backend.check(AbortSignal.timeout(CHECK_MS))),
    );
    const silent = members.filter((_, index) => answers[index]?.status === 'rejected');
    // A draining one gets no work whether it answers or not: it may be switched off already.
    const usable = members.filter(({ state }) => state === 'active');
    const missing = usable.filter((member) => silent.includes(member));
    if (usable.length === missing.length) return { status: 'down', detail: detailOf(members, silent) };
    return { status: missing.length === 0 ? 'ok' : 'degraded', detail: detailOf(members, silent) };
  }
}

function detailOf(members: readonly PoolMember[], silent: readonly PoolMember[]): string {
  const names = (of: readonly PoolMember[]): string => of.map(({ backend }) => backend.name).join(', ');
  const draining = members.filter(({ state }) => state === 'draining');
  const answering = members.filter((member) => !silent.includes(member) && !draining.includes(member));
  const parts = [
    names(answering),
    silent.length > 0 ? `no answer from ${names(silent)}` : '',
    draining.length > 0 ? `draining ${names(draining)}` : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}
