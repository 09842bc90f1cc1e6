import { availableParallelism } from 'node:os';
import type { OnApplicationShutdown } from '@nestjs/common';
import { ImageServiceError } from '../../common/errors';
import { ChildEndedError, ChildProgram, programBeside } from '../child-program';
import type { EncodedSet, FinishPlan } from '../finish-picture';
import { BlankOutputError, ImageTooLargeError, UnreadableImageError } from '../picture-errors';
import { timed } from '../processing-duration';
import { takeOver } from './handed-over';
import type { Refusal, WorkshopAnswer, WorkshopOrder } from './workshop-orders';

/** A picture of the largest size takes some seconds; libvips cannot be interrupted otherwise. */
const LONGEST_MS = 120_000;
const IDLE_MS = 60_000;

/** How many work at a time, and what they run. */
export interface WorkshopSettings {
  readonly processes: number;
  /** Of the machine. */
  readonly cores?: number;
  /** Compiled program; ours unless given. */
  readonly script?: string;
}

/** Two processes in a row ended over the same picture: the attempt fails, and may be tried again. */
export class WorkshopEndedError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'later';

  constructor(options: ErrorOptions) {
    super('the picture could not be finished', options);
  }
}

interface Bench {
  readonly program: ChildProgram<WorkshopOrder, WorkshopAnswer>;
  /** The picture that its process has decoded. */
  holds?: Buffer;
}

/**
 * Where painted pictures are looked at and finished: in processes of their own, so that neither the next request to a
 * server nor anybody's answer waits for pixels. They start when they are needed and end after a minute without work.
 */
export class PictureWorkshop implements OnApplicationShutdown {
  private readonly free: Bench[];
  private readonly all: readonly Bench[];
  private readonly cores: number;
  private readonly waiting: ((bench: Bench) => void)[] = [];
  /** Benches that keep a picture which was just looked at, for whoever finishes it. */
  private readonly kept = new Set<Bench>();

  constructor(settings: WorkshopSettings) {
    const {
      processes,
      cores = availableParallelism(),
      script = programBeside(__dirname, 'workshop-process.main.js'),
    } = settings;
    const program = { script, longestMs: LONGEST_MS, idleMs: IDLE_MS, output: 'inherit' } as const;
    this.all = Array.from({ length: processes }, () => ({ program: new ChildProgram(program) }));
    this.cores = cores;
    this.free = [...this.all];
  }

  /**
   * Looks at a picture before it counts: one whole picture within the limits, that shows something.
   *
   * @param bytes from outside
   * @throws BlankOutputError, UnreadableImageError, ImageTooLargeError; WorkshopEndedError
   */
  async look(bytes: Buffer, { maxBytes }: { readonly maxBytes: number }): Promise<void> {
    const order = (): WorkshopOrder => ({ look: bytes, maxBytes });
    await timed('blank_check', () => this.atBench(bytes, order, () => undefined));
  }

  /** As `finishPicture` does; cheapest directly after `look`. @throws also WorkshopEndedError */
  async finish(bytes: Buffer, plan: FinishPlan): Promise<EncodedSet> {
    const order = (bench: Bench): WorkshopOrder => ({
      finish: bench.holds === bytes ? 'last' : bytes,
      plan,
      cores: this.coresEach(),
    });
    return timed('finish', () =>
      this.atBench(bytes, order, async (answer) => {
        if (!('finished' in answer)) throw new WorkshopEndedError({ cause: new Error('no picture came back') });
        const { bytes: handed, original, ...rest } = answer.finished;
        return { ...rest, original: { ...original, bytes: await takeOver(handed) } };
      }),
    );
  }

  /** Runs after the last job. */
  onApplicationShutdown(): void {
    for (const { program } of this.all) program.stop();
  }

  /** Two where there are two for each that works, else one: every thread of theirs is one more between the next request and a core. */
  private coresEach(): 1 | 2 {
    const working = this.all.length - this.free.length;
    return working * 2 <= this.cores ? 2 : 1;
  }

  /** @param take what is needed of the answer, before the process gets its next order */
  private async atBench<T>(
    bytes: Buffer,
    order: (bench: Bench) => WorkshopOrder,
    take: (answer: WorkshopAnswer) => T | Promise<T>,
  ): Promise<T> {
    const ready = this.takeHolding(bytes) ?? this.takeFree();
    const bench = ready ?? (await new Promise<Bench>((resolve) => this.waiting.push(resolve)));
    try {
      const answer = await this.ask(bench, order).catch((error: unknown) => {
        // Killed for want of memory, or by a picture: the second time tells.
        if (!(error instanceof ChildEndedError)) throw error;
        return this.ask(bench, order);
      });
      if ('refused' in answer) throw errorOf(answer.refused);
      if ('failure' in answer) throw new WorkshopEndedError({ cause: new Error(answer.failure) });
      bench.holds = 'seen' in answer ? bytes : undefined;
      return await take(answer);
    } catch (error) {
      throw error instanceof ChildEndedError ? new WorkshopEndedError({ cause: error }) : error;
    } finally {
      this.keep(bench);
    }
  }

  private async ask(bench: Bench, order: (bench: Bench) => WorkshopOrder): Promise<WorkshopAnswer> {
    // A process that has ended in the meantime remembers nothing.
    if (bench.program.pid === undefined) bench.holds = undefined;
    const asked = order(bench);
    bench.holds = undefined;
    return bench.program.ask(asked);
  }

  /**
   * What was looked at is mostly finished in the same turn of this thread: whoever waits lets it pass, so that it is not sent and
   * decoded twice.
   */
  private keep(bench: Bench): void {
    if (bench.holds === undefined) return this.release(bench);
    this.kept.add(bench);
    setImmediate(() => {
      if (this.kept.delete(bench)) this.release(bench);
    });
  }

  private takeHolding(picture: Buffer): Bench | undefined {
    const bench = [...this.kept, ...this.free].find(({ holds }) => holds === picture);
    if (bench !== undefined && !this.kept.delete(bench)) this.free.splice(this.free.indexOf(bench), 1);
    return bench;
  }

  /** Rather one that has no picture. */
  private takeFree(): Bench | undefined {
    const chosen = this.free.find(({ holds }) => holds === undefined) ?? this.free[0];
    if (chosen !== undefined) this.free.splice(this.free.indexOf(chosen), 1);
    return chosen;
  }

  /** To whoever has waited longest. */
  private release(bench: Bench): void {
    const next = this.waiting.shift();
    if (next === undefined) this.free.push(bench);
    else next(bench);
  }
}

function errorOf(refusal: Refusal): ImageServiceError {
  switch (refusal.is) {
    case 'blank':
      return new BlankOutputError(refusal.reason);
    case 'too large':
      return new ImageTooLargeError(refusal.limit);
    case 'unreadable':
      return new UnreadableImageError({ cause: new Error(refusal.cause) });
  }
}
