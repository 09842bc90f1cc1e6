import { longestJobMs } from './longest-job';

describe('longestJobMs', () => {
  it('is an hour with the defaults', () => {
    const config = { JOB_MAX_ATTEMPTS: 5, JOB_TIMEOUT_MS: 600_000, JOB_LEASE_MS: 30_000 };

    expect(longestJobMs(config)).toBe(3_600_000);
  });

  it('is longer than painting and keeping take, however short they are', () => {
    const config = { JOB_MAX_ATTEMPTS: 1, JOB_TIMEOUT_MS: 1000, JOB_LEASE_MS: 1000 };

    expect(longestJobMs(config)).toBe(92_000);
  });
});
