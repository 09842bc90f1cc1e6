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

  it('does not wait for a dependency that hangs', async () => {
    const hanging = new ScriptedProbe('hub', true, () => new Promise(() => undefined));
    const service = serviceOf(hanging, new ScriptedProbe('database', true, ok));

    const reporting = service.report();
    await jest.advanceTimersByTimeAsync(2000);

    expect(await reporting).toMatchObject({
      status: 'down',
      dependencies: { hub: { status: 'down', detail: 'no answer within 2000 ms' }, database: { status: 'ok' } },
    });
  });

  it('survives a check that fails after its time was over', async () => {
    const late = new ScriptedProbe('hub', false, async () => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      throw new Error('late');
    });

    const reporting = serviceOf(late).report();
    await jest.advanceTimersByTimeAsync(4000);

    expect((await reporting).status).toBe('degraded');
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
