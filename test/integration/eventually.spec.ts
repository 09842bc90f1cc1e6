import { eventually } from '../support/eventually';

describe('eventually', () => {
  it('tries until the assertion holds, and gives its value', async () => {
    let tries = 0;

    const value = await eventually(() => {
      tries += 1;
      expect(tries).toBe(3);
      return 'done';
    });

    expect(value).toBe('done');
  });

  it('shows the last error when the time is over', async () => {
    let tries = 0;

    const verdict = eventually(() => Promise.reject(new Error(`try ${(tries += 1)}`)), { timeoutMs: 60, everyMs: 10 });

    await expect(verdict).rejects.toThrow(/Not within 60 ms \((\d+) tries\)\. Last: try \1/);
  });

  it('gives up an assertion that hangs', async () => {
    const verdict = eventually(() => new Promise(() => undefined), { timeoutMs: 50 });

    await expect(verdict).rejects.toThrow('the assertion never ended');
  });
});
