import { MAX_SEED, seedOf } from './seed';

describe('seedOf', () => {
  it('is the same on every attempt of a job', () => {
    expect(seedOf('job-1')).toBe(seedOf('job-1'));
  });

  it('is a whole number that every server takes, and spread over the whole range', () => {
    const seeds = Array.from({ length: 1000 }, (_, index) => seedOf(`job-${index}`));

    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED)).toBe(true);
    expect(new Set(seeds).size).toBe(1000);
    expect(Math.min(...seeds)).toBeLessThan(MAX_SEED * 0.02);
    expect(Math.max(...seeds)).toBeGreaterThan(MAX_SEED * 0.98);
  });
});
