import sharp from 'sharp';
import { eventually } from '../../support/eventually';
import { startSimulatedForge } from '../../support/simulated-forge';
import {
  startSimulatedSdnext,
  type SimulatedSdnext,
  type SimulatedSdnextOptions,
} from '../../support/simulated-sdnext';

/** Held to the reference, where SD.Next is not AUTOMATIC1111. */
describe('the simulated SD.Next', () => {
  let server: SimulatedSdnext;
  const start = async (options: SimulatedSdnextOptions = {}): Promise<void> => {
    server = await startSimulatedSdnext(options);
  };
  afterEach(() => server.stop());

  const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json();
  const post = (path: string, body: object = {}): Promise<Response> =>
    fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
  const small = { width: 64, height: 64, seed: 1 };

  it('lists samplers without aliases and schedulers that are samplers', async () => {
    await start();

    expect(await get('/sdapi/v1/samplers')).toContainEqual({ name: 'DPM++ 2M', options: {} });
    expect(await get('/sdapi/v1/schedulers')).toContainEqual({ name: 'DDIM', cls: 'DDIMScheduler', options: {} });
    expect(await get('/sdapi/v1/sd-models')).toMatchObject([{ type: 'safetensors' }]);
  });

  it('refuses a sampler it does not know, a missing picture and a factor of 16', async () => {
    await start();

    const refusals = [
      await post('/sdapi/v1/txt2img', { ...small, sampler_name: 'nonsense' }),
      await post('/sdapi/v1/img2img', small),
      await post('/sdapi/v1/extra-single-image', { upscaling_resize: 16 }),
    ];

    expect(refusals.map(({ status }) => status)).toEqual([404, 400, 422]);
    expect(await refusals[0]?.json()).toMatchObject({ detail: 'Sampler not found', code: 404 });
    expect(await refusals[1]?.json()).toEqual({ error: 'Init image is none' });
  });

  it('paints 1024 px and 20 steps when nothing is said', async () => {
    await start();

    const { images, info } = (await (await post('/sdapi/v1/txt2img')).json()) as { images: string[]; info: string };

    expect(await sharp(Buffer.from(images[0] ?? '', 'base64')).metadata()).toMatchObject({ width: 1024, height: 1024 });
    expect(JSON.parse(info)).toMatchObject({ steps: 20, sampler_name: 'Default', extra_generation_params: {} });
  });

  it('ends an interrupted render with 200 and nothing at all', async () => {
    await start({ renderMs: 20_000 });
    const render = post('/sdapi/v1/txt2img', small);
    await eventually(async () => expect(await get('/sdapi/v1/progress')).toMatchObject({ id: 'API-TXT' }));

    const interrupt = await post('/sdapi/v1/interrupt');

    expect(interrupt.status).toBe(204);
    expect(await (await render).json()).toMatchObject({ images: [], info: '' });
  });

  it('has enough of those who ask too often', async () => {
    await start({ budgetPerMinute: 12 });

    const statuses = [];
    for (let time = 0; time < 3; time += 1) statuses.push((await post('/sdapi/v1/txt2img', small)).status);

    expect(statuses).toEqual([200, 200, 429]);
    expect((await fetch(`${server.url}/sdapi/v1/options`)).status).toBe(200);
  });

  it('says which options were changed, and has no ping', async () => {
    await start();

    const changed = await post('/sdapi/v1/options', { samples_format: 'webp' });

    expect(await changed.json()).toEqual({ updated: [{ samples_format: true }] });
    expect((await fetch(`${server.url}/internal/ping`)).status).toBe(404);
  });

  it.each(['__wildcard__', '{a|b}', 'x /* y */', '<lora:x:1>', '(x)'])('hears a command in %s', async (prompt) => {
    await start();

    await post('/sdapi/v1/txt2img', { ...small, prompt });

    expect(server.escapes).toHaveLength(1);
  });
});

describe('the simulated Forge', () => {
  it('says nothing of what broke, and counts it in its memory', async () => {
    const server = await startSimulatedForge();
    server.faults.push('oom-hip');

    const broken = await fetch(`${server.url}/sdapi/v1/txt2img`, { method: 'POST', body: '{"width":64,"height":64}' });
    const memory: unknown = await (await fetch(`${server.url}/sdapi/v1/memory`)).json();

    expect([broken.status, await broken.text()]).toEqual([500, 'Internal Server Error']);
    expect(memory).toMatchObject({ cuda: { events: { oom: 1 } } });
    expect((await fetch(`${server.url}/sdapi/v1/sd-modules`)).status).toBe(200);
    await server.stop();
  });
});
