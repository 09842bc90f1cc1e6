import { eventually } from '../support/eventually';
import { startSimulatedA1111 } from '../support/simulated-a1111';
import { HubStranger } from './support/hub';
import { startServiceUnderTest } from './support/service';

const PAINT = '/sdapi/v1/txt2img';

describe('Several replicas', () => {
  it('share the work by their roles', async () => {
    const service = await startServiceUnderTest({ ROLE: 'api' });
    const hub = await HubStranger.join(service.hubUrl);
    const id = await hub.publish('generation.requested', { type: 'portrait', data: { description: 'a ferryman' } });
    await eventually(async () => {
      expect(await (await fetch(`${service.url}/metrics`)).text()).toMatch(
        /requests_total\{kind="portrait",source="hub"\} 1/,
      );
    });

    const beforeWorker = hub.answersTo(id).length;
    const worker = await service.sibling({ ROLE: 'worker' });
    const [answer] = await hub.answers(id);

    expect(beforeWorker).toBe(0);
    expect(answer?.event_type).toBe('image.generated');
    expect(await worker.end('SIGTERM')).toBe(0);
    await hub.leave();
    await service.remove();
  }, 60_000);

  it('take over the job of one that died within its lease and a second', async () => {
    const leaseMs = 2000;
    const server = await startSimulatedA1111({ renderMs: 4000 });
    const service = await startServiceUnderTest({
      STABLE_DIFFUSION_URL: `${server.url}#slots=2`,
      JOB_LEASE_MS: String(leaseMs),
    });
    const hub = await HubStranger.join(service.hubUrl);
    const id = await hub.publish('generation.requested', { type: 'portrait', data: { description: 'a ghost' } });
    const painted = (): number[] => server.requests.filter(({ path }) => path === PAINT).map(({ atMs }) => atMs);
    await eventually(() => expect(painted()).toHaveLength(1));
    await service.sibling({});

    const killedAt = performance.now();
    await service.end('SIGKILL');
    await eventually(() => expect(painted()).toHaveLength(2), { timeoutMs: 10_000, everyMs: 10 });
    const takenOverMs = performance.now() - killedAt;
    console.info(`taken over ${Math.round(takenOverMs - leaseMs)} ms after a lease of ${leaseMs} ms`);
    server.renderMs = 10;
    const answers = await hub.answers(id);

    expect(takenOverMs).toBeLessThan(leaseMs + 1000);
    expect(answers).toMatchObject([{ event_type: 'image.generated', payload: { attempts: 2 } }]);
    await hub.leave();
    await service.remove();
    await server.stop();
  }, 60_000);
});
