/** Failures in a row that open the breaker. */
const THRESHOLD = 3;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Keeps work away from a backend that fails again and again, for 2, 4, 8 … 60 seconds; then lets one request through
 * (half open) and closes again if it succeeds. Time comes from `performance.now()`, so a changed clock is no fault.
 */
export class CircuitBreaker {
  private failures = 0;
  private openUntil = 0;
  private probing = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether a request may be sent now. */
  allows(): boolean {
    if (this.failures < THRESHOLD) return true;
    return !this.probing && this.now() >= this.openUntil;
  }

  /** Milliseconds until a request may be sent; 0 when it may. */
  waitMs(): number {
    return this.failures < THRESHOLD ? 0 : Math.max(0, this.openUntil - this.now());
  }

  /** A request is on its way. */
  started(): void {
    if (this.failures >= THRESHOLD) this.probing = true;
  }

  succeeded(): void {
    this.failures = 0;
    this.probing = false;
  }

  failed(): void {
    this.failures += 1;
    this.probing = false;
    const pause = FIRST_PAUSE_MS * 2 ** Math.min(this.failures - THRESHOLD, 5);
    if (this.failures >= THRESHOLD) this.openUntil = this.now() + Math.min(pause, LONGEST_PAUSE_MS);
  }

  /** The request ended without saying anything about the backend. */
  abandoned(): void {
    this.probing = false;
  }
}
