import { ChildProgram, programBeside } from '../child-program';
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

/** One classifier process, started with its first order and again after it ended. One order at a time, in their order. */
export class ClassifierProcess {
  private readonly program: ChildProgram<LookOrder, LookAnswer>;
  private last: Promise<unknown> = Promise.resolve();

  constructor({ script, longestMs = 60_000, idleMs = 600_000 }: ClassifierProcessSettings = {}) {
    const ours = programBeside(__dirname, 'classifier-process.main.js');
    // The library greets on its own; our log is JSON, and failures come as answers.
    this.program = new ChildProgram({ script: script ?? ours, longestMs, idleMs, output: 'ignore' });
  }

  /** Id of the running process, for whoever wants to watch it. */
  get pid(): number | undefined {
    return this.program.pid;
  }

  /** @throws Error when the process ended instead of answering, or cannot do it */
  ask(order: LookOrder): Promise<Exclude<LookAnswer, { failure: string }>> {
    const answer = this.last.then(() => this.askNow(order));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the process; an order that runs is refused. */
  stop(): void {
    this.program.stop();
  }

  private async askNow(order: LookOrder): Promise<Exclude<LookAnswer, { failure: string }>> {
    const answer = await this.program.ask(order);
    if ('failure' in answer) throw new Error(answer.failure);
    return answer;
  }
}
