import { CircuitBreaker } from './circuit-breaker';

describe('CircuitBreaker', () => {
  let nowMs: number;
  let breaker: CircuitBreaker;
  beforeEach(() => {
    nowMs = 1_000_000;
    breaker = new CircuitBreaker(() => nowMs);
  });

  const fail = (times: number): void => {
    for (let count = 0; count < times; count += 1) breaker.failed();
  };
  /** Milliseconds until it wants to be probed. */
  const pauseMs = (): number => {
    const start = nowMs;
    while (!breaker.takeProbe()) nowMs += 100;
    return nowMs - start;
  };

  it('lets work through until the third failure in a row', () => {
    fail(2);
    const afterTwo = breaker.isClosed;

    fail(1);

    expect([afterTwo, breaker.isClosed]).toEqual([true, false]);
  });

  it('forgets failures at a success', () => {
    fail(2);
    breaker.succeeded();

    fail(2);

    expect(breaker.isClosed).toBe(true);
  });

  it('asks for no probe while work flows', () => {
    expect(breaker.takeProbe()).toBe(false);
  });

  it('asks for a probe after two seconds, and only one caller for it', () => {
    fail(3);

    expect(pauseMs()).toBe(2000);
    expect(breaker.takeProbe()).toBe(false);
  });

  it('waits longer each time the probe fails, up to a minute', () => {
    fail(3);

    const pauses = Array.from({ length: 7 }, () => {
      const pause = pauseMs();
      breaker.failed();
      return pause;
    });

    expect(pauses).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('sends work again after a good probe, on trial: one failure opens it for longer', () => {
    fail(3);
    pauseMs();
    breaker.probeSucceeded();
    const onTrial = breaker.isClosed;

    breaker.failed();

    expect([onTrial, breaker.isClosed]).toEqual([true, false]);
    expect(pauseMs()).toBe(4000);
  });

  it('forgets everything when work succeeds after the trial', () => {
    fail(3);
    pauseMs();
    breaker.probeSucceeded();
    breaker.succeeded();

    fail(3);

    expect(pauseMs()).toBe(2000);
  });
});
