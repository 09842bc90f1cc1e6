import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DeadlineError, withDeadline } from './with-deadline';

/** Ends only with the signal, as a request to a server that never answers. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

describe('withDeadline', () => {
  const never = new AbortController().signal;

  it('gives what the work gives', async () => {
    await expect(withDeadline(1000, never, () => Promise.resolve(7))).resolves.toBe(7);
  });

  it('ends the work when the time is over, and says so', async () => {
    await expect(withDeadline(20, never, untilAborted)).rejects.toThrow(new DeadlineError(20));
  });

  it('keeps what the work made of it as the cause', async () => {
    const work = (signal: AbortSignal) =>
      untilAborted(signal).catch(() => {
        throw new Error('connection closed');
      });

    await expect(withDeadline(20, never, work)).rejects.toMatchObject({ cause: new Error('connection closed') });
  });

  it.each([
    ['before', 0],
    ['while', 20],
  ])('ends with the reason of the signal, aborted %s it works', async (_, afterMs) => {
    const controller = new AbortController();
    if (afterMs === 0) controller.abort(new Error('cancelled'));
    else setTimeout(() => controller.abort(new Error('cancelled')), afterMs);
    const work = (signal: AbortSignal) => {
      signal.throwIfAborted();
      return untilAborted(signal);
    };

    await expect(withDeadline(1000, controller.signal, async (signal) => work(signal))).rejects.toThrow('cancelled');
  });

  it('passes on what fails in time', async () => {
    await expect(withDeadline(1000, never, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('holds also when garbage is collected before the time has come, however deep', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    let ended = 0;
    const runs = Array.from({ length: 20 }, () =>
      withDeadline(400, new AbortController().signal, (outer) => withDeadline(200, outer, untilAborted)).catch(
        () => (ended += 1),
      ),
    );
    for (let look = 0; look < 10; look += 1) {
      collect();
      await sleep(50);
    }
    await Promise.race([Promise.all(runs), sleep(1000)]);

    expect(ended).toBe(20);
  });
});
