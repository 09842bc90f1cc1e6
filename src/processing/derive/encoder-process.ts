import { type ChildProcess, fork } from 'node:child_process';
import { join, sep } from 'node:path';
import { InternalError } from '../../common/errors';
import { HttpProblem } from '../../common/http/problem';
import type { EncodedPicture } from '../encode-picture';
import type { DerivePlan } from './derive-picture';
import type { EncodeAnswer, EncodeOrder } from './encoder-orders';

/** How an encoder process is run; milliseconds. */
export interface EncoderProcessSettings {
  /** Compiled program to run; ours unless given. */
  readonly script?: string;
  /** An order that takes longer ends the process: libvips cannot be interrupted. Default 30 s. */
  readonly longestMs?: number;
  /** A process without orders ends after so long and gives its 60 MB back. Default 60 s. */
  readonly idleMs?: number;
}

/** The encoder process ended before it answered: killed, out of memory, or stopped for taking too long. */
export class EncoderEndedProblem extends HttpProblem {
  constructor() {
    super(503, 'UNAVAILABLE', 'the picture could not be made this time; try again soon');
  }
}

/** Two threads: one decodes and encodes, one is spare. Few arenas, because glibc keeps what libvips frees. */
const ENVIRONMENT = { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' };

/**
 * One encoder process, started with its first order and again after it ended. Takes one order at a time: whoever calls
 * sees to that (`PictureEncoder`).
 */
export class EncoderProcess {
  private child: ChildProcess | undefined;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly settings: EncoderProcessSettings = {}) {}

  /** Id of the running process, for whoever wants to watch it. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Makes one picture.
   *
   * @param original encoded picture; copied to the process, not kept
   * @throws EncoderEndedProblem when the process ended instead of answering
   * @throws InternalError when the picture cannot be decoded: it is one that we stored
   */
  async encode(original: Buffer, plan: DerivePlan): Promise<EncodedPicture> {
    clearTimeout(this.idle);
    const child = (this.child ??= this.start());
    const deadline = setTimeout(() => child.kill('SIGKILL'), this.settings.longestMs ?? 30_000);
    try {
      const answer = await answerOf(child, { original, plan });
      if ('failure' in answer) throw new InternalError('derive-stored-picture', { cause: new Error(answer.failure) });
      return answer.picture;
    } finally {
      clearTimeout(deadline);
      this.idle = setTimeout(() => this.stop(), this.settings.idleMs ?? 60_000).unref();
    }
  }

  /** Ends the process; an order that runs is refused. */
  stop(): void {
    clearTimeout(this.idle);
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private start(): ChildProcess {
    const child = fork(this.settings.script ?? ownScript(), [], {
      // Pictures go as bytes, not as JSON; flags of the service (a debugger's port) are not for its children.
      serialization: 'advanced',
      execArgv: [],
      env: { PATH: process.env.PATH, ...ENVIRONMENT },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
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

function answerOf(child: ChildProcess, order: EncodeOrder): Promise<EncodeAnswer> {
  return new Promise((resolve, reject) => {
    const ended = (): void => settle(() => reject(new EncoderEndedProblem()));
    const answered = (answer: unknown): void => settle(() => resolve(answer as EncodeAnswer));
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
  return join(folder, 'encoder-process.main.js');
}
