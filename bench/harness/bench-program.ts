import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Answer of a program that could not do what it was asked. */
interface Failure {
  readonly failure: string;
}

/** Between sessions Linux weighs by this; within one, by the niceness of threads (sched(7), the autogroup feature). */
const PRECEDENCE = '-10';

/**
 * A program of the benchmark in a process of its own, asked over the channel of `fork`: simulated servers, load and
 * references, which must not share a thread with what measures them. Ends with this process.
 */
export class BenchProgram {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly child: ChildProcess,
    private readonly log: string,
  ) {}

  /**
   * @param script compiled file, absolute
   * @param folder of its log
   * @param settings handed over as its only argument, as JSON
   * @param isElsewhere whether it stands for another machine, a GPU's or a caller's: it has a session of its own with precedence, where
   * the system allows it, because its waiting for a core would count as ours
   */
  static start(script: string, folder: string, settings: object, isElsewhere: boolean): BenchProgram {
    const log = join(folder, `program-${Math.random().toString(36).slice(2, 8)}.log`);
    const file = openSync(log, 'w');
    const child = fork(script, [JSON.stringify(settings)], {
      execArgv: [],
      stdio: ['ignore', file, file, 'ipc'],
      detached: isElsewhere,
    });
    if (isElsewhere) givePrecedence(child.pid);
    return new BenchProgram(child, log);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Asks one thing; one at a time, in their order. @throws Error with the program's last words when it ended */
  ask<T>(question: object): Promise<T> {
    const answer = this.last.then(() => this.askNow<T>(question));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async askNow<T>(question: object): Promise<T> {
    const over = new AbortController();
    const ended = once(this.child, 'exit', { signal: over.signal }).then(() => {
      throw new Error(`a program of the benchmark ended: ${readFileSync(this.log, 'utf8').slice(-2000)}`);
    });
    const answered = once(this.child, 'message', { signal: over.signal });
    ended.catch(() => undefined);
    answered.catch(() => undefined);
    this.child.send(question);
    const [answer] = (await Promise.race([answered, ended])) as [T | Failure];
    over.abort();
    if (typeof answer === 'object' && answer !== null && 'failure' in answer) throw new Error(answer.failure);
    return answer;
  }
}

function givePrecedence(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, PRECEDENCE);
  } catch {
    // Another system, or not root: figures are a little worse for it.
  }
}
