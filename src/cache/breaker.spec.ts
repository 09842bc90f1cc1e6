import { Breaker } from './breaker';

describe('Breaker', () => {
  let clockMs: number;
  let breaker: Breaker;

  beforeEach(() => {
    clockMs = 0;
    breaker = new Breaker({ failures: 3, pauseMs: 1000 }, () => clockMs);
  });

  function fail(times: number): void {
    for (let turn = 0; turn < times; turn++) breaker.failed();
  }

  it('opens at the third failure in a row and not before', () => {
    fail(2);
    expect(breaker.isOpen).toBe(false);

    fail(1);
    expect(breaker.isOpen).toBe(true);
  });

  it('forgives failures that an answer separates', () => {
    fail(2);
    breaker.succeeded();
    fail(2);

    expect(breaker.isOpen).toBe(false);
  });

  it('asks for one look per pause while it is open', () => {
    fail(3);
    expect(breaker.isTimeToLook()).toBe(false);

    clockMs = 1000;
    expect([breaker.isTimeToLook(), breaker.isTimeToLook()]).toEqual([true, false]);
    clockMs = 2000;
    expect(breaker.isTimeToLook()).toBe(true);
  });

  it('closes at the first answer', () => {
    fail(5);

    breaker.succeeded();

    expect(breaker.isOpen).toBe(false);
    expect(breaker.isTimeToLook()).toBe(false);
  });
});
