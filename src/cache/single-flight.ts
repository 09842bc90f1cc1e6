/** One piece of work that several callers wait for. */
interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Lets callers that want the same thing at the same time share one piece of work. Nothing is remembered: when the work
 * ends, well or badly, the next caller starts it anew.
 */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /** Pieces of work under way. */
  get size(): number {
    return this.flights.size;
  }

  /**
   * The result of `work`, which runs once for all callers that come while it runs.
   *
   * @param key names the work: equal keys must mean equal results
   * @param work gets a signal that is aborted when its last waiting caller has gone
   * @param signal of this caller: aborting it rejects this call with the signal's reason and leaves the others waiting
   * @throws whatever `work` throws, to every caller of this flight
   */
  async run(key: string, work: (abandoned: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const flight = this.flights.get(key) ?? this.start(key, work);
    flight.waiting++;
    try {
      return await (signal ? untilAborted(flight.result, signal) : flight.result);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) this.land(key, flight);
    }
  }

  private start(key: string, work: (abandoned: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const result = Promise.resolve().then(() => work(controller.signal));
    const flight: Flight<T> = { result, controller, waiting: 0 };
    this.flights.set(key, flight);
    // Also keeps a failure that nobody waits for any more from ending the process.
    result.then(
      () => this.forget(key, flight),
      () => this.forget(key, flight),
    );
    return flight;
  }

  /** A caller that comes after the last one has gone must not join work that is being given up. */
  private land(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) !== flight) return;
    this.forget(key, flight);
    flight.controller.abort();
  }

  private forget(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}

function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      // The reason belongs to the caller who gave the signal, and need not be an Error.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
