import type { HealthProbe, ProbeResult } from './health-probe';

/** Slower than this is as good as away. */
const TIMEOUT_MS = 2000;
/** Answers are shared for so long: a busy prober costs the dependencies nothing. */
const REMEMBER_MS = 500;
/** An older answer says nothing of now. */
const STALE_MS = 15_000;
/** A question that never ends is given up after this; until then no other is asked, lest they pile up. */
const STUCK_MS = 10_000;

/** One dependency in the answer of `GET /health`. */
export interface DependencyHealth extends ProbeResult {
  /** Milliseconds that its answer took. */
  readonly latency_ms: number;
  /** Whether nothing can be taken without it. */
  readonly required: boolean;
}

interface Question {
  readonly askedAt: number;
  /** Settles when there is an answer, or when it is too late for one; never rejects. */
  readonly known: Promise<void>;
  isLate: boolean;
}

/** A probe with its last answer: it is asked behind the back of whoever wants to know, one question at a time. */
export class WatchedProbe {
  private last?: { readonly at: number; readonly health: DependencyHealth };
  private question?: Question;

  constructor(readonly probe: HealthProbe) {}

  /** Resolves when the answer is young enough: at once, or within two seconds. */
  look(): Promise<void> {
    const now = performance.now();
    if (this.last !== undefined && now - this.last.at <= REMEMBER_MS) return Promise.resolve();
    if (this.question === undefined || (this.question.isLate && now - this.question.askedAt > STUCK_MS)) {
      this.question = this.ask(now);
    }
    return this.question.known;
  }

  /** What is known now, without waiting. */
  get health(): DependencyHealth {
    const waitedMs = this.question === undefined ? 0 : performance.now() - this.question.askedAt;
    // Nothing came for a question that others got an answer to long ago: what was true then need not be now.
    const isStale = this.last === undefined || performance.now() - this.last.at > STALE_MS;
    if (this.last !== undefined && (!isStale || this.question?.isLate === true)) return this.last.health;
    return this.result({ status: 'down', detail: 'no answer yet' }, waitedMs);
  }

  private ask(askedAt: number): Question {
    const answer = this.answered();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        question.isLate = true;
        this.keep({ status: 'down', detail: `no answer within ${TIMEOUT_MS} ms` }, askedAt);
        resolve();
      }, TIMEOUT_MS).unref();
    });
    const over = answer.then((result) => {
      clearTimeout(timer);
      if (this.question !== question) return;
      this.question = undefined;
      if (!question.isLate) this.keep(result, askedAt);
    });
    const question: Question = { askedAt, isLate: false, known: Promise.race([over, tooLate]) };
    return question;
  }

  private async answered(): Promise<ProbeResult> {
    try {
      return await this.probe.check();
    } catch {
      return { status: 'down', detail: 'the check failed' };
    }
  }

  private keep(result: ProbeResult, askedAt: number): void {
    this.last = { at: performance.now(), health: this.result(result, performance.now() - askedAt) };
  }

  private result(result: ProbeResult, tookMs: number): DependencyHealth {
    return { ...result, required: this.probe.required, latency_ms: Math.round(tookMs * 10) / 10 };
  }
}
