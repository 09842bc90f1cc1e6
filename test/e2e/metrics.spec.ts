import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { queriesOf, readDashboard, withVariables } from '../support/dashboard';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { startSimulatedComfyui, type SimulatedComfyui } from '../support/simulated-comfyui';
import { liveThroughADay, PLANTED } from './support/eventful-day';
import { HubStranger } from './support/hub';
import { startPrometheus, type Prometheus } from './support/prometheus';
import { labelsByMetric, scrape, valueOf } from './support/scraped-metrics';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const ALERTS = join(ROOT, 'deploy/prometheus/alerts.yml');
const PATIENCE = { timeoutMs: 25_000, everyMs: 250 };
const LONG_PATIENCE = { timeoutMs: 120_000, everyMs: 500 };

/** Metrics and their labels, sorted, as the contract has them, and those that docs/operations.md adds. */
const PROMISED: Readonly<Record<string, string>> = {
  image_generation_requests_total: 'kind,source',
  image_generation_jobs_total: 'code,kind,outcome',
  image_generation_duration_seconds: 'kind,stage',
  image_generation_jobs: 'status',
  image_generation_oldest_pending_seconds: '',
  image_backend_up: 'backend',
  image_backend_busy_seconds_total: 'backend',
  image_backend_requests_total: 'backend,outcome',
  image_storage_operations_total: 'operation,outcome',
  image_storage_operation_duration_seconds: 'operation',
  image_storage_bytes: '',
  image_cache_requests_total: 'outcome',
  image_processing_duration_seconds: 'operation',
  hub_messages_total: 'outcome,subject',
  hub_handling_duration_seconds: 'subject',
  hub_outbox_pending: '',
  hub_outbox_oldest_seconds: '',
  hub_dead_letters_total: 'subject',
  http_request_duration_seconds: 'method,route,status',
  image_generation_reused_total: 'how,kind',
  image_backend_memory_bytes: 'backend,state',
  image_dependency_up: 'dependency',
  image_storage_dangling_images: '',
  image_storage_disk_free_bytes: '',
  image_storage_disk_size_bytes: '',
};
const STAGES = ['wait', 'details', 'compose', 'render', 'verify', 'process', 'store', 'total'];

