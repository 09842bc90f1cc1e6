import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { scrape, valueOf, type Scraped } from './support/scraped-metrics';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';

const FROM_THE_DATABASE = [
  'image_generation_jobs',
  'image_generation_oldest_pending_seconds',
  'hub_outbox_pending',
  'hub_outbox_oldest_seconds',
];
const PATIENCE = { timeoutMs: 20_000, everyMs: 100 };

/** What Prometheus waits for an answer unless told otherwise; it then calls the replica down. */
const SCRAPE_TIMEOUT_MS = 10_000;

describe('The metrics of a service whose database', () => {
  let service: ServiceUnderTest;
  let admin: Client;
  let name: string;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    name = new URL(service.env.DATABASE_URL ?? '').pathname.slice(1);
    admin = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await admin.connect();
  }, 60_000);
  afterAll(async () => {
    await admin?.end();
    await service?.remove();
  });

  const scrapeInTime = async (): Promise<Scraped> => {
    const tooLate = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('no answer in time')), SCRAPE_TIMEOUT_MS).unref();
    });
    return Promise.race([scrape(service.url), tooLate]);
  };
  const toldOf = ({ series }: Scraped): string[] =>
    FROM_THE_DATABASE.filter((metric) => series.some((one) => one.name === metric));

  it('hangs are there in time, without what hangs, and whole again afterwards', async () => {
    const blocker = new Client({ connectionString: service.env.DATABASE_URL });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE generation_jobs, outbox IN ACCESS EXCLUSIVE MODE');

    const during = await eventually(async () => {
      const scraped = await scrapeInTime();
      expect(toldOf(scraped)).toEqual([]);
      return scraped;
    }, PATIENCE);
    await blocker.query('ROLLBACK');
    await blocker.end();

    expect(during.types.size).toBeGreaterThan(40);
    await eventually(async () => expect(toldOf(await scrapeInTime())).toEqual(FROM_THE_DATABASE), PATIENCE);
  }, 60_000);

  it('is gone say so, and tell all the rest', async () => {
    await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);

    const during = await eventually(async () => {
      const scraped = await scrapeInTime();
      expect(valueOf(scraped, 'image_dependency_up', { dependency: 'database' })).toBe(0);
      expect(toldOf(scraped)).toEqual([]);
      return scraped;
    }, PATIENCE);
    await admin.query(`ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS true`);

    expect(valueOf(during, 'image_dependency_up', { dependency: 'hub' })).toBe(1);
    expect(during.types.has('process_cpu_seconds_total')).toBe(true);
    await eventually(async () => expect(toldOf(await scrapeInTime())).toEqual(FROM_THE_DATABASE), PATIENCE);
  }, 60_000);
});
