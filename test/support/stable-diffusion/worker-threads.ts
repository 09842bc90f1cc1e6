/** A fixed number of threads: who finds none free waits, first come, first served. */
export class WorkerThreads {
  /** Most that were ever busy at once. */
  busyMax = 0;
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly count: number) {}

  /** Resolves when a thread is free, and takes it. */
  async take(): Promise<void> {
    if (this.busy >= this.count) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
    this.busyMax = Math.max(this.busyMax, this.busy);
  }

  /** Gives a taken thread back: to who waits longest, if anyone. */
  free(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.busy -= 1;
    else next();
  }
}
