import { type ChildProcess, fork } from 'node:child_process';
import { join, sep } from 'node:path';
import type { LookAnswer, LookOrder } from './classifier-orders';

/** How the classifier process is run; milliseconds. */
export interface ClassifierProcessSettings {
  /** Compiled program to run; ours unless given. */
  readonly script?: string;
  /** An order that takes longer ends the process. Default 60 s: the first one loads the model. */
  readonly longestMs?: number;
  /** A process without orders ends after so long and gives its 210 MB back. Default 10 min. */
  readonly idleMs?: number;
}

const ENVIRONMENT = { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' };

/** One classifier process, started with its first order and again after it ended. One order at a time, in their order. */
export class ClassifierProcess {
  private child: ChildProcess | undefined;
  private idle: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: ClassifierProcessSettings = {}) {}

  /** Id of the running process, for whoever wants to watch it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** @throws Error when the process ended instead of answering, or cannot do it */
  ask(order: LookOrder): Promise<Exclude<LookAnswer, { failure: string }>> {
    const answer = this.last.then(() => this.askNow(order));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process; an order that runs is refused. */
  stop(): void {
    clearTimeout(this.idle);
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private async askNow(order: LookOrder): Promise<Exclude<LookAnswer, { failure: string }>> {
    clearTimeout(this.idle);
    const child = (this.child ??= this.start());
    const deadline = setTimeout(() => child.kill('SIGKILL'), this.settings.longestMs ?? 60_000);
    try {
      const answer = await answerOf(child, order);
      if ('failure' in answer) throw new Error(answer.failure);
      return answer;
    } finally {
      clearTimeout(deadline);
      this.idle = setTimeout(() => this.stop(), this.settings.idleMs ?? 600_000).unref();
    }
  }

  private start(): ChildProcess {
    const child = fork(this.settings.script ?? ownScript(), [], {
      serialization: 'advanced',
      execArgv: [],
      env: { PATH: process.env.PATH, ...ENVIRONMENT },
      // The library greets on its own; our log is JSON, and failures come as answers.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const forget = (): void => {
      if (this.child === child) this.child = undefined;
    };
    child.on('exit', forget).on('error', forget);
    child.unref();
    child.channel?.unref();
    return child;
  }
}

function answerOf(child: ChildProcess, order: LookOrder): Promise<LookAnswer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => settle(() => reject(new Error('the classifier process ended')));
    const answered = (answer: unknown): void => settle(() => resolve(answer as LookAnswer));
    const settle = (outcome: () => void): void => {
      child.off('message', answered).off('exit', ended).off('error', ended);
      outcome();
    };
    child.once('message', answered).once('exit', ended).once('error', ended);
    child.send(order, (error) => {
      if (error !== null) ended();
    });
  });
}

/** Beside this file; where only sources are (test runners compile in memory), what `npm run build` made of it. */
function ownScript(): string {
  const folder = __filename.endsWith('.ts')
    ? __dirname.replace(`${sep}src${sep}`, `${sep}dist${sep}src${sep}`)
    : __dirname;
  return join(folder, 'classifier-process.main.js');
}
