import { Wakeup } from './wakeup';

describe('Wakeup', () => {
  const asleep = (wakeup: Wakeup, ms: number): { isOver: boolean; promise: Promise<void> } => {
    const state = { isOver: false, promise: wakeup.wait(ms).then(() => void (state.isOver = true)) };
    return state;
  };
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('sleeps for the whole time when nobody wakes it', async () => {
    const sleeper = asleep(new Wakeup(), 1000);

    await jest.advanceTimersByTimeAsync(999);
    const wasOver = sleeper.isOver;
    await jest.advanceTimersByTimeAsync(1);

    expect([wasOver, sleeper.isOver]).toEqual([false, true]);
  });

  it('ends every sleep at once', async () => {
    const wakeup = new Wakeup();
    const sleepers = [asleep(wakeup, 1000), asleep(wakeup, 5000)];

    wakeup.wake();
    await jest.advanceTimersByTimeAsync(0);

    expect(sleepers.map((sleeper) => sleeper.isOver)).toEqual([true, true]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('remembers a call that came while nobody slept, for one sleep', async () => {
    const wakeup = new Wakeup();
    wakeup.wake();
    wakeup.wake();

    const first = asleep(wakeup, 1000);
    await jest.advanceTimersByTimeAsync(0);
    const second = asleep(wakeup, 1000);
    await jest.advanceTimersByTimeAsync(0);

    expect([first.isOver, second.isOver]).toEqual([true, false]);
  });

  it('does not remember a call that somebody heard', async () => {
    const wakeup = new Wakeup();
    const heard = asleep(wakeup, 1000);
    wakeup.wake();
    await heard.promise;

    const next = asleep(wakeup, 1000);
    await jest.advanceTimersByTimeAsync(999);

    expect(next.isOver).toBe(false);
  });
});
