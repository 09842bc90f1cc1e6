import { SingleFlight } from './single-flight';

/** Work that ends when the test says, and tells how often it ran. */
function heldWork() {
  const { promise, resolve, reject } = withResolvers<string>();
  const signals: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    signals.push(signal);
    return promise;
  };
  return { work, signals, resolve, reject };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

describe('SingleFlight', () => {
  let flights: SingleFlight<string>;

  beforeEach(() => {
    flights = new SingleFlight();
  });

  it('runs the work once for 20 callers at once', async () => {
    const { work, signals, resolve } = heldWork();
    const calls = Array.from({ length: 20 }, () => flights.run('key', work));

    await Promise.resolve();
    resolve('done');

    expect(await Promise.all(calls)).toEqual(Array(20).fill('done'));
    expect(signals).toHaveLength(1);
    expect(flights.size).toBe(0);
  });

  it('keeps different keys apart', async () => {
    const results = await Promise.all(['a', 'b'].map((key) => flights.run(key, () => Promise.resolve(key))));

    expect(results).toEqual(['a', 'b']);
  });

  it('remembers neither a result nor a failure', async () => {
    const failure = new Error('first');

    await expect(flights.run('key', () => Promise.reject(failure))).rejects.toBe(failure);

    expect(await flights.run('key', () => Promise.resolve('second'))).toBe('second');
    expect(await flights.run('key', () => Promise.resolve('third'))).toBe('third');
  });

  it('gives a failure to every caller, also when the work throws before its first await', async () => {
    const failure = new Error('at once');
    const work = () => {
      throw failure;
    };

    const calls = [flights.run('key', work), flights.run('key', work)];

    expect(await Promise.allSettled(calls)).toMatchObject([{ reason: failure }, { reason: failure }]);
  });

  it.each([
    ['leader', 0],
    ['follower', 1],
  ])('lets the %s go without failing the others', async (_, leaving) => {
    const { work, signals, resolve } = heldWork();
    const callers = [new AbortController(), new AbortController(), new AbortController()];
    const calls = callers.map(({ signal }) => flights.run('key', work, signal));
    const settled = Promise.allSettled(calls);

    callers[leaving]?.abort(new Error('client has gone'));
    await expect(calls[leaving]).rejects.toThrow('client has gone');
    resolve('done');

    expect((await settled).filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(signals).toHaveLength(1);
    expect(signals[0]?.aborted).toBe(false);
  });

  it('tells the work when its last caller has gone, and starts anew for the next', async () => {
    const { work, signals, reject } = heldWork();
    const callers = [new AbortController(), new AbortController()];
    const settled = Promise.allSettled(callers.map(({ signal }) => flights.run('key', work, signal)));
    await Promise.resolve();

    callers.forEach((caller) => caller.abort());
    await settled;

    expect(signals[0]?.aborted).toBe(true);
    expect(await flights.run('key', () => Promise.resolve('anew'))).toBe('anew');
    // A failure that nobody waits for does not end the process.
    reject(new Error('given up'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('does not start for a caller that has gone already', async () => {
    const { work, signals } = heldWork();

    await expect(flights.run('key', work, AbortSignal.abort())).rejects.toThrow();

    expect(signals).toEqual([]);
    expect(flights.size).toBe(0);
  });
});
