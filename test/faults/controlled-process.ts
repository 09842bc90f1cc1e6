import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { FaultPlace, ProcessStart, StartedProcess } from './fault-place';

const LAST_WORDS = 1000;

/** A process that is killed and started again, any number of times. */
export class ControlledProcess {
  /** Ends that nobody here has asked for, or that went wrong, in words. */
  readonly unexpectedEnds: string[] = [];
  private current?: StartedProcess;
  private isEndAsked = false;
  private starts = 0;

  constructor(
    private readonly place: FaultPlace,
    private readonly wanted: ProcessStart,
  ) {}

  get name(): string {
    return this.wanted.name;
  }

  get isRunning(): boolean {
    return this.current !== undefined && this.current.child.exitCode === null && this.current.child.signalCode === null;
  }

  /** @param args in place of the usual ones */
  async start(args: readonly string[] = this.wanted.args, marker: string = this.wanted.marker): Promise<void> {
    this.starts += 1;
    this.isEndAsked = false;
    const name = `${this.wanted.name}-${this.starts}`;
    const started = await this.place.start({ ...this.wanted, name, args, marker });
    this.current = started;
    started.child.once('exit', (code, signal) => {
      if (this.isEndAsked) return;
      this.unexpectedEnds.push(`${name} ended by itself: ${signal ?? `exit code ${code}`}: ${lastWords(started.log)}`);
    });
  }

  /** Sends a signal that does not end it (SIGSTOP, SIGCONT). */
  signal(signal: NodeJS.Signals): void {
    this.current?.child.kill(signal);
  }

  /** Sends the signal, waits for the end, kills it when that takes too long; resolves with the exit code. */
  async end(signal: NodeJS.Signals, withinMs = 40_000): Promise<number | null> {
    const { current } = this;
    if (current === undefined || !this.isRunning) return current?.child.exitCode ?? null;
    this.isEndAsked = true;
    const exited = once(current.child, 'exit');
    current.child.kill(signal);
    const timer = setTimeout(() => current.child.kill('SIGKILL'), withinMs);
    await exited;
    clearTimeout(timer);
    const { exitCode, signalCode } = current.child;
    // Before it listens to signals, SIGTERM ends it the hard way: that is in order, too.
    if (signal === 'SIGTERM' && exitCode !== 0 && signalCode !== 'SIGTERM') {
      this.unexpectedEnds.push(`${this.name} did not end in order: ${signalCode ?? `exit code ${exitCode}`}`);
    }
    return exitCode;
  }
}

/** The end of its log, on one line: the file goes with the run. */
function lastWords(log: string | undefined): string {
  const text = log === undefined ? '' : readFileSync(log, 'utf8');
  return text.slice(-LAST_WORDS).replaceAll(/\s+/g, ' ').trim();
}
