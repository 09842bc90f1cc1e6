import { register } from 'prom-client';
import { gaugesOnScrape } from './gauges-on-scrape';

/** Lines of the named metric in the text that a scraper is given. */
async function scraped(name: string): Promise<string[]> {
  const text = await register.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('gaugesOnScrape', () => {
  afterEach(() => register.clear());

  it('reads once for all its gauges', async () => {
    let looks = 0;
    gaugesOnScrape(
      [
        { name: 'waiting', help: 'h', samples: (count: number) => [{ value: count }] },
        {
          name: 'by_state',
          help: 'h',
          labelNames: ['state'],
          samples: (count: number) => [{ labels: { state: 'new' }, value: count * 2 }],
        },
      ],
      () => Promise.resolve((looks += 1)),
    );

    const lines = await Promise.all([scraped('waiting'), scraped('by_state')]);

    expect(lines).toEqual([['waiting 1'], ['by_state{state="new"} 2']]);
  });

  it('tells no values while they cannot be read, rather than old ones or 0', async () => {
    let isAway = false;
    gaugesOnScrape(
      [
        { name: 'waiting', help: 'h', samples: (count: number) => [{ value: count }] },
        { name: 'by_state', help: 'h', labelNames: ['state'], samples: () => [{ labels: { state: 'new' }, value: 1 }] },
      ],
      () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(3)),
      { maxAgeMs: 0 },
    );
    const before = await scraped('waiting');

    isAway = true;
    const after = [await scraped('waiting'), await scraped('by_state')];

    expect(before).toEqual(['waiting 3']);
    expect(after).toEqual([[], []]);
  });

  it('forgets series that are no more', async () => {
    let names = ['a', 'b'];
    gaugesOnScrape(
      [{ name: 'up', help: 'h', labelNames: ['name'], samples: (all: string[]) => all.map(sampleOf) }],
      () => Promise.resolve(names),
      { maxAgeMs: 0 },
    );
    await scraped('up');

    names = ['b'];
    const lines = await scraped('up');

    expect(lines).toEqual(['up{name="b"} 1']);
  });

  const sampleOf = (name: string) => ({ labels: { name }, value: 1 });
});
