import { SimulatedCrash } from './simulated-failure';

/** The render that runs now. */
interface Running {
  readonly startMs: number;
  readonly endMs: number;
  readonly steps: number;
  readonly end: (isInterrupted: boolean) => void;
  readonly die: (error: Error) => void;
}

/** How far the running render is. */
export interface LineProgress {
  /** Renders running or hanging: 0 or 1. */
  readonly jobCount: number;
  /** 0 to 0.99. */
  readonly share: number;
  readonly step: number;
  readonly steps: number;
  readonly leftMs: number;
  /** Whether the last render was interrupted; stays until the next one begins. */
  readonly isInterrupted: boolean;
}

/**
 * The lock of a server that renders one picture at a time: everybody else waits. `fifo` serves in order of arrival (AUTOMATIC1111, Forge),
 * `unordered` does not (SD.Next, sd-server: a plain mutex; here the one who came last goes first, so that tests can tell).
 */
export class RenderLine {
  renders = 0;
  busyMs = 0;
  /** Most render calls that were ever open at once. */
  inFlightMax = 0;
  private isInterrupted = false;
  private inFlight = 0;
  private isTaken = false;
  private waiting: { go: () => void; die: (error: Error) => void }[] = [];
  private running: Running | null = null;
  private hanging: ((error: Error) => void)[] = [];

  constructor(private readonly order: 'fifo' | 'unordered') {}

  /** Runs `work` when nobody else does. A client that goes away changes nothing. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.inFlight += 1;
    this.inFlightMax = Math.max(this.inFlightMax, this.inFlight);
    try {
      if (this.isTaken) await new Promise<void>((go, die) => this.waiting.push({ go, die }));
      this.isTaken = true;
      return await work().finally(() => this.next());
    } finally {
      this.inFlight -= 1;
    }
  }

  /**
   * Lets `ms` pass, or less when someone interrupts.
   * @returns whether it was interrupted
   */
  async render(ms: number, steps: number): Promise<boolean> {
    const startMs = performance.now();
    this.isInterrupted = false;
    let timer: NodeJS.Timeout | undefined;
    const isInterrupted = await new Promise<boolean>((end, die) => {
      if (ms > 0) timer = setTimeout(() => end(false), ms);
      else setImmediate(() => end(false));
      this.running = { startMs, endMs: startMs + ms, steps, end, die };
    }).finally(() => {
      clearTimeout(timer);
      this.running = null;
    });
    this.renders += 1;
    this.busyMs += performance.now() - startMs;
    return isInterrupted;
  }

  /** Ends whatever runs, whoever asked for it; those who wait are not touched. */
  interrupt(): void {
    this.isInterrupted = true;
    this.running?.end(true);
  }

  /** Never ends by itself. */
  async hang(): Promise<void> {
    await new Promise<void>((_, reject) => this.hanging.push(reject));
  }

  /** Ends what hangs, with `error`. */
  revive(error: Error): void {
    for (const end of this.hanging.splice(0)) end(error);
  }

  /** Everything running and waiting is gone, as after a crash. */
  clear(): void {
    const waiting = this.waiting.splice(0);
    for (const { die } of waiting) die(new SimulatedCrash());
    this.running?.die(new SimulatedCrash());
    this.revive(new SimulatedCrash());
  }

  progress(): LineProgress {
    const { running, isInterrupted } = this;
    const jobCount = running === null && this.hanging.length === 0 ? 0 : 1;
    if (running === null) return { jobCount, share: 0, step: 0, steps: 0, leftMs: 0, isInterrupted };
    const durationMs = running.endMs - running.startMs;
    const share = Math.min(0.99, (performance.now() - running.startMs) / Math.max(1, durationMs));
    const { steps } = running;
    return { jobCount, share, step: Math.floor(share * steps), steps, leftMs: (1 - share) * durationMs, isInterrupted };
  }

  private next(): void {
    const next = this.order === 'fifo' ? this.waiting.shift() : this.waiting.pop();
    if (next === undefined) this.isTaken = false;
    else next.go();
  }
}
