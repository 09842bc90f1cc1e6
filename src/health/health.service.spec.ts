import { HealthProbe, type ProbeResult } from './health-probe';
import { HealthService } from './health.service';

class ScriptedProbe extends HealthProbe {
  asked = 0;

  constructor(
    readonly name: string,
    readonly required: boolean,
    private readonly answer: () => Promise<ProbeResult>,
  ) {
    super();
  }

  check(): Promise<ProbeResult> {
    this.asked += 1;
    return this.answer();
  }
}

const ok = (): Promise<ProbeResult> => Promise.resolve({ status: 'ok' });
const down = (): Promise<ProbeResult> => Promise.resolve({ status: 'down', detail: 'gone' });
const hanging = (): Promise<ProbeResult> => new Promise(() => undefined);
const degraded = (): Promise<ProbeResult> => Promise.resolve({ status: 'degraded' });
const throwing = (): Promise<ProbeResult> => Promise.reject(new Error('postgres://user:SECRET@db refused'));
const throwingAtOnce = (): Promise<ProbeResult> => {
  throw new Error('SECRET');
};

describe('HealthService', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const serviceOf = (...probes: HealthProbe[]): HealthService => {
    const service = new HealthService();
    for (const probe of probes) service.register(probe);
    return service;
  };

  it.each<[string, boolean, () => Promise<ProbeResult>, string]>([
    ['well', true, ok, 'ok'],
    ['degraded', true, degraded, 'degraded'],
    ['down', true, down, 'down'],
    ['down and can be missed', false, down, 'degraded'],
    ['failing its check', true, throwing, 'down'],
    ['throwing at once', true, throwingAtOnce, 'down'],
    ['failing its check and can be missed', false, throwing, 'degraded'],
  ])(
    'with a dependency that is %s (required: %s) the whole is judged by it',
    async (_case, required, answer, status) => {
      const service = serviceOf(new ScriptedProbe('one', required, answer), new ScriptedProbe('other', true, ok));

      const report = await service.report();

      expect(report.status).toBe(status);
      expect(Object.keys(report.dependencies)).toEqual(['one', 'other']);
    },
  );

  it('shows each dependency with its latency, and no text of an error', async () => {
    const service = serviceOf(new ScriptedProbe('database', true, throwing), new ScriptedProbe('hub', true, down));

    const { dependencies } = await service.report();

    expect(dependencies).toEqual({
      database: { status: 'down', detail: 'the check failed', required: true, latency_ms: expect.any(Number) },
      hub: { status: 'down', detail: 'gone', required: true, latency_ms: expect.any(Number) },
    });
  });

  it('waits 50 ms for a dependency that hangs, and no longer', async () => {
    const service = serviceOf(new ScriptedProbe('hub', true, hanging), new ScriptedProbe('database', true, ok));

    const reporting = service.report();
    await jest.advanceTimersByTimeAsync(50);

    expect(await reporting).toMatchObject({
      status: 'down',
      dependencies: { hub: { status: 'down', detail: 'no answer yet' }, database: { status: 'ok' } },
    });
  });

  it('shows how a dependency was a moment ago, while it takes its time', async () => {
    let answer = ok;
    const service = serviceOf(new ScriptedProbe('hub', true, () => answer()));
    await service.report();
    answer = hanging;
    await jest.advanceTimersByTimeAsync(1000);

    const reporting = service.report();
    await jest.advanceTimersByTimeAsync(50);

    expect((await reporting).status).toBe('ok');
  });

  it('calls a dependency down that was well, two seconds after it began to hang', async () => {
    let answer = ok;
    const service = serviceOf(new ScriptedProbe('hub', true, () => answer()));
    await service.report();
    answer = hanging;
    await jest.advanceTimersByTimeAsync(1000);
    void service.report();

    await jest.advanceTimersByTimeAsync(2000);

    const { status, dependencies } = await service.report();
    expect(status).toBe('down');
    expect(dependencies.hub).toMatchObject({ detail: 'no answer within 2000 ms', latency_ms: 2000 });
  });

  it('asks a dependency that hangs no second time within ten seconds, however often somebody wants to know', async () => {
    const probe = new ScriptedProbe('database', true, hanging);
    const service = serviceOf(probe);

    for (let asked = 0; asked < 95; asked += 1) {
      const reporting = service.report();
      await jest.advanceTimersByTimeAsync(100);
      await reporting;
    }
    const askedWithin = probe.asked;
    await jest.advanceTimersByTimeAsync(1000);
    void service.report();

    expect([askedWithin, probe.asked]).toEqual([1, 2]);
  });

  it('is well again with the first answer after a dependency hung', async () => {
    let answer = hanging;
    const service = serviceOf(new ScriptedProbe('database', true, () => answer()));
    void service.report();
    await jest.advanceTimersByTimeAsync(10_500);
    const whileHanging = service.report();
    await jest.advanceTimersByTimeAsync(50);
    answer = ok;
    await jest.advanceTimersByTimeAsync(10_500);

    const after = await service.report();

    expect([(await whileHanging).status, after.status]).toEqual(['down', 'ok']);
  });

  it('looks by itself, so that there is an answer to show', async () => {
    const slow = new ScriptedProbe('storage', true, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return { status: 'ok' };
    });
    const service = serviceOf(slow);
    service.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(60_000);

    const reporting = service.report();
    await jest.advanceTimersByTimeAsync(50);
    service.onApplicationShutdown();

    expect((await reporting).dependencies.storage).toMatchObject({ status: 'ok', latency_ms: 1000 });
  });

  it('survives a check that fails after its time was over', async () => {
    const late = new ScriptedProbe('hub', false, async () => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      throw new Error('late');
    });

    const service = serviceOf(late);
    const reporting = service.report();
    await jest.advanceTimersByTimeAsync(4000);

    await reporting;
    const again = service.report();
    await jest.advanceTimersByTimeAsync(50);
    expect((await again).dependencies.hub).toMatchObject({ detail: 'no answer within 2000 ms' });
  });

  it('asks once for many who ask at the same time, and again half a second later', async () => {
    const probe = new ScriptedProbe('database', true, ok);
    const service = serviceOf(probe);

    await Promise.all([service.report(), service.report(), service.report()]);
    const askedAtOnce = probe.asked;
    await jest.advanceTimersByTimeAsync(501);
    await service.report();

    expect([askedAtOnce, probe.asked]).toEqual([1, 2]);
  });

  it('says that it drains from the moment it is told to', async () => {
    const service = serviceOf(new ScriptedProbe('database', true, ok));
    await service.report();

    service.startDraining();

    expect((await service.report()).status).toBe('draining');
  });

  it('is well when nobody is registered', async () => {
    expect(await serviceOf().report()).toMatchObject({ status: 'ok', dependencies: {} });
  });
});
