import { Injectable } from '@nestjs/common';
import { BackendRows } from './backend-rows';
import type { PoolMember } from './pool-member';

/** What is found of a backend is told again after this, should another replica have found otherwise. */
const REPORT_MS = 30_000;

/** Tells the other replicas how this one finds the backends. It is for showing: nothing is decided by it. */
@Injectable()
export class BackendReports {
  constructor(private readonly rows: BackendRows) {}

  /**
   * Whether it is up and what it can do, when that is news or long ago.
   * @param errorCode of what it failed with just now, by its own fault: always news
   */
  found(member: PoolMember, errorCode?: string): void {
    const { backend, breaker, ability, capabilities, reported } = member;
    const text = JSON.stringify([breaker.isClosed, ability]);
    const isNews = text !== reported?.text || performance.now() - reported.atMs > REPORT_MS;
    if (!backend.isShared || !(isNews || errorCode !== undefined)) return;
    member.reported = { text, atMs: performance.now() };
    const finding = {
      isUp: breaker.isClosed,
      ability,
      memory: capabilities?.memory,
      dialect: backend.dialect,
      errorCode,
    };
    this.rows.report(backend.name, finding).catch(() => (member.reported = undefined));
  }

  /** It has painted, or tried to, for so long. */
  worked({ backend }: PoolMember, ms: number): void {
    if (backend.isShared) this.rows.addWork(backend.name, ms / 1000).catch(() => undefined);
  }

  /** What a painting taught. */
  painted({ backend, model }: PoolMember, renderMs: number): void {
    if (backend.isShared) this.rows.note(backend.name, model ?? 'unknown', renderMs).catch(() => undefined);
  }
}
