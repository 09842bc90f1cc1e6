import { InternalError } from '../../common/errors';
import { HttpProblem } from '../../common/http/problem';
import { ChildEndedError, ChildProgram, programBeside } from '../child-program';
import type { EncodedPicture } from '../encode-picture';
import type { DerivePlan } from './derive-picture';
import type { EncodeAnswer, EncodeOrder } from './encoder-orders';

/** How an encoder process is run; milliseconds. */
export interface EncoderProcessSettings {
  /** Compiled program to run; ours unless given. */
  readonly script?: string;
  /** An order that takes longer ends the process. Default 30 s. */
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

/** One encoder process. Takes one order at a time: whoever calls sees to that (`PictureEncoder`). */
export class EncoderProcess {
  private readonly program: ChildProgram<EncodeOrder, EncodeAnswer>;

  constructor({ script, longestMs = 30_000, idleMs = 60_000 }: EncoderProcessSettings = {}) {
    const ours = programBeside(__dirname, 'encoder-process.main.js');
    this.program = new ChildProgram({ script: script ?? ours, longestMs, idleMs, output: 'inherit' });
  }

  /** Id of the running process, for whoever wants to watch it. */
  get pid(): number | undefined {
    return this.program.pid;
  }

  /**
   * Makes one picture.
   *
   * @param original encoded picture; copied to the process, not kept
   * @throws EncoderEndedProblem when the process ended instead of answering
   * @throws InternalError when the picture cannot be decoded: it is one that we stored
   */
  async encode(original: Buffer, plan: DerivePlan): Promise<EncodedPicture> {
    const answer = await this.program.ask({ original, plan }).catch((error: unknown) => {
      throw error instanceof ChildEndedError ? new EncoderEndedProblem() : error;
    });
    if ('failure' in answer) throw new InternalError('derive-stored-picture', { cause: new Error(answer.failure) });
    return answer.picture;
  }

  /** Ends the process; an order that runs is refused. */
  stop(): void {
    this.program.stop();
  }
}
