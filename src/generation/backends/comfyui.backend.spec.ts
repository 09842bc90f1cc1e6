import { eventually } from '../../../test/support/eventually';
import { startSimulatedComfyui, type SimulatedComfyui } from '../../../test/support/simulated-comfyui';
import { flatPng, seededPng } from '../../../test/support/simulated-pictures';
import { readBackendAddress } from '../../config/backend-address';
import type { RenderPlan } from '../recipe';
import type { ImageBackend, Painting } from './image-backend';
import { openBackend } from './open-backend';

const plan: RenderPlan = {
  prompt: 'a wizard',
  negative_prompt: 'blurry',
  width: 128,
  height: 64,
  seed: 4_294_967_295,
  steps: 4,
  cfg_scale: 6,
  sampler: 'DPM++ 2M',
  scheduler: 'Karras',
};
const sketch = (): Promise<Buffer> => Promise.reject(new Error('not asked'));
const signal = (): AbortSignal => new AbortController().signal;

interface SentWorkflow {
  readonly prompt: Record<string, { class_type: string; inputs: Record<string, unknown> }>;
}

describe('ComfyUiBackend', () => {
  let server: SimulatedComfyui;
  let backend: ImageBackend;
  const started = async (options: Parameters<typeof startSimulatedComfyui>[0] = {}): Promise<void> => {
    server = await startSimulatedComfyui(options);
    backend = openBackend(readBackendAddress(`${server.url}#dialect=comfyui`), { maxImageBytes: 26_214_400 });
  };
  afterEach(async () => {
    await backend.close();
    await server.stop();
  });

  const paint = (
    given: Partial<RenderPlan> = {},
    pictures: { source?: Buffer; mask?: Buffer } = {},
  ): Promise<Painting> => {
    const { source, mask } = pictures;
    return backend.paint(
      {
        plan: { ...plan, ...given },
        sketch,
        ...(source && { source: () => Promise.resolve(source) }),
        ...(mask && { mask: () => Promise.resolve(mask) }),
      },
      signal(),
    );
  };
  const workflow = (): SentWorkflow['prompt'] =>
    (server.requests.find(({ path, method }) => method === 'POST' && path === '/prompt')?.body as SentWorkflow).prompt;

  it('sends everything that decides the picture, in the words of the server', async () => {
    await started();

    const painting = await paint();

    expect(workflow().painted).toEqual({
      class_type: 'KSampler',
      inputs: expect.objectContaining({
        seed: plan.seed,
        steps: 4,
        cfg: 6,
        sampler_name: 'dpmpp_2m',
        scheduler: 'karras',
        denoise: 1,
      }),
    });
    expect(painting).toMatchObject({
      model: 'sd_xl_base_1.0',
      seed: plan.seed,
      sampler: 'DPM++ 2M',
      origin: 'diffused',
    });
  });

  it('keeps the pictures of our users out of folders that are not emptied', async () => {
    await started();
    const source = seededPng({ widthPx: 128, heightPx: 64, seed: 1 });

    await paint({ mode: 'img2img', denoising_strength: 0.5 }, { source });

    const nodes = Object.values(workflow());
    expect(nodes.map((node) => node.class_type)).not.toContain('SaveImage');
    expect(nodes.find((node) => node.class_type === 'LoadImage')?.inputs.image).toMatch(/ \[temp\]$/);
  });

  it('lets only the white of the mask change', async () => {
    await started();
    const source = seededPng({ widthPx: 128, heightPx: 64, seed: 1 });
    const mask = flatPng({ widthPx: 128, heightPx: 64, seed: 1 }, [255, 255, 255]);

    await paint({ mode: 'inpaint', denoising_strength: 0.5 }, { source, mask });

    expect(workflow()).toMatchObject({
      mask: { class_type: 'LoadImageMask', inputs: { channel: 'red' } },
      start: { class_type: 'SetLatentNoiseMask' },
      painted: { inputs: { denoise: 0.5, latent_image: ['start', 0] } },
    });
  });

  it('brings an upscaled picture to the size that is asked for', async () => {
    await started();

    const { bytes, model } = await paint({ mode: 'upscale', upscale_by: 2 }, { source: seededPng({ widthPx: 40, heightPx: 24, seed: 1 }) }); // prettier-ignore

    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([80, 48]);
    expect(model).toBe('RealESRGAN_x4plus.pth');
  });

  it('tells what its nodes offer', async () => {
    await started();

    expect(await backend.capabilities(signal())).toMatchObject({
      samplers: expect.arrayContaining(['DPM++ 2M', 'Euler a']),
      schedulers: expect.arrayContaining(['Karras']),
      models: ['sd_xl_base_1.0'],
      modes: new Set(['txt2img', 'img2img', 'inpaint', 'upscale']),
      memory: { freeBytes: 15 * 1024 ** 3, totalBytes: 24 * 1024 ** 3 },
    });
  });

  it('can do nothing without a checkpoint, and does not enlarge without an upscaler', async () => {
    await started({ files: { checkpoints: [], upscaleModels: [] } });

    expect([...(await backend.capabilities(signal())).modes]).toEqual([]);
    await expect(paint()).rejects.toMatchObject({ code: 'BACKEND_REJECTED' });
  });

  it('says how far it is, with a preview where the server makes them', async () => {
    await started({ renderMs: 1500, showsPreviews: true });
    const painting = paint();

    await eventually(async () =>
      expect(await backend.progress(signal())).toEqual({ fraction: expect.any(Number), preview: expect.any(Buffer) }),
    );

    await painting;
    expect(await backend.progress(signal())).toBeUndefined();
  });

  it('brings the picture all the same when the socket for the progress breaks', async () => {
    await started({ renderMs: 400 });
    const painting = paint();
    await eventually(() => expect(server.listeners).toBe(1));

    server.dropListeners();

    expect(await painting).toMatchObject({ seed: plan.seed });
  });

  it('suspects a request after which a server that was started anew knows nothing of it', async () => {
    await started({ renderMs: 3000, restartMs: 10 });
    const outcome = paint().catch((error: unknown) => error);
    await eventually(() => expect(server.inFlightMax).toBe(1));

    await server.crash();

    expect(await outcome).toMatchObject({ code: 'BACKEND_UNAVAILABLE', mayHaveCrashed: true });
  });

  it("takes its own picture out of the queue, and leaves another's alone", async () => {
    await started({ renderMs: 600 });
    const control = new AbortController();
    const first = paint();
    await eventually(() => expect(server.inFlightMax).toBe(1));
    const second = backend
      .paint({ plan: { ...plan, seed: 2 }, sketch }, control.signal)
      .catch((error: unknown) => error);
    await eventually(() => expect(server.requests.filter(({ path }) => path === '/prompt')).toHaveLength(2));

    control.abort(new Error('enough'));

    expect(await second).toEqual(new Error('enough'));
    expect(await first).toMatchObject({ seed: plan.seed });
    expect(server.renders).toBe(1);
    expect(server.requests.map(({ path }) => path)).not.toContain('/interrupt');
  });
});
