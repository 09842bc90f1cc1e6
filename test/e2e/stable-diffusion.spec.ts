import sharp from 'sharp';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** The same way with a server that speaks the AUTOMATIC1111 dialect in place of the painter. */
describe('With a Stable Diffusion server', () => {
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let asked = 0;

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 50 });
    service = await startServiceUnderTest({
      STABLE_DIFFUSION_URL: server.url,
      JOB_MAX_ATTEMPTS: '3',
      JOB_TIMEOUT_MS: '3000',
      JOB_LEASE_MS: '2000',
    });
    hub = await HubStranger.join(service.hubUrl);
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  const ask = (data: object, type = 'portrait'): Promise<string> =>
    hub.publish('generation.requested', { request_id: `sd-${(asked += 1)}`, type, data });

  const read = async (url = ''): Promise<Buffer> => {
    const headers = { authorization: `Bearer ${tokenFor({ sub: 'reader', roles: ['service'] })}` };
    return Buffer.from(await (await fetch(service.url + url, { headers })).arrayBuffer());
  };

  it('makes its pictures arrive, with our seed and without its prompt in the file', async () => {
    const id = await ask({ description: 'a ranger in a green cloak', seed: 4242 });

    const [answer] = await hub.answers(id);

    expect(answer?.payload).toMatchObject({ seed: 4242, width: 832, height: 1216, backend: { dialect: 'a1111' } });
    const sent = server.requests.find(({ path }) => path === '/sdapi/v1/txt2img')?.body as Record<string, unknown>;
    expect(sent).toMatchObject({ seed: 4242, width: 832, height: 1216, batch_size: 1, n_iter: 1, save_images: false });
    expect(String(sent.prompt)).toContain('green cloak');
    const file = await read(answer?.payload.url);
    expect(file.toString('latin1')).not.toContain('green cloak');
    expect((await sharp(file).metadata()).xmpAsString).toContain('digitalsourcetype/trainedAlgorithmicMedia');
  });

  it('lets a request say what is painted, and nothing to the server', async () => {
    const before = server.requests.length;
    const id = await ask({ description: 'a (ranger:1.9) <lora:evil:9> AND {a|b} __c__ # in a green cloak : 7' });

    const [answer] = await hub.answers(id);

    expect(server.escapes).toEqual([]);
    const sent = server.requests.slice(before).find(({ path }) => path === '/sdapi/v1/txt2img')?.body as {
      prompt: string;
    };
    expect(sent.prompt).toContain('green cloak');
    expect(JSON.stringify(sent)).not.toContain('evil');
    const recipe = JSON.parse((await read(`/api/v1/images/${answer?.payload.image_id}/recipe`)).toString());
    expect(recipe.render).toMatchObject({ prompt: sent.prompt, sanitizer: 1 });
  });

  it('brings a map to its exact size, whatever size was painted', async () => {
    const id = await ask(
      {
        description: 'a forest clearing',
        dimensions: { width: 10, height: 7 },
        grid: { pixels_per_square: 70, visible: true },
      },
      'map',
    );

    const [answer] = await hub.answers(id);

    expect(await sharp(await read(answer?.payload.url)).metadata()).toMatchObject({ width: 700, height: 490 });
  });

  it.each(['http500', 'reset', 'truncated', 'html', 'empty-images', 'wrong-seed'] as const)(
    'tries again after %s',
    async (fault) => {
      server.faults.push(fault);
      const id = await ask({ description: 'a dwarf smith' });

      const [answer] = await hub.answers(id);

      expect(answer).toMatchObject({ event_type: 'image.generated', payload: { attempts: 2 } });
    },
  );

  it('paints a black picture once more with another seed, in the same attempt', async () => {
    server.faults.push('black');
    const id = await ask({ description: 'a bard', seed: 5 });

    const [answer] = await hub.answers(id);

    expect(answer).toMatchObject({ event_type: 'image.generated', payload: { attempts: 1 } });
    expect(answer?.payload.seed).not.toBe(5);
  });

  it('gives up on pictures that stay blank', async () => {
    server.faults.push('black', 'flat');
    const id = await ask({ description: 'a druid' });

    const [answer] = await hub.answers(id);

    expect(answer).toMatchObject({ event_type: 'image.failed', payload: { code: 'BLANK_OUTPUT', attempts: 1 } });
  });

  it('never has more in flight than the server has slots', async () => {
    const ids = await Promise.all(
      Array.from({ length: 6 }, (_, index) => ask({ description: `guard number ${index}` })),
    );

    await Promise.all(ids.map((id) => hub.answers(id)));

    expect(server.inFlightMax).toBe(1);
  });

  it('goes on by itself after the server was away', async () => {
    server.faults.push('hang');
    const id = await ask({ description: 'a sleeping giant' });
    setTimeout(() => server.revive(), 3500);

    const [answer] = await hub.answers(id);

    expect(answer?.event_type).toBe('image.generated');
  }, 40_000);
});