/** A real Prometheus watches a real service while things happen to it. */
describe('The metrics', () => {
  let server: SimulatedA1111;
  let removed: SimulatedComfyui;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;
  let prometheus: Prometheus;
  const ids: string[] = [];

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 5 });
    removed = await startSimulatedComfyui({ renderMs: 5 });
    service = await startServiceUnderTest({
      STABLE_DIFFUSION_URL: `${server.url}#weight=9`,
      RECONCILE_INTERVAL_MS: '1000',
    });
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
    prometheus = await startPrometheus([new URL(service.url).host], ALERTS);
    // Twice: what Prometheus calls a rate lies between two values.
    for (const _day of [1, 2]) ids.push(...(await liveThroughADay({ service, hub, server })));
  }, 240_000);

  afterAll(async () => {
    await prometheus?.stop();
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
    await removed?.stop();
    await server?.stop();
  });

  const backends = (...words: string[]): Promise<unknown> =>
    run(process.execPath, [join(ROOT, 'dist/src/backends.js'), ...words], { env: service.env });
  const stagesIn = async (): Promise<string[]> => {
    const { series } = await scrape(service.url);
    const counted = series.filter(({ name }) => name === 'image_generation_duration_seconds_count');
    return [...new Set(counted.map(({ labels }) => labels.stage ?? ''))].sort();
  };

  it('have the names and labels that the contract promises', async () => {
    const found = await eventually(async () => {
      const labels = labelsByMetric(await scrape(service.url));
      expect([...labels.keys()]).toEqual(expect.arrayContaining(Object.keys(PROMISED)));
      return labels;
    });

    expect(Object.fromEntries(Object.keys(PROMISED).map((name) => [name, found.get(name)]))).toEqual(PROMISED);
    expect(await stagesIn()).toEqual([...STAGES].sort());
  });

  it('are listed in docs/operations.md, all of them, and no others are', async () => {
    const { types } = await scrape(service.url);
    const own = [...types.keys()].filter((name) => /^(image|hub|http)_/.test(name)).sort();

    const document = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    const section = document.split(/^## /m).find((part) => part.startsWith('Metrics\n')) ?? '';
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);

    expect(listed.sort()).toEqual(own);
    expect(Object.keys(PROMISED).sort()).toEqual(own);
  });

  it('hold no id, no word of a request and no path in any label', async () => {
    const { series } = await scrape(service.url);
    const values = [...new Set(series.flatMap(({ labels }) => Object.values(labels)))];

    const suspicious = values.filter(
      (value) =>
        value.includes(PLANTED) ||
        ids.some((id) => value.includes(id)) ||
        /[0-9a-f]{8}-[0-9a-f]{4}/i.test(value) ||
        /[?%\s]/.test(value) ||
        value.length > 80,
    );

    expect(ids.length).toBeGreaterThan(20);
    expect(suspicious).toEqual([]);
  });

  it('count what happened, and not more', async () => {
    const now = await scrape(service.url);
    const told = (name: string, labels: Record<string, string>): number => valueOf(now, name, labels);

    expect(told('hub_dead_letters_total', { subject: 'character.created' })).toBe(2);
    expect(told('hub_messages_total', { subject: 'character.created', outcome: 'dead' })).toBe(2);
    expect(told('image_generation_requests_total', { kind: 'portrait', source: 'http' })).toBe(4);
    expect(told('image_generation_reused_total', { kind: 'portrait', how: 'finished' })).toBe(2);
    const jobs = 'image_generation_jobs_total';
    expect(told(jobs, { kind: 'map', outcome: 'retried', code: 'BACKEND_UNAVAILABLE' })).toBe(2);
    expect(told(jobs, { kind: 'map', outcome: 'completed' })).toBe(2);
    expect(told(jobs, { kind: 'portrait', outcome: 'failed', code: 'VALIDATION_FAILED' })).toBe(2);
    expect(told(jobs, { kind: 'portrait', outcome: 'failed', code: 'CHARACTER_NOT_FOUND' })).toBe(2);
    const requests = 'http_request_duration_seconds_count';
    expect(told(requests, { method: 'GET', route: '/api/v1/images/:id/recipe', status: '200' })).toBe(2);
    expect(told(requests, { method: 'GET', route: 'unknown', status: '404' })).toBe(2);
    expect(told(requests, { method: 'GET', route: 'unknown', status: '400' })).toBe(2);
    expect(told('image_dependency_up', { dependency: 'database' })).toBe(1);
    await eventually(async () =>
      expect(valueOf(await scrape(service.url), 'image_generation_jobs', { status: 'pending' })).toBe(0),
    );
  });

  it('tell the memory of GPUs by what both families of servers say, and forget a server that is taken away', async () => {
    const name = new URL(removed.url).host;
    const told = async (): Promise<string[]> => {
      const { series } = await scrape(service.url);
      return series
        .filter(({ labels }) => labels.backend === name)
        .map((one) => `${one.name} ${one.labels.state ?? ''}`);
    };

    await backends('add', `${removed.url}#weight=1`);
    await eventually(async () => expect(await told()).toContain('image_backend_memory_bytes used'), PATIENCE);
    const there = await scrape(service.url);
    await backends('remove', name);
    await eventually(async () => expect(await told()).toEqual([]), PATIENCE);

    for (const backend of [name, new URL(server.url).host]) {
      expect(valueOf(there, 'image_backend_memory_bytes', { backend, state: 'used' })).toBe(9 * 1024 ** 3);
      expect(valueOf(there, 'image_backend_memory_bytes', { backend, state: 'free' })).toBe(15 * 1024 ** 3);
    }
  }, 60_000);

  it('fill every panel of the dashboard', async () => {
    const queries = queriesOf(readDashboard());

    const empty = await eventually(async () => {
      const found = await Promise.all(
        queries.map(async (query) => ({ ...query, data: await dataOf(query.expression) })),
      );
      const without = found.filter(({ data }) => data === 0).map(({ of }) => of);
      if (without.length === 0) return without;
      // A rate is that of the last seconds: on a slow machine what happened is longer ago.
      ids.push(...(await liveThroughADay({ service, hub, server })));
      throw new Error(`no data: ${without.join(', ')}`);
    }, LONG_PATIENCE);

    expect(queries.length).toBeGreaterThan(40);
    expect(empty).toEqual([]);
  }, 150_000);

  it('answer what the variables and marks of the dashboard ask', async () => {
    const { annotations, templating } = readDashboard();
    const variables = templating.list.flatMap(({ definition }) => (definition === undefined ? [] : [definition]));

    const offered = await Promise.all(
      variables.map(async (definition) => {
        const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
        return (await prometheus.query(withVariables(selector))).map(({ metric }) => metric[label]);
      }),
    );
    const marks = await Promise.all(annotations.list.map(({ expr }) => prometheus.query(withVariables(expr))));

    expect(offered).toEqual([['image-service'], [new URL(service.url).host]]);
    expect(marks).toHaveLength(2);
  });

  it('feed every alert: each is evaluated, and names only metrics that there are', async () => {
    const written = (parse(readFileSync(ALERTS, 'utf8')) as AlertFile).groups.flatMap(({ rules }) => rules);
    const metrics = written.flatMap(
      ({ expr }) => expr.match(/\b(image|hub|http|nodejs|process|up)_?\w*(?=[{[\s)])/g) ?? [],
    );

    const loaded = await eventually(async () => {
      const rules = await prometheus.rules();
      expect(rules.filter(({ health }) => health === 'unknown')).toEqual([]);
      return rules;
    }, PATIENCE);
    const known = await prometheus.names();

    expect(loaded.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(loaded.map(({ name }) => name).sort()).toEqual(written.map(({ alert }) => alert).sort());
    expect(metrics.length).toBeGreaterThan(30);
    expect([...new Set(metrics)].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('raise the alarm over a message that was buried, the first of its kind', async () => {
    const firing = 'ALERTS{alertname="ImageDeadLetters",alertstate="firing"}';

    const raised = await eventually(async () => {
      const found = await prometheus.query(firing);
      expect(found).toHaveLength(1);
      return found;
    }, PATIENCE);

    expect(raised[0]?.metric).toMatchObject({ subject: 'character.created', severity: 'warning' });
  });

  /** How many series with a number in them; throws when the expression does not parse. */
  async function dataOf(expression: string): Promise<number> {
    const found = await prometheus.query(expression);
    return found.filter(({ value: [, text] }) => Number.isFinite(Number(text))).length;
  }
});

interface AlertFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}
