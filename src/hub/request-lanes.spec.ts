import { RequestLanes } from './request-lanes';

describe('RequestLanes', () => {
  it('runs so many at once, lets so many wait, and turns the rest away', async () => {
    const lanes = new RequestLanes({ atOnce: 2, waiting: 1 });
    const started: number[] = [];
    const release: (() => void)[] = [];
    const work = (number: number) => () => {
      started.push(number);
      return new Promise<void>((resolve) => release.push(resolve));
    };

    const taken = [1, 2, 3, 4].map((number) => lanes.take(work(number)));
    const startedFirst = [...started];
    release.splice(0).forEach((end) => end());
    await new Promise(setImmediate);
    release.splice(0).forEach((end) => end());
    await lanes.idle();

    expect(taken).toEqual([true, true, true, false]);
    expect(startedFirst).toEqual([1, 2]);
    expect(started).toEqual([1, 2, 3]);
  });
});
