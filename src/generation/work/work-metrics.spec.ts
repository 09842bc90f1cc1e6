import { Counter, Histogram } from 'prom-client';
import { askingForDetails } from '../../characters/details-time';
import { WorkMetrics } from './work-metrics';

function aBench(): { readonly metrics: WorkMetrics; readonly stages: () => Promise<Record<string, number>> } {
  const jobs = new Counter({ name: 'jobs', help: 'h', labelNames: ['kind', 'outcome', 'code'], registers: [] });
  const durations = new Histogram({ name: 'took', help: 'h', labelNames: ['kind', 'stage'], registers: [] });
  const stages = async (): Promise<Record<string, number>> => {
    const sums = (await durations.get()).values.filter(({ metricName }) => metricName === 'took_sum');
    return Object.fromEntries(sums.map(({ labels, value }) => [String(labels.stage), value]));
  };
  return { metrics: new WorkMetrics(jobs, durations), stages };
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('WorkMetrics', () => {
  it('tells the wait for details of a character apart from composing', async () => {
    const { metrics, stages } = aBench();
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now);

    await metrics.timeComposing('portrait', async () => {
      now += 100;
      await askingForDetails(() => Promise.resolve((now += 2000)));
    });

    expect(await stages()).toEqual({ details: 2, compose: 0.1 });
    jest.restoreAllMocks();
  });

  it('knows whose wait it was when several compose at once, also when the answer does not come', async () => {
    const { metrics, stages } = aBench();

    const composing = [
      metrics.timeComposing('portrait', () => askingForDetails(() => later(5).then(() => Promise.reject(new Error())))),
      metrics.timeComposing('map', () => later(5)),
    ];
    await Promise.allSettled(composing);

    expect(Object.keys(await stages()).sort()).toEqual(['compose', 'details']);
  });
});
