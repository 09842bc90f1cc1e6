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
    const standing = members.map((member, index) => standingOf(member, answers[index]?.status === 'fulfilled'));
    const detail = WORDS.flatMap((word) => {
      const names = members.filter((_, index) => standing[index] === word).map(nameOf);
      return names.length === 0 ? [] : [`${word}${names.join(', ')}`];
    }).join('; ');
    // A draining one gets no work whether it answers or not: it may be switched off already.
    const wanted = standing.filter((word) => word !== 'draining ');
    const working = wanted.filter((word) => word === '').length;
    return { status: working === 0 ? 'down' : working < wanted.length ? 'degraded' : 'ok', detail };
  }
}

/** What stands before the names in the detail. */
const WORDS = ['', 'no answer from ', 'quarantined ', 'draining '] as const;

function standingOf({ state, breaker }: PoolMember, answers: boolean): (typeof WORDS)[number] {
  if (state === 'draining') return 'draining ';
  if (!answers) return 'no answer from ';
  // It answers, but what it paints is no good: it gets work again when its pause is over and a probe went well.
  return breaker.isClosed ? '' : 'quarantined ';
}

const nameOf = ({ backend }: PoolMember): string =>
  backend.dialect === 'painter' ? 'the embedded painter (sketches)' : backend.name;
