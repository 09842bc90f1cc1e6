import { Injectable } from '@nestjs/common';
import { BackendRows } from './backend-rows';
import type { PoolMember } from './pool-member';

/** What is found of a backend is told again after this, should another replica have found otherwise. */
const REPORT_MS = 30_000;

/** Tells the other replicas how this one finds the backends. It is for showing: nothing is decided by it. */
@Injectable()
export class BackendReports {
  constructor(private readonly rows: BackendRows) {}

  /** Whether it is up and what it can do, when that is news or long ago. */
  found(member: PoolMember): void {
    const { backend, breaker, ability, reported } = member;
    const text = JSON.stringify([breaker.isClosed, ability]);
    const isNews = text !== reported?.text || performance.now() - reported.atMs > REPORT_MS;
    if (!backend.isShared || !isNews) return;
    member.reported = { text, atMs: performance.now() };
    this.rows.report(backend.name, breaker.isClosed, ability).catch(() => (member.reported = undefined));
  }

  /** What a painting taught. */
  painted({ backend, model }: PoolMember, renderMs: number): void {
    if (backend.isShared) this.rows.note(backend.name, model ?? 'unknown', renderMs).catch(() => undefined);
  }
}
