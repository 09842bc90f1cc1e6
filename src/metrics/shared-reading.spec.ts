import { SharedReading } from './shared-reading';

describe('SharedReading', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('looks once for all who ask within a second, and again afterwards', async () => {
    let looks = 0;
    const reading = new SharedReading(() => Promise.resolve((looks += 1)));

    const together = await Promise.all([reading.get(), reading.get()]);
    await jest.advanceTimersByTimeAsync(999);
    const soon = await reading.get();
    await jest.advanceTimersByTimeAsync(1);
    const later = await reading.get();

    expect([...together, soon, later]).toEqual([1, 1, 1, 2]);
  });

  it('says nothing when the look fails, and does not look again at once', async () => {
    let looks = 0;
    const reading = new SharedReading(() => {
      looks += 1;
      return Promise.reject(new Error('the database is away'));
    });

    const answers = [await reading.get(), await reading.get()];

    expect(answers).toEqual([undefined, undefined]);
    expect(looks).toBe(1);
  });

  it('does not wait for a look that hangs, and begins no second one beside it', async () => {
    let looks = 0;
    let end = (_value: string): void => undefined;
    const reading = new SharedReading(() => {
      looks += 1;
      return looks === 1 ? Promise.resolve('early') : new Promise<string>((resolve) => (end = resolve));
    });
    const answers = [await reading.get()];
    await jest.advanceTimersByTimeAsync(1000);

    for (const _impatient of [1, 2]) {
      const asked = reading.get();
      await jest.advanceTimersByTimeAsync(1000);
      answers.push(await asked);
    }
    end('late');
    answers.push(await reading.get());

    expect(answers).toEqual(['early', undefined, undefined, 'late']);
    expect(looks).toBe(2);
  });
});
