/**
 * A sleep that can be cut short, for any number of sleepers. A wake-up that comes while nobody sleeps is remembered
 * for the next one, so that a signal between "nothing to do" and "go to sleep" is never lost.
 */
export class Wakeup {
  private readonly sleepers = new Set<() => void>();
  private rung = false;

  /** Ends every sleep. */
  wake(): void {
    this.rung = this.sleepers.size === 0;
    for (const end of [...this.sleepers]) end();
  }

  /** Resolves after `ms`, or at once when woken before or during the wait. */
  async wait(ms: number): Promise<void> {
    if (this.rung) {
      this.rung = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.sleepers.add(end);
    });
  }
}
