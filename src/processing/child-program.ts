import { type ChildProcess, fork } from 'node:child_process';
import { join, sep } from 'node:path';

/** How a program of ours is run in a process of its own; milliseconds. */
export interface ChildProgramSettings {
  /** Compiled program to run. */
  readonly script: string;
  /** An order that takes longer ends the process: libvips cannot be interrupted. */
  readonly longestMs: number;
  /** A process without orders ends after so long and gives its memory back. */
  readonly idleMs: number;
  /** Where it writes: to our streams, or nowhere. */
  readonly output: 'inherit' | 'ignore';
}

/** The process ended before it answered: killed, out of memory, or stopped for taking too long. */
export class ChildEndedError extends Error {
  constructor() {
    super('the process ended instead of answering');
  }
}

/** Arenas of glibc's allocator unless the service was told another number: few, because they keep what libvips frees. */
const ARENAS = '2';
/**
 * Pixels lie outside of V8's heap, so a small one does. What lets go of pixels is a collection, and V8 sees no reason for
 * one in time: `serveOrders` asks for it.
 */
const FLAGS = ['--max-semi-space-size=1', '--expose-gc'];

/**
 * A program in a process of its own, started with its first order and again after it ended. Takes one order at a time:
 * whoever calls sees to that. Its other half calls `serveOrders`.
 */
export class ChildProgram<Order extends object, Answer> {
  private child: ChildProcess | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly settings: ChildProgramSettings) {}

  /** Id of the running process, for whoever wants to watch it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * @param order copied to the process, bytes as bytes
   * @throws ChildEndedError
   */
  async ask(order: Order): Promise<Answer> {
    clearTimeout(this.idle);
    const child = (this.child ??= this.start());
    const deadline = setTimeout(() => child.kill('SIGKILL'), this.settings.longestMs);
    try {
      return await answerOf<Answer>(child, order);
    } finally {
      clearTimeout(deadline);
      this.idle = setTimeout(() => this.stop(), this.settings.idleMs).unref();
    }
  }

  /** Ends the process; an order that runs is refused. */
  stop(): void {
    clearTimeout(this.idle);
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private start(): ChildProcess {
    const { script, output } = this.settings;
    const child = fork(script, [], {
      // Pictures go as bytes, not as JSON; flags of the service (a debugger's port) are not for its children.
      serialization: 'advanced',
      execArgv: FLAGS,
      env: environment(),
      stdio: ['ignore', output, output, 'ipc'],
    });
    const forget = (): void => {
      if (this.child === child) this.child = undefined;
    };
    child.on('exit', forget).on('error', forget);
    // An idle process is no reason for the service to stay.
    child.unref();
    child.channel?.unref();
    return child;
  }
}

/** Two threads: one is spare, or writes a picture in another format at the same time. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, MALLOC_ARENA_MAX = ARENAS } = process.env;
  return { PATH, MALLOC_ARENA_MAX, UV_THREADPOOL_SIZE: '2' };
}

function answerOf<Answer>(child: ChildProcess, order: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => settle(() => reject(new ChildEndedError()));
    const answered = (answer: unknown): void => settle(() => resolve(answer as Answer));
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

/**
 * A program that lies beside the caller; where only sources are (test runners compile in memory), what `npm run build` made
 * of it.
 *
 * @param folder `__dirname` of the caller
 * @param name of the compiled file
 */
export function programBeside(folder: string, name: string): string {
  const isSource = __filename.endsWith('.ts');
  return join(isSource ? folder.replace(`${sep}src${sep}`, `${sep}dist${sep}src${sep}`) : folder, name);
}
