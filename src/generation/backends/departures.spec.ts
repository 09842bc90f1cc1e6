import { setTimeout as pause } from 'node:timers/promises';
import { Departures } from './departures';

const LIMIT_MS = 5000;

describe('Departures', () => {
  it('hold up nobody while nothing is about to leave', async () => {
    await expect(new Departures().over(LIMIT_MS)).resolves.toBeUndefined();
  });

  it('hold up work until the last one has left', async () => {
    const departures = new Departures();
    const [first, second] = [departures.begin(), departures.begin()];
    const begun = jest.fn();

    const working = departures.over(LIMIT_MS).then(begun);
    first();
    await pause(20);
    const before = begun.mock.calls.length;
    second();
    await working;

    expect([before, begun.mock.calls.length]).toEqual([0, 1]);
  });

  it('let whoever hears of a departure write before the work begins', async () => {
    const departures = new Departures();
    const left = departures.begin();
    const order: string[] = [];

    const working = departures.over(LIMIT_MS).then(() => order.push('work'));
    left();
    await Promise.resolve().then(() => order.push('written'));
    await working;

    expect(order).toEqual(['written', 'work']);
  });

  it('wait for what never leaves no longer than allowed', async () => {
    const departures = new Departures();
    departures.begin();

    await expect(departures.over(20)).resolves.toBeUndefined();
  });
});
