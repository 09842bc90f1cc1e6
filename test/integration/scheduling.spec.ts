import { AFFINITY_SPAN_MS } from '../../src/generation/scheduling/choose-job';
import { simulate, type SimulatedJob } from '../support/simulated-queue';

const p95 = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length * 0.95)] ?? 0;

describe('the queue in virtual time', () => {
  const models = ['anime', 'photo', 'ink'];
  const twoGpus = [
    { name: 'a', renderS: 1, swapS: 10 },
    { name: 'b', renderS: 1, swapS: 10 },
  ];
  /** 300 jobs of five owners, models in an order without any pattern that would help. */
  const mixed: SimulatedJob[] = Array.from({ length: 300 }, (_, index) => ({
    id: `job ${index}`,
    owner: `owner ${(index * 7919) % 5}`,
    atS: 0,
    priority: 5,
    model: models[((index * 104729) >> 3) % 3] ?? 'anime',
  }));

  it('changes models at least 60 % less often than first come, first served', () => {
    const fifo = simulate(mixed, twoGpus, 'fifo');

    const fair = simulate(mixed, twoGpus, 'fair');

    expect(fair.runs).toHaveLength(300);
    expect(fair.swaps).toBeLessThanOrEqual(fifo.swaps * 0.4);
  });

  it('keeps a light owner within twice the wait of its fair share alone', () => {
    const heavy = mixed.map((job) => ({ ...job, owner: 'heavy' }));
    const light = Array.from({ length: 20 }, (_, index): SimulatedJob => {
      return { id: `light ${index}`, owner: 'light', atS: 60, priority: 5, model: models[index % 3] ?? 'ink' };
    });
    // Half of two GPUs is one, all of its time.
    const alone = simulate(light, twoGpus.slice(0, 1), 'fair');

    const shared = simulate([...heavy, ...light], twoGpus, 'fair');

    const waits = (runs: typeof shared.runs): number[] =>
      runs.filter(({ job }) => job.owner === 'light').map(({ job, startS }) => startS - job.atS);
    expect(p95(waits(shared.runs))).toBeLessThanOrEqual(2 * p95(waits(alone.runs)));
  });

  it('starves nobody: a job is held up by a bounded number of later ones, for ever new owners and unequal GPUs', () => {
    const unequal = [
      { name: 'fast', renderS: 0.5, swapS: 10 },
      { name: 'slow', renderS: 4, swapS: 20 },
    ];
    // A new owner every second, always with the model that the fast one has loaded: more than both can paint.
    const stream = Array.from({ length: 3000 }, (_, index): SimulatedJob => {
      return { id: `job ${index}`, owner: `owner ${index}`, atS: index * 0.3, priority: 5, model: 'anime' };
    });
    const odd = { id: 'odd', owner: 'patient', atS: 30, priority: 5, model: 'photo' };

    const { runs } = simulate([...stream, odd], unequal, 'fair');

    const late = runs.find(({ job }) => job.id === 'odd');
    expect((late?.startS ?? Infinity) - odd.atS).toBeLessThan(2 * (AFFINITY_SPAN_MS / 1000));
  });

  it('gives an owner with ten jobs its turn among ten thousand of another', () => {
    const heavy = Array.from({ length: 10_000 }, (_, index): SimulatedJob => {
      return { id: `heavy ${index}`, owner: 'heavy', atS: 0, priority: 5, model: 'anime' };
    });
    const light = Array.from({ length: 10 }, (_, index): SimulatedJob => {
      return { id: `light ${index}`, owner: 'light', atS: 100, priority: 5, model: 'anime' };
    });

    const { runs } = simulate([...heavy, ...light], twoGpus.slice(0, 1), 'fair');

    const after = runs.filter(({ startS }) => startS >= 100);
    const last = after.findLastIndex(({ job }) => job.owner === 'light');
    expect(last).toBeLessThanOrEqual(2 * 10 + 1);
  });

  it('serves the urgent first, whoever they belong to', () => {
    const jobs = mixed.map((job, index) => ({ ...job, priority: index % 10 === 0 ? 9 : 5 }));

    const { runs } = simulate(jobs, twoGpus, 'fair');

    expect(runs.slice(0, 30).every(({ job }) => job.priority === 9)).toBe(true);
  });
});
