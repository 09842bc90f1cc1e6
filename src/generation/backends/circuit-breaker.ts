/** Failures in a row that open the breaker. */
const THRESHOLD = 3;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Keeps work away from a backend that fails again and again, for 2, 4, 8 … 60 seconds; then one probe decides. After a
 * good probe a single failure opens it again, for longer; only a success in earnest forgets. While it is open no job
 * spends an attempt. Time comes from `performance.now()`, so a changed clock is no fault.
 */
export class CircuitBreaker {
  private failures = 0;
  private openings = 0;
  private openUntil = 0;
  private isProbing = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether work may be sent. */
  get isClosed(): boolean {
    return this.failures < THRESHOLD;
  }

  /** Whether it is time to probe; true for one caller only, who must then tell how it went. */
  takeProbe(): boolean {
    if (this.isClosed || this.isProbing || this.now() < this.openUntil) return false;
    this.isProbing = true;
    return true;
  }

  /** The probe was answered: work may be sent, on trial. */
  probeSucceeded(): void {
    this.isProbing = false;
    this.failures = THRESHOLD - 1;
  }

  /** Work was done. */
  succeeded(): void {
    this.failures = 0;
    this.openings = 0;
  }

  /** Work or the probe failed, by the backend's fault. */
  failed(): void {
    const wasClosed = this.isClosed;
    this.failures += 1;
    // What was in flight when it opened says nothing new.
    if (this.isClosed || !(wasClosed || this.isProbing)) return;
    this.isProbing = false;
    this.openUntil = this.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.openings);
    this.openings += 1;
  }
}
