import { eventually } from '../support/eventually';
import { startSwallowingProxy, type SwallowingProxy } from '../support/swallowing-proxy';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';

interface Report {
  readonly status: string;
  readonly dependencies: Readonly<Record<string, { status: string; detail?: string; latency_ms: number }>>;
}

const targetOf = (url: string): { host: string; port: number } => {
  const { hostname: host, port } = new URL(url);
  return { host, port: Number(port) };
};

describe('Health', () => {
  let proxies: { database: SwallowingProxy; cache: SwallowingProxy };
  let service: ServiceUnderTest;
  let url: string;

  beforeAll(async () => {
    service = await startServiceUnderTest({ ROLE: 'worker' });
    const redisUrl = process.env.TEST_REDIS_URL ?? '';
    proxies = {
      database: await startSwallowingProxy(targetOf(service.env.DATABASE_URL ?? '')),
      cache: await startSwallowingProxy(targetOf(redisUrl)),
    };
    const through = (name: string, proxy: SwallowingProxy): string => {
      const there = new URL(name);
      there.hostname = '127.0.0.1';
      there.port = String(proxy.port);
      return there.href;
    };
    const sibling = await service.sibling({
      ROLE: 'all',
      DATABASE_URL: through(service.env.DATABASE_URL ?? '', proxies.database),
      CACHE_URL: through(redisUrl, proxies.cache),
    });
    url = sibling.url;
  }, 60_000);

  afterAll(async () => {
    await service?.remove();
    await Promise.all(Object.values(proxies ?? {}).map((proxy) => proxy.stop()));
  });

  const report = async (): Promise<Report> => (await fetch(`${url}/health`)).json() as Promise<Report>;

  it('names every dependency with its latency', async () => {
    const all = await eventually(async () => {
      const told = await report();
      expect(told.status).toBe('ok');
      return told;
    });

    expect(Object.keys(all.dependencies).sort()).toEqual(['backends', 'cache', 'database', 'hub', 'outbox', 'storage']);
    for (const { latency_ms: ms } of Object.values(all.dependencies)) expect(ms).toBeGreaterThanOrEqual(0);
    expect(all.dependencies.backends?.detail).toBe('the embedded painter (sketches)');
  });

  it('is degraded without Redis, and takes work all the same', async () => {
    proxies.cache.swallow();

    const told = await eventually(async () => {
      const found = await report();
      expect(found.dependencies.cache?.status).toBe('down');
      return found;
    });
    const ready = await fetch(`${url}/health/ready`);
    proxies.cache.pass();

    expect(told).toMatchObject({ status: 'degraded', dependencies: { cache: { detail: 'working without it' } } });
    expect(ready.status).toBe(200);
    await eventually(async () => expect((await report()).status).toBe('ok'), { timeoutMs: 15_000 });
  }, 30_000);

  it('answers while a database hangs, asks it one question at a time, and sees it come back', async () => {
    const before = proxies.database.connections;
    proxies.database.swallow();

    // All of them are answered while the database still hangs: nothing waits for it.
    const many = await Promise.all(Array.from({ length: 200 }, () => report()));
    const told = await eventually(async () => {
      const found = await report();
      expect(found.dependencies.database?.detail).toBe('no answer within 2000 ms');
      return found;
    });
    const [live, ready] = await Promise.all(['/health/live', '/health/ready'].map((path) => fetch(url + path)));
    const newConnections = proxies.database.connections - before;
    proxies.database.pass();

    expect(many).toHaveLength(200);
    expect(told).toMatchObject({ status: 'down', dependencies: { storage: { status: 'ok' }, hub: { status: 'ok' } } });
    expect([live?.status, ready?.status]).toEqual([200, 503]);
    expect(await ready?.json()).toEqual({ status: 'down', missing: ['database'] });
    // The worker, the relay and the tidiers may open some; two hundred askers must not.
    expect(newConnections).toBeLessThan(15);
    await eventually(async () => expect((await report()).status).toBe('ok'), { timeoutMs: 20_000 });
  }, 60_000);
});
