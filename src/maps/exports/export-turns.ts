import { Injectable } from '@nestjs/common';
import { SingleFlight } from '../../cache/single-flight';
import { EncoderOverloadedProblem } from '../../processing/derive/picture-encoder';

/** Exports that may wait for their turn; those beyond are refused at once. */
const MOST_WAITING = 8;

/**
 * Makes one large export at a time in a process: each holds a decoded map, and two would hold twice the memory for the same
 * time in all. Callers who want the same file share the work.
 */
@Injectable()
export class ExportTurns {
  private readonly flights = new SingleFlight<Buffer>();
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /**
   * @param key stands for the bytes, as the file's ETag does
   * @param make gets a signal that everybody who waits has gone
   * @param gone of this caller
   * @throws EncoderOverloadedProblem (503) when too many wait; what `make` throws; the reason of `gone`
   */
  run(key: string, make: (abandoned: AbortSignal) => Promise<Buffer>, gone: AbortSignal): Promise<Buffer> {
    return this.flights.run(key, (abandoned) => this.inTurn(() => make(abandoned), abandoned), gone);
  }

  private async inTurn(make: () => Promise<Buffer>, abandoned: AbortSignal): Promise<Buffer> {
    if (this.waiting >= MOST_WAITING) throw new EncoderOverloadedProblem();
    this.waiting += 1;
    const turn = this.last.then(() => {
      this.waiting -= 1;
      abandoned.throwIfAborted();
      return make();
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
