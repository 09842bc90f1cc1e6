import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { BackendOutOfMemoryError, BackendUnavailableError } from '../../src/generation/backends/image-backend';
import { jobIdOf, type JobRequest } from '../../src/generation/jobs/job-request';
import type { JobEntity } from '../../src/generation/jobs/job.entity';
import { eventually } from '../support/eventually';
import { cloneDatabase, type TestDatabase } from './support/database';
import { Gpu } from './support/gpu';
import { aRequest, intakeOn, jobRow } from './support/jobs';
import { startReplica, type Replica } from './support/replica';

const crash = (): Error => new BackendUnavailableError('was gone in the middle of a picture', { mayHaveCrashed: true });
new BackendUnavailableError('was gone in the middle of a picture', { mayHaveCrashed: true });
const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;

describe('the places at the backends', () => {
  let database: TestDatabase;
  let replicas: Replica[] = [];
  beforeAll(() => void Logger.overrideLogger(false));
  beforeEach(async () => {
    database = await cloneDatabase();
    replicas = [];
  });
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.stop()));
    await database.drop();
  });

  const start = async (known: readonly Gpu[], more: Readonly<Record<string, string>> = {}): Promise<Replica> => {
    const replica = await startReplica(database, known, more);
    replicas.push(replica);
    return replica;
  };
  const configured = async (...gpus: readonly Gpu[]): Promise<void> => {
    for (const { address } of gpus) {
      await database.dataSource.query(`INSERT INTO backends (name, address, origin) VALUES ($1, $2, 'operator')`, [
        address.name,
        JSON.stringify(address),
      ]);
    }
  };
  const ask = async (count: number, given: Partial<JobRequest> = {}): Promise<string[]> => {
    const requests = Array.from({ length: count }, () => aRequest(given));
    await intakeOn(database.dataSource).intake.accept(requests);
    return requests.map(({ identity }) => jobIdOf(identity));
  };
  const row = (id: string | undefined): Promise<JobEntity> => jobRow(database.dataSource, id ?? '');
  const countOf = async (status: string): Promise<number> => {
    const [found]: [{ count: number }] = await database.dataSource.query(
      `SELECT count(*)::int AS count FROM generation_jobs WHERE status = $1`,
      [status],
    );
    return found.count;
  };
  const completed = (count: number): Promise<void> =>
    eventually(async () => expect(await countOf('completed')).toBe(count), { timeoutMs: 20_000 });

  it('never ask a server for more than its slots, over three replicas that come and go', async () => {
    const [one, two] = [new Gpu('one', 1), new Gpu('two', 3)];
    await configured(one, two);
    await ask(300);
    const first = await start([one, two]);
    await start([one, two]);
    await start([one, two]);

    await eventually(async () => expect(await countOf('completed')).toBeGreaterThan(50), { timeoutMs: 20_000 });
    await first.stop();
    await start([one, two]);
    await completed(300);

    expect(one.mostInFlight).toBe(1);
    expect(two.mostInFlight).toBeLessThanOrEqual(3);
    expect(one.began.length + two.began.length).toBe(300);
  });

  it('stop painting where their slot was taken from them, and lose no job by it', async () => {
    const gpu = new Gpu('one');
    gpu.renderMs = 1500;
    await configured(gpu);
    const [job] = await ask(1);
    await start([gpu], { JOB_LEASE_MS: '1000' });
    await eventually(() => expect(gpu.inFlight).toBe(1));

    await database.dataSource.query(
      `UPDATE backend_slots SET lease_token = gen_random_uuid(), lease_until = now() + interval '600 ms'`,
    );

    await eventually(() => expect(gpu.inFlight).toBe(0), { timeoutMs: 1000 });
    await completed(1);
    expect(await row(job)).toMatchObject({ attempts: 1 });
    expect(gpu.mostInFlight).toBe(1);
  });

  it('give a freed server its next job within 15 ms, as a rule', async () => {
    const gpu = new Gpu('one');
    gpu.renderMs = 20;
    await configured(gpu);
    await ask(100, { ownerId: 'one' });

    await start([gpu]);
    await completed(100);

    expect(percentile(gpu.gapsMs, 0.5)).toBeLessThanOrEqual(15);
    // A second would be a lost wake-up; anything less is the machine.
    expect(Math.max(...gpu.gapsMs)).toBeLessThan(900);
  });

  it('keep their slot while a server paints, not while it waits', async () => {
    const gpu = new Gpu('one');
    // Too short for the sign of life that a job in work gives.
    gpu.renderMs = 100;
    await configured(gpu);
    const { pool } = await start([gpu], { JOB_LEASE_MS: '1000' });
    const inFlight: number[] = [];
    const renew = pool.renew.bind(pool);
    pool.renew = (...given) => {
      inFlight.push(gpu.inFlight);
      return renew(...given);
    };

    await ask(30, { ownerId: 'one' });
    await completed(30);

    expect(inFlight.length).toBeGreaterThan(5);
    // Not behind the first, of which nobody knew how long it takes, and behind the last.
    expect(inFlight.slice(1, -1).filter((count) => count === 0)).toEqual([]);
  });

  it('look again when a job comes at the moment they leave', async () => {
    const gpu = new Gpu('one');
    gpu.renderMs = 1;
    await configured(gpu);
    await start([gpu]);
    const slow: number[] = [];

    for (let turn = 0; turn < 40; turn += 1) {
      const askedAt = performance.now();
      await ask(1);
      await eventually(async () => expect(await countOf('completed')).toBe(turn + 1), { everyMs: 2 });
      if (performance.now() - askedAt > 500) slow.push(turn);
    }

    expect(slow).toEqual([]);
  });

  it('let a drained server finish, and give it nothing more', async () => {
    const [kept, drained] = [new Gpu('kept'), new Gpu('drained')];
    kept.renderMs = drained.renderMs = 100;
    await configured(kept, drained);
    await ask(40);
    const replica = await start([kept, drained]);
    await eventually(() => expect(drained.inFlight).toBe(1));

    await replica.rows.setState('drained', 'draining');
    await replica.pool.refresh();
    const began = drained.began.length;
    await completed(40);

    expect(drained.began.length).toBe(began);
    expect(kept.began.length + began).toBe(40);
  });

  it('use a server that was added while everything runs, within 6 s, and forget one that was removed', async () => {
    const [old, added] = [new Gpu('old'), new Gpu('added')];
    old.renderMs = 200;
    await configured(old);
    await ask(100);
    const replica = await start([old, added]);

    await configured(added);
    await eventually(() => expect(added.began.length).toBeGreaterThan(0), { timeoutMs: 6000 });
    await replica.rows.remove('old');
    await completed(100);

    const names = (): string[] => replica.pool.members.map(({ backend }) => backend.name);
    await eventually(() => expect(names()).toEqual(['added']), { timeoutMs: 6000 });
  });

  it('leave a job to another server when one ran out of memory over it', async () => {
    const [small, large] = [new Gpu('small'), new Gpu('large')];
    small.faults.push(new BackendOutOfMemoryError());
    large.isDown = true;
    await configured(small, large);
    await start([small, large]);
    const [job] = await ask(1);
    await eventually(async () => expect(await row(job)).toMatchObject({ avoid: ['small'] }));

    large.isDown = false;
    await database.dataSource.query(`UPDATE generation_jobs SET run_after = now() + interval '4 s'`);
    await completed(1);

    expect([small.began.length, large.began.length]).toEqual([1, 1]);
  });

  it('let a server try again what it failed, when no other is up', async () => {
    const [small, gone] = [new Gpu('small'), new Gpu('gone')];
    small.faults.push(new BackendOutOfMemoryError());
    gone.isDown = true;
    await configured(small, gone);
    await start([small, gone]);

    const [job] = await ask(1);
    await completed(1);

    expect(await row(job)).toMatchObject({ avoid: ['small'], attempts: 2 });
  });

  it('let every server try again what all of them failed', async () => {
    const gpus = [new Gpu('one'), new Gpu('two')];
    for (const gpu of gpus) gpu.faults.push(new BackendOutOfMemoryError());
    await configured(...gpus);
    await start(gpus);

    const [job] = await ask(1);
    await completed(1);

    expect((await row(job)).avoid.sort()).toEqual(['one', 'two']);
  });

  it('give a request up over which two servers broke down', async () => {
    const gpus = [new Gpu('one'), new Gpu('two')];
    for (const gpu of gpus) gpu.faults.push(crash());
    await configured(...gpus);
    await start(gpus);

    const [job] = await ask(1);

    await eventually(async () => expect(await row(job)).toMatchObject({ status: 'failed', crashes: 2 }));
    expect(await row(job)).toMatchObject({ error_code: 'BACKEND_UNAVAILABLE', attempts: 2 });
  });

  it('claim the next job while a server still paints, and hand it back untouched when they stop', async () => {
    const gpu = new Gpu('one');
    gpu.renderMs = 100;
    await configured(gpu);
    const replica = await start([gpu]);
    await ask(6);
    await completed(1);
    gpu.renderMs = 4000;

    await eventually(async () => expect([await countOf('running'), gpu.inFlight]).toEqual([2, 1]), { timeoutMs: 9000 });
    const begun = gpu.began.length;
    await replica.stop();

    expect(gpu.mostInFlight).toBe(1);
    expect(gpu.began).toHaveLength(begun);
    const attempts: { attempts: number }[] = await database.dataSource.query(
      `SELECT attempts FROM generation_jobs WHERE status = 'pending'`,
    );
    expect(attempts.length).toBeGreaterThan(0);
    expect(attempts.every((job) => job.attempts === 0)).toBe(true);
  });

  it('spend no attempt while no server is there', async () => {
    const gpu = new Gpu('one');
    gpu.isDown = true;
    await configured(gpu);
    await start([gpu]);
    const [job] = await ask(1);
    await eventually(async () => expect(await row(job)).toMatchObject({ status: 'pending', prepared: true }));
    await sleep(1500);
    const waiting = await row(job);

    gpu.isDown = false;
    await completed(1);

    expect(waiting.attempts).toBe(0);
    expect(await row(job)).toMatchObject({ attempts: 1 });
  });

  it('keep nobody waiting for what no server can do any more, and wait while one is only away', async () => {
    const [able, other] = [new Gpu('able'), new Gpu('other')];
    able.modes = new Set(['txt2img', 'inpaint']);
    await configured(able, other);
    const replica = await start([able, other]);
    await completed(0);
    await eventually(() => expect(replica.pool.abilities).toHaveLength(2));
    able.isDown = true;
    await eventually(() => expect(replica.pool.abilitiesUp()).toHaveLength(1), { timeoutMs: 8000 });
    const [job] = await ask(1, { parameters: { mode: 'inpaint' } });
    await sleep(6000);
    const whileAway = await row(job);

    await replica.rows.remove('able');

    expect(whileAway).toMatchObject({ status: 'pending', prepared: true });
    await eventually(async () => expect(await row(job)).toMatchObject({ status: 'failed' }), { timeoutMs: 15_000 });
    expect(await row(job)).toMatchObject({ error_code: 'BACKEND_REJECTED' });
  });

  it('paint for others while jobs wait for a server that is away, however many', async () => {
    const [able, plain] = [new Gpu('able'), new Gpu('plain')];
    able.modes = new Set(['inpaint']);
    await configured(able, plain);
    const replica = await start([able, plain]);
    await eventually(() => expect(replica.pool.abilities).toHaveLength(2));
    able.isDown = true;
    await eventually(() => expect(replica.pool.abilitiesUp()).toHaveLength(1), { timeoutMs: 8000 });

    await ask(150, { parameters: { mode: 'inpaint' }, priority: 9 });
    await ask(5, { priority: 1 });

    await completed(5);
    expect(plain.began).toHaveLength(5);
  });

  it('do not take servers from others when a process starts that knows of none', async () => {
    const gpu = new Gpu('one:1');
    const replica = await start([gpu], { STABLE_DIFFUSION_URL: 'http://one:1#dialect=a1111' });

    await start([gpu], { ROLE: 'api' });
    await replica.pool.refresh();

    expect(replica.pool.members.map(({ backend }) => backend.name)).toEqual(['one:1']);
  });
});
