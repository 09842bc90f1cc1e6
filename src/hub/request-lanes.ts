/** So many pieces of work at a time, a bounded number waiting, and the rest turned away. */
export class RequestLanes {
  private readonly running = new Set<Promise<void>>();
  private readonly waiting: (() => Promise<void>)[] = [];

  /** @param limits both 1 or more */
  constructor(private readonly limits: { readonly atOnce: number; readonly waiting: number }) {}

  /**
   * Starts the work, or remembers it for later.
   * @param work must not reject
   * @returns false when too much waits already: the work will never start
   */
  take(work: () => Promise<void>): boolean {
    if (this.running.size < this.limits.atOnce) this.start(work);
    else if (this.waiting.length < this.limits.waiting) this.waiting.push(work);
    else return false;
    return true;
  }

  /** Resolves when everything taken is done. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private start(work: () => Promise<void>): void {
    const running: Promise<void> = work().finally(() => {
      this.running.delete(running);
      const next = this.waiting.shift();
      if (next !== undefined) this.start(next);
    });
    this.running.add(running);
  }
}
