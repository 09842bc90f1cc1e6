/**
 * A small, repeatable source of choices: the same seed makes the same picture on every machine.
 * The step is the 32-bit "mulberry" mixer (public domain, T. Ettinger); good enough for pictures, useless for secrets.
 */
export class SeededRandom {
  private state: number;

  /** @param seed any number; its lower 32 bits count */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** At least 0, below 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** At least `low`, below `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.fraction();
  }

  /** One of the choices, all equally likely. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.fraction() * choices.length)] ?? choices[0];
  }
}
