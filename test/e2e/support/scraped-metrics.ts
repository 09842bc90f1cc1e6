/** One series of `/metrics`. */
export interface Series {
  /** As written: of a histogram with `_bucket`, `_sum` or `_count` at its end. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a scraper reads: types by name, and every series. */
export interface Scraped {
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly Series[];
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads `/metrics` as Prometheus does. @throws Error for a status other than 200 and for a line that is none */
export async function scrape(url: string): Promise<Scraped> {
  const answer = await fetch(`${url}/metrics`);
  if (answer.status !== 200) throw new Error(`/metrics answered ${answer.status}`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  const typed = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ').slice(2));
  return {
    types: new Map(typed.map(([name = '', type = '']) => [name, type])),
    series: lines.filter((line) => !line.startsWith('#')).map(seriesOf),
  };
}

function seriesOf(line: string): Series {
  const [, name, labels = '', value] = LINE.exec(line) ?? [];
  if (name === undefined) throw new Error(`not a line of metrics: ${line}`);
  const pairs = [...labels.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text.replace(/\\(.)/g, '$1')]);
  return { name, labels: Object.fromEntries(pairs) as Series['labels'], value: Number(value) };
}

/** Label names of each metric, sorted, by the name it has in the documents; `le` belongs to the format. */
export function labelsByMetric({ types, series }: Scraped): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, labels } of series) {
    const metric = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    const names = Object.keys(labels).filter((label) => label !== 'le' || !name.endsWith('_bucket'));
    const shown = names.sort().join(',');
    const before = found.get(metric);
    if (before !== undefined && before !== shown) throw new Error(`${metric} has {${before}} and {${shown}}`);
    found.set(metric, shown);
  }
  return found;
}

/** The value of a series that has at least these labels. @throws Error when there is none, or more than one */
export function valueOf({ series }: Scraped, name: string, labels: Series['labels'] = {}): number {
  const found = series.filter(
    (one) => one.name === name && Object.entries(labels).every(([label, text]) => one.labels[label] === text),
  );
  if (found.length !== 1) throw new Error(`${found.length} series of ${name} with ${JSON.stringify(labels)}`);
  return found[0]?.value ?? NaN;
}
