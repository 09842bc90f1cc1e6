import type { AnswerJudge } from '../support/openapi-answers';
import { draftOf, fuzzCase, sweep, type FuzzCase, type FuzzGround } from './fuzz-case';
import { curlOf, type RequestDraft } from './request-draft';
import { NoAnswerError, sendRequest, type FuzzAnswer } from './send-request';
import { violationsOf, type Violation } from './verdict';

/** How long and against what. */
export interface FuzzSettings {
  readonly url: string;
  readonly cases: number;
  readonly seed: number;
  /** Longest time an answer may take; `Prefer: wait` of the cases stays below. */
  readonly limitMs: number;
  readonly atOnce: number;
  /** How many of the swept values every member is given; all of them unless given. */
  readonly sweptValues?: number;
}

/** One way in which answers were wrong. */
export interface Finding {
  readonly kind: Violation['kind'] | 'no answer';
  readonly operation: string;
  readonly detail: string;
  /** How many cases met it. */
  times: number;
  /** The smallest request that still meets it. */
  readonly curl: string;
  readonly mutations: readonly string[];
}

/** What a run has found. */
export interface FuzzReport {
  readonly seed: number;
  readonly cases: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Operations with how many cases aimed at them, and how many of those succeeded. */
  readonly byOperation: Readonly<
    Record<string, { cases: number; succeeded: number; statuses: Record<string, number> }>
  >;
  readonly slowestMs: number;
  readonly findings: readonly Finding[];
}

/** Sends the cases of a seed, and holds every answer against what any caller may count on. */
export class FuzzRun {
  private readonly byStatus: Record<string, number> = {};
  private readonly byOperation: Record<string, { cases: number; succeeded: number; statuses: Record<string, number> }> =
    {};
  private readonly findings = new Map<string, Finding>();
  private slowestMs = 0;
  private next = 0;
  private readonly swept: readonly FuzzCase[];

  constructor(
    private readonly settings: FuzzSettings,
    private readonly ground: FuzzGround,
    private readonly judge: AnswerJudge,
  ) {
    this.swept = sweep(ground, settings.seed, settings.sweptValues);
  }

  async run(): Promise<FuzzReport> {
    await Promise.all(Array.from({ length: this.settings.atOnce }, () => this.work()));
    const { seed, cases } = this.settings;
    const { byStatus, byOperation, slowestMs } = this;
    return {
      seed,
      cases,
      byStatus,
      byOperation,
      slowestMs: Math.round(slowestMs),
      findings: [...this.findings.values()],
    };
  }

  private async work(): Promise<void> {
    while (this.next < this.settings.cases) {
      const number = (this.next += 1);
      const one = this.swept[number - 1] ?? fuzzCase(this.ground, this.settings.seed, number);
      const answer = await this.judged(one);
      this.count(one, answer);
      if (answer !== undefined) await this.tidy(answer);
    }
  }

  private count({ placed }: FuzzCase, answer: FuzzAnswer | undefined): void {
    const status = String(answer?.status ?? 'none');
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
    const name = placed.operation.operationId;
    const row = (this.byOperation[name] ??= { cases: 0, succeeded: 0, statuses: {} });
    row.cases += 1;
    row.statuses[status] = (row.statuses[status] ?? 0) + 1;
    if (answer !== undefined && answer.status < 400) row.succeeded += 1;
    this.slowestMs = Math.max(this.slowestMs, answer?.ms ?? 0);
  }

  private async judged(one: FuzzCase): Promise<FuzzAnswer | undefined> {
    const { answer, violations } = await this.ask(draftOf(one));
    for (const violation of violations) await this.record(one, violation);
    return answer;
  }

  private async ask(
    draft: RequestDraft,
  ): Promise<{ answer?: FuzzAnswer; violations: Pick<Finding, 'kind' | 'detail'>[] }> {
    const { limitMs, url } = this.settings;
    try {
      const answer = await sendRequest(new URL(url), draft, limitMs * 2);
      return { answer, violations: violationsOf(this.judge, draft, answer, limitMs) };
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      if (mayHangUp(draft)) return { violations: [] };
      return { violations: [{ kind: 'no answer', detail: error.message }] };
    }
  }

  private async record(one: FuzzCase, { kind, detail }: Pick<Finding, 'kind' | 'detail'>): Promise<void> {
    const operation = one.placed.operation.operationId;
    const key = `${kind} ${operation} ${detail.replace(/\d{2,}|[0-9a-f-]{36}/g, '#').slice(0, 100)}`;
    const known = this.findings.get(key);
    if (known !== undefined) {
      known.times += 1;
      return;
    }
    const finding = { kind, operation, detail, times: 1, curl: '', mutations: [] as string[] };
    this.findings.set(key, finding);
    const smallest = await this.smallest(one, kind);
    finding.curl = curlOf(this.settings.url, draftOf(smallest));
    finding.mutations = smallest.mutations.map(({ name }) => name);
  }

  /** Leaves out one mutation after the other, as long as the answer stays wrong in the same way. */
  private async smallest(one: FuzzCase, kind: Finding['kind']): Promise<FuzzCase> {
    let left = one;
    for (const mutation of one.mutations) {
      const fewer = { ...left, mutations: left.mutations.filter((kept) => kept !== mutation) };
      const { violations } = await this.ask(draftOf(fewer));
      if (violations.some((violation) => violation.kind === kind)) left = fewer;
    }
    return left;
  }

  /** Jobs that were made by the way are stopped: they would only be in the way of the next. */
  private async tidy({ status, json }: FuzzAnswer): Promise<void> {
    if (status !== 202 && status !== 201) return;
    const { job_id, batch_id, jobs } = (json ?? {}) as { job_id?: unknown; batch_id?: unknown; jobs?: unknown };
    if (typeof batch_id === 'string' && (this.ground.ownIds.batches?.length ?? 0) < KEPT_JOBS)
      this.ground.ownIds.batches?.push(batch_id);
    const listed = Array.isArray(jobs) ? jobs.map((job: { job_id?: unknown }) => job?.job_id) : [];
    const ids = [job_id, ...listed].filter((id) => typeof id === 'string');
    const known = this.ground.ownIds.jobs ?? [];
    known.push(...ids.slice(0, 1));
    for (const id of [...ids.slice(1), ...known.splice(0, Math.max(0, known.length - KEPT_JOBS))])
      await this.cancel(id);
  }

  private async cancel(id: string): Promise<void> {
    const headers = { Authorization: `Bearer ${this.ground.tokens[0]}` };
    const draft = { method: 'DELETE', segments: ['api', 'v1', 'jobs', id], parameterAt: [], query: [], headers };
    await this.ask(draft);
  }
}

const KEPT_JOBS = 30;

/** Requests that may lose their answer by how they are sent. */
function mayHangUp({ raw, method, body }: RequestDraft): boolean {
  // A tunnel is asked for, and there is none: hanging up is the answer.
  if (raw !== undefined) return /^(CONNECT|PRI) /.test(raw);
  // The parser refuses a request before it knows that no body may follow.
  if (method === 'HEAD') return true;
  // An answer that does not wait for the body's end can be lost with the rest of the body (RFC 9112, section 9.6).
  return (body?.length ?? 0) > LARGEST_READ;
}

/** More is refused, or never read. */
const LARGEST_READ = 500_000;
