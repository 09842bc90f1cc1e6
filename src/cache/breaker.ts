/** When to stop asking, and when to look again; all in milliseconds and counts. */
export interface BreakerSettings {
  /** Failures in a row after which nothing is asked any more. */
  readonly failures: number;
  /** Pause before the next look. */
  readonly pauseMs: number;
}

/** Remembers whether somebody answers, so that one who does not costs nothing. */
export class Breaker {
  private failuresInARow = 0;
  private lookAgainAt = 0;

  /** @param now clock in milliseconds */
  constructor(
    private readonly settings: BreakerSettings,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether nothing should be asked at present. */
  get isOpen(): boolean {
    return this.failuresInARow >= this.settings.failures;
  }

  /** How many failures came in a row, looks included. */
  get failuresSoFar(): number {
    return this.failuresInARow;
  }

  /** True once per pause while open: the caller that hears it should look whether there is an answer again. */
  isTimeToLook(): boolean {
    if (!this.isOpen || this.now() < this.lookAgainAt) return false;
    this.lookAgainAt = this.now() + this.settings.pauseMs;
    return true;
  }

  succeeded(): void {
    this.failuresInARow = 0;
  }

  failed(): void {
    this.failuresInARow++;
    if (this.failuresInARow === this.settings.failures) this.lookAgainAt = this.now() + this.settings.pauseMs;
  }
}
