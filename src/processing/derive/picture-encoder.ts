import type { OnApplicationShutdown } from '@nestjs/common';
import { HttpProblem } from '../../common/http/problem';
import type { EncodedPicture } from '../encode-picture';
import { timed } from '../processing-duration';
import type { DerivePlan } from './derive-picture';
import { EncoderProcess } from './encoder-process';

/** How much is made at a time. */
export interface PictureEncoderSettings {
  /** Each makes one picture at a time; they start when they are needed. */
  readonly processes: readonly EncoderProcess[];
  /** Callers that may wait for a turn; those beyond are refused at once. */
  readonly maxWaiting: number;
  /** Longest wait for a turn in milliseconds. */
  readonly patienceMs: number;
}

/** More is asked for than can be made; the caller may come again. */
export class EncoderOverloadedProblem extends HttpProblem {
  constructor() {
    super(503, 'OVERLOADED', 'too many pictures are being made at the moment; try again soon');
  }
}

interface Waiting {
  readonly go: (process: EncoderProcess) => void;
}

/**
 * Makes pictures on demand in processes of their own, a bounded number at a time, so that neither the requests of the
 * service nor its file reads wait for an encoder.
 */
export class PictureEncoder implements OnApplicationShutdown {
  private readonly free: EncoderProcess[];
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly settings: PictureEncoderSettings) {
    this.free = [...settings.processes];
  }

  /**
   * Makes one picture.
   *
   * @param load the original; called when it is this caller's turn, so that those who wait hold no pictures
   * @param signal gives the place in the queue up; a picture that is being made is finished
   * @throws EncoderOverloadedProblem at once when too many wait, or after `patienceMs`
   * @throws EncoderEndedProblem, InternalError, what `load` throws, and the signal's reason
   */
  async derive(load: () => Promise<Buffer>, plan: DerivePlan, signal?: AbortSignal): Promise<EncodedPicture> {
    signal?.throwIfAborted();
    const process = this.free.pop() ?? (await this.turn(signal));
    try {
      const original = await load();
      return await timed('derive', () => process.encode(original, plan));
    } finally {
      this.release(process);
    }
  }

  /** Runs after the last request. */
  onApplicationShutdown(): void {
    for (const process of this.settings.processes) process.stop();
  }

  private turn(signal?: AbortSignal): Promise<EncoderProcess> {
    if (this.waiting.size >= this.settings.maxWaiting) throw new EncoderOverloadedProblem();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(patience);
        signal?.removeEventListener('abort', abandon);
        this.waiting.delete(place);
      };
      const give = (reason: unknown): void => {
        leave();
        // The signal's reason belongs to whoever aborted, and need not be an Error.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(reason);
      };
      const abandon = (): void => give(signal?.reason);
      const patience = setTimeout(() => give(new EncoderOverloadedProblem()), this.settings.patienceMs);
      const place: Waiting = {
        go: (process) => {
          leave();
          resolve(process);
        },
      };
      signal?.addEventListener('abort', abandon, { once: true });
      this.waiting.add(place);
    });
  }

  /** To whoever has waited longest. */
  private release(process: EncoderProcess): void {
    const [next] = this.waiting;
    if (next === undefined) this.free.push(process);
    else next.go(process);
  }
}
