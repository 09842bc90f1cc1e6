/** How long a reading may take and how long it is shared; milliseconds. */
export interface ReadingLimits {
  /** So long it counts for everybody who asks; default 1000. */
  readonly maxAgeMs?: number;
  /** Who asks waits no longer; default 1000, far below the 10 s that a scraper waits. */
  readonly patienceMs?: number;
}

/**
 * Something that costs a look elsewhere, shared by all who ask at about the same time. One look at a time: what is asked
 * may hang, and is not asked again until it has answered or failed.
 */
export class SharedReading<T> {
  private readonly maxAgeMs: number;
  private readonly patienceMs: number;
  private current?: Promise<T | undefined>;
  /** `performance.now()` when it ended; `undefined` while it is under way. */
  private endedAt?: number;

  constructor(
    private readonly read: () => Promise<T>,
    { maxAgeMs = 1000, patienceMs = 1000 }: ReadingLimits = {},
  ) {
    this.maxAgeMs = maxAgeMs;
    this.patienceMs = patienceMs;
  }

  /** What was read, at most `maxAgeMs` old; `undefined` when that failed or takes too long. Never throws. */
  async get(): Promise<T | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.patienceMs);
    });
    try {
      return await Promise.race([this.reading(), tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  private reading(): Promise<T | undefined> {
    const isFresh = this.endedAt === undefined || performance.now() - this.endedAt < this.maxAgeMs;
    if (this.current === undefined || !isFresh) {
      this.endedAt = undefined;
      this.current = this.look();
    }
    return this.current;
  }

  private async look(): Promise<T | undefined> {
    try {
      return await this.read();
    } catch {
      return undefined;
    } finally {
      this.endedAt = performance.now();
    }
  }
}
