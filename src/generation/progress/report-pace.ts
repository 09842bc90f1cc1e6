/** How often something is told. */
export interface PaceLimits {
  /** Least time between two reports in milliseconds. */
  readonly everyMs: number;
  /** A smaller step than this is not worth telling, 0 to 1 ... */
  readonly step: number;
  /** ... until so much time has passed: silence would be taken for the end. Milliseconds. */
  readonly silenceMs: number;
}

/** Decides which reports of one picture are told. */
export class ReportPace {
  private toldAtMs = -Infinity;
  private fraction = -Infinity;

  constructor(private readonly limits: PaceLimits) {}

  /**
   * Whether this one is told; then the next is measured against it.
   * @param nowMs of a clock that never goes back
   */
  isDue(fraction: number, nowMs: number): boolean {
    const { everyMs, step, silenceMs } = this.limits;
    const passedMs = nowMs - this.toldAtMs;
    if (passedMs < everyMs || (fraction - this.fraction < step && passedMs < silenceMs)) return false;
    this.toldAtMs = nowMs;
    this.fraction = fraction;
    return true;
  }
}
