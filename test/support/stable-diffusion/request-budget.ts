const WINDOW_MS = 60_000;

/** SD.Next's limit: so much cost a minute for each client and path. */
export class RequestBudget {
  private readonly spent = new Map<string, { cost: number; sinceMs: number }>();

  constructor(private readonly perMinute: number) {}

  /** @returns false when the budget of `path` is used up */
  spend(path: string): boolean {
    const nowMs = performance.now();
    const known = this.spent.get(path);
    const entry = known !== undefined && nowMs - known.sinceMs < WINDOW_MS ? known : { cost: 0, sinceMs: nowMs };
    entry.cost += /\/(txt2img|img2img|control|extra-\w+-images?)$/.test(path) ? 5 : 1;
    this.spent.set(path, entry);
    return entry.cost <= this.perMinute;
  }
}
