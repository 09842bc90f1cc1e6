/**
 * What is about to leave this process and needs its one thread for that: requests whose connections are being made. Work that
 * holds the thread up for some milliseconds lets them go first, where a server would stand idle meanwhile.
 */
export class Departures {
  private leaving = 0;
  private waiting: (() => void)[] = [];

  /** Something is about to leave. @returns to be called once, when it has left or will not */
  begin(): () => void {
    this.leaving += 1;
    return () => {
      this.leaving -= 1;
      if (this.leaving === 0) for (const go of this.waiting.splice(0)) go();
    };
  }

  /** Resolves when nothing is about to leave, and after `limitMs` at the latest: a connection may never come about. */
  async over(limitMs: number): Promise<void> {
    if (this.leaving === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      // Not at once: who hears of a connection writes to it in the same turn, but after us.
      this.waiting.push(() => setImmediate(resolve));
      timer = setTimeout(resolve, limitMs);
    });
    clearTimeout(timer);
  }
}
