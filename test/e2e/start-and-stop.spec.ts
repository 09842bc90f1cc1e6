import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSimulatedA1111 } from '../support/simulated-a1111';
import { eventually } from '../support/eventually';
import { HubStranger } from './support/hub';
import { startServiceUnderTest } from './support/service';

const run = promisify(execFile);
const MAIN = join(__dirname, '../../dist/src/main.js');

describe('Starting and stopping', () => {
  it('lists every fault of the configuration by name and never by value', async () => {
    const env = {
      PATH: process.env.PATH ?? '',
      DATABASE_URL: 'mysql://hush-hush',
      PORT: '8o80',
      LOG_LEVEL: 'loud',
      SECRET_KEY: 'hush-hush',
    };

    const failure = await run(process.execPath, [MAIN], { env }).catch(
      (error: { code: number; stderr: string }) => error,
    );

    expect(failure).toMatchObject({ code: 1 });
    for (const name of ['DATABASE_URL', 'MESSAGE_HUB_URL', 'STORAGE_URL', 'SECRET_KEY', 'PORT', 'LOG_LEVEL']) {
      expect(failure.stderr).toContain(`${name}: `);
    }
    expect(failure.stderr).not.toMatch(/hush|8o80|loud/);
  });

  it('finishes what it paints when it is told to stop, and paints nothing twice', async () => {
    const server = await startSimulatedA1111({ renderMs: 1500 });
    const service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url });
    const hub = await HubStranger.join(service.hubUrl);
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      ids.push(
        await hub.publish('generation.requested', {
          request_id: `stop-${index}`,
          type: 'portrait',
          data: { description: 'a guard' },
        }),
      );
    }
    while (server.requests.filter(({ path }) => path.endsWith('txt2img')).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));

    const code = await service.end('SIGTERM');
    await service.restart();
    const answers = await Promise.all(ids.map((id) => hub.answers(id)));

    expect(code).toBe(0);
    expect(answers.map(([answer]) => answer?.event_type)).toEqual([
      'image.generated',
      'image.generated',
      'image.generated',
    ]);
    expect(answers.every((list) => list.length === 1)).toBe(true);
    expect(server.renders).toBe(3);
    await hub.leave();
    await service.remove();
    await server.stop();
  }, 60_000);

  it('makes the picture after it was killed while painting', async () => {
    const server = await startSimulatedA1111({ renderMs: 1000 });
    const service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url, JOB_LEASE_MS: '1500' });
    const hub = await HubStranger.join(service.hubUrl);
    const id = await hub.publish('generation.requested', {
      request_id: 'kill-1',
      type: 'portrait',
      data: { description: 'a ghost' },
    });
    while (server.requests.filter(({ path }) => path.endsWith('txt2img')).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));

    await service.end('SIGKILL');
    await service.restart();
    const answers = await hub.answers(id);

    expect(answers).toMatchObject([{ event_type: 'image.generated', payload: { attempts: 2 } }]);
    await hub.leave();
    await service.remove();
    await server.stop();
  }, 60_000);

  it('ends at once when it never reached the hub', async () => {
    const service = await startServiceUnderTest();
    const { end, env } = service;
    await end('SIGTERM');
    const child = run(process.execPath, [MAIN], { env: { ...env, MESSAGE_HUB_URL: 'nats://127.0.0.1:1' } });
    let said = '';
    child.child.stdout?.on('data', (data: string) => (said += data));
    await eventually(() => expect(said).toContain('"msg":"serving"'), { timeoutMs: 20_000 });

    child.child.kill('SIGTERM');
    const ended = await Promise.race([
      child.then(() => 'ended'),
      new Promise((resolve) => setTimeout(() => resolve('hangs'), 8000).unref()),
    ]);

    expect(ended).toBe('ended');
    await service.remove();
  }, 40_000);
});
