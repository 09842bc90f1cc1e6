import { eventually } from '../../../test/support/eventually';
import {
  startSimulatedA1111,
  type SimulatedA1111,
  type SimulatedA1111Options,
} from '../../../test/support/simulated-a1111';
import { startSimulatedSdcpp } from '../../../test/support/simulated-sdcpp';
import { flatPng, seededPng } from '../../../test/support/simulated-pictures';
import { readBackendAddress } from '../../config/backend-address';
import type { RenderPlan } from '../recipe';
import { BackendClient, ConnectionFailedError } from './backend.client';
import {
  BackendOutOfMemoryError,
  BackendRejectedError,
  BackendSubstitutedError,
  BackendUnavailableError,
  type Painting,
} from './image-backend';
import { SDAPI_HABITS, type SdapiHabits } from './sdapi-habits';
import { SdapiBackend } from './sdapi.backend';

const plan: RenderPlan = {
  prompt: 'a wizard (old:1.2)',
  negative_prompt: 'blurry',
  width: 128,
  height: 64,
  seed: 4_294_967_295,
  steps: 28,
  cfg_scale: 6,
  sampler: 'DPM++ 2M',
  scheduler: 'Karras',
};
const MAX_BYTES = 26_214_400;
const MODELS = [
  { name: 'sd_xl_base_1.0', hash: '31e35c80fc' },
  { name: 'dreamshaper', hash: '879db523c3' },
];

describe('SdapiBackend', () => {
  let server: SimulatedA1111;
  const clients: BackendClient[] = [];
  const started = async (options: SimulatedA1111Options = {}): Promise<SdapiBackend> => {
    server = await startSimulatedA1111(options);
    return speakingTo(`${server.url}#slots=2&weight=3`, options.dialect ?? 'a1111');
  };
  const speakingTo = (url: string, dialect: SdapiHabits['dialect']): SdapiBackend => {
    const client = new BackendClient(readBackendAddress(url), MAX_BYTES);
    clients.push(client);
    return new SdapiBackend(SDAPI_HABITS[dialect], { client, sanitizePrompt: (_dialect, text) => text });
  };
  /** What the server was sent for its picture. */
  const sent = (): Record<string, unknown> =>
    server.requests.find(({ path }) => path.endsWith('2img'))?.body as Record<string, unknown>;
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await server.stop();
  });

  const signal = (): AbortSignal => new AbortController().signal;
  const paint = (
    backend: SdapiBackend,
    given: Partial<RenderPlan> = {},
    { source, mask }: { source?: Buffer; mask?: Buffer } = {},
  ): Promise<Painting> =>
    backend.paint(
      {
        plan: { ...plan, ...given },
        sketch: () => Promise.reject(new Error('not asked')),
        ...(source && { source: () => Promise.resolve(source) }),
        ...(mask && { mask: () => Promise.resolve(mask) }),
      },
      signal(),
    );

  it('brings the picture that was asked for, and says who painted it', async () => {
    const backend = await started();

    const painting = await paint(backend);

    // Width and height stand at the same place of every PNG, behind its signature.
    expect(painting.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([painting.bytes.readUInt32BE(16), painting.bytes.readUInt32BE(20)]).toEqual([128, 64]);
    expect(painting).toMatchObject({ model: 'sd_xl_base_1.0', origin: 'diffused' });
  });

  it('has a connection made for the picture that is to follow, and for no other', async () => {
    const backend = await started();
    const [client] = clients;
    const opening = jest.spyOn(client as BackendClient, 'openAhead');

    await paint(backend);
    const alone = opening.mock.calls.length;
    backend.expectAnother();
    await paint(backend);
    await paint(backend);

    expect([alone, opening.mock.calls.length]).toEqual([0, 1]);
    expect(server.requests.filter(({ path }) => path.endsWith('2img'))).toHaveLength(3);
  });

  it('is named without its options, and tells its slots', async () => {
    const backend = await started();

    expect(backend).toMatchObject({
      name: server.url.slice('http://'.length),
      dialect: 'a1111',
      slots: 2,
      weight: 3,
      isShared: true,
    });
  });

  it('sends every field that decides the picture, and never a null', async () => {
    const backend = await started();

    await paint(backend);

    const body = sent();
    expect(body).toMatchObject({
      prompt: plan.prompt,
      negative_prompt: plan.negative_prompt,
      seed: plan.seed,
      sampler_name: plan.sampler,
      scheduler: plan.scheduler,
      steps: plan.steps,
      cfg_scale: plan.cfg_scale,
      width: plan.width,
      height: plan.height,
      batch_size: 1,
      n_iter: 1,
      subseed_strength: 0,
      restore_faces: false,
      tiling: false,
      enable_hr: false,
      styles: [],
      override_settings: {},
      alwayson_scripts: {},
    });
    expect(Object.values(body)).not.toContain(null);
    expect(JSON.stringify(body)).not.toContain('null');
  });

  it("keeps the users' pictures off the server's disk", async () => {
    const backend = await started();

    await paint(backend);

    expect(sent()).toMatchObject({
      send_images: true,
      save_images: false,
      do_not_save_samples: true,
      do_not_save_grid: true,
    });
  });

  it('does not pass a picture of another seed for the one that was asked', async () => {
    const backend = await started();
    server.faults.push('wrong-seed');

    const painting = paint(backend);

    await expect(painting).rejects.toThrow(BackendSubstitutedError);
    await expect(painting).rejects.toMatchObject({ code: 'BACKEND_SUBSTITUTED', retry: 'later' });
  });

  it('does without the words about the picture when there are none', async () => {
    const backend = await started();
    server.faults.push('no-info');

    expect(await paint(backend)).toMatchObject({ model: 'unknown', bytes: expect.any(Buffer) });
  });

  it('takes an answer without a picture for a failure of the server', async () => {
    const backend = await started();
    server.faults.push('empty-images');

    await expect(paint(backend)).rejects.toThrow(BackendUnavailableError);
  });

  it('finds it well when it answers', async () => {
    const backend = await started();

    await backend.check(new AbortController().signal);

    expect(server.requests.map((request) => request.path)).toEqual(['/sdapi/v1/samplers']);
  });

  it.each([
    ['wrong-sampler', 'sampler'],
    ['wrong-size', 'size'],
  ] as const)('does not pass a picture of %s', async (fault, what) => {
    const backend = await started();
    server.faults.push(fault);

    await expect(paint(backend)).rejects.toThrow(new BackendSubstitutedError(what));
  });

  it('asks for a model by the name its server knows, and does not put the old one back', async () => {
    const backend = await started({ models: MODELS });

    const painting = await paint(backend, { model: 'dreamshaper' });

    expect(painting.model).toBe('dreamshaper');
    expect(sent()).toMatchObject({
      override_settings: { sd_model_checkpoint: 'dreamshaper.safetensors [879db523c3]' },
      override_settings_restore_afterwards: false,
    });
  });

  it('does not pass a picture of another model', async () => {
    const backend = await started({ models: MODELS });
    server.faults.push('wrong-model');

    await expect(paint(backend, { model: 'dreamshaper' })).rejects.toThrow(new BackendSubstitutedError('model'));
  });

  it.each<[string, Partial<RenderPlan>]>([
    ['a model', { model: 'imagined' }],
    ['a sampler', { sampler: 'Imagined' }],
  ])('refuses %s that its server does not have, without asking it for a picture', async (_what, given) => {
    const backend = await started();

    await expect(paint(backend, given)).rejects.toThrow(BackendRejectedError);
    expect(server.renders).toBe(0);
  });

  it('tells which sampler stood in for one that is not there', async () => {
    const backend = await started();

    expect(await paint(backend, { sampler: 'LMS' })).toMatchObject({ sampler: 'DPM++ 2M', seed: plan.seed });
  });

  it('joins sampler and schedule where the server knows only both together', async () => {
    const backend = await started({ version: '1.8' });

    await paint(backend);

    expect(sent()).toMatchObject({ sampler_name: 'DPM++ 2M Karras' });
  });

  it('paints over a part of a picture', async () => {
    const backend = await started();
    const source = seededPng({ widthPx: 200, heightPx: 100, seed: 3 });
    const mask = flatPng({ widthPx: 200, heightPx: 100, seed: 1 }, [255, 255, 255]);

    await paint(backend, { mode: 'inpaint', denoising_strength: 0.6 }, { source, mask });

    const body = sent();
    expect(server.requests.at(-2)?.path).toBe('/sdapi/v1/img2img');
    expect(body).toMatchObject({ denoising_strength: 0.6, inpainting_fill: 1, inpaint_full_res: false });
    const pictures = [...(body.init_images as string[]), body.mask as string].map((text) =>
      Buffer.from(text, 'base64'),
    );
    // Width, height, bits and colours of every PNG stand behind its signature: 8 bits of red, green and blue.
    const headers = pictures.map((png) => [png.readUInt32BE(16), png.readUInt32BE(20), png[24], png[25]]);
    expect(headers).toEqual([
      [128, 64, 8, 2],
      [128, 64, 8, 2],
    ]);
  });

  describe('where ControlNet has an IP-Adapter', () => {
    const controlNet = {
      models: ['control_canny [1]', 'ip-adapter-faceid-plusv2_sdxl [2]', 'ip-adapter-plus-face_sdxl_vit-h [3]'],
      modules: ['none', 'canny', 'ip-adapter-auto', 'ip-adapter_clip_h'],
    };
    const portrait = seededPng({ widthPx: 128, heightPx: 192, seed: 1 });
    const likeness = { mode: 'img2img', likeness: true, denoising_strength: 0.5, width: 128, height: 192 } as const;
    const renders = () =>
      server.requests
        .filter(({ path }) => path.endsWith('2img'))
        .map(({ path, body }) => ({ path, body: body as Record<string, unknown> }));
    const unitIn = (body: unknown): Record<string, unknown> | undefined =>
      (body as { alwayson_scripts: { controlnet?: { args: Record<string, unknown>[] } } }).alwayson_scripts.controlnet
        ?.args[0];

    it('shows who is to be seen as a reference, and paints from the words', async () => {
      const backend = await started({ controlNet });

      const painting = await paint(backend, likeness, { source: portrait });

      const [{ path, body } = { path: '', body: {} }, ...more] = renders();
      expect([path, more, body.init_images]).toEqual(['/sdapi/v1/txt2img', [], undefined]);
      expect(unitIn(body)).toMatchObject({
        module: 'ip-adapter-auto',
        model: 'ip-adapter-plus-face_sdxl_vit-h [3]',
        weight: 0.7,
        save_detected_map: false,
      });
      const reference = Buffer.from(unitIn(body)?.image as string, 'base64');
      expect([reference.readUInt32BE(16), reference.readUInt32BE(20)]).toEqual([512, 512]);
      expect(painting.seed).toBe(plan.seed);
    });

    it('paints over a picture that is to be edited, as ever', async () => {
      const backend = await started({ controlNet });

      await paint(backend, { ...likeness, likeness: undefined }, { source: portrait });

      expect(renders().map(({ path }) => path)).toEqual(['/sdapi/v1/img2img']);
    });

    it('paints over the portrait when the reference is passed over in silence, and asks for none again', async () => {
      const backend = await started({ controlNet });
      await backend.capabilities(signal());
      // What was listed a moment ago is gone.
      controlNet.models.pop();

      await paint(backend, likeness, { source: portrait });
      await paint(backend, likeness, { source: portrait });
      controlNet.models.push('ip-adapter-plus-face_sdxl_vit-h [3]');

      expect(renders().map(({ path, body }) => [path, unitIn(body) !== undefined])).toEqual([
        ['/sdapi/v1/txt2img', true],
        ['/sdapi/v1/img2img', false],
        ['/sdapi/v1/img2img', false],
      ]);
    });

    it('paints over the portrait when the server breaks over the reference', async () => {
      const backend = await started({ controlNet });
      server.faults.push('http500');

      await paint(backend, likeness, { source: portrait });

      expect(renders().map(({ path }) => path)).toEqual(['/sdapi/v1/txt2img', '/sdapi/v1/img2img']);
    });

    it('does not begin again when somebody interrupts it', async () => {
      const backend = await started({ controlNet });
      const client = clients[0] as BackendClient;
      jest.spyOn(client, 'ask').mockResolvedValue({ state: { interrupted: true } });

      const painting = paint(backend, likeness, { source: portrait });

      await expect(painting).rejects.toThrow(BackendUnavailableError);
      expect(renders()).toHaveLength(1);
    });
  });

  it('enlarges with an upscaler that deserves the name', async () => {
    const backend = await started();
    const source = seededPng({ widthPx: 40, heightPx: 24, seed: 3 });

    const painting = await paint(backend, { mode: 'upscale', upscale_by: 4 }, { source });

    expect([painting.bytes.readUInt32BE(16), painting.bytes.readUInt32BE(20)]).toEqual([160, 96]);
    expect(painting.model).toBe('R-ESRGAN 4x+');
  });

  it('needs a picture to start from where it starts from one', async () => {
    const backend = await started();

    await expect(paint(backend, { mode: 'img2img' })).rejects.toThrow(BackendRejectedError);
  });

  it('finds out what its server can do, and remembers it', async () => {
    const backend = await started({ models: MODELS });

    const capabilities = await backend.capabilities(signal());
    const asked = server.requests.length;
    await backend.capabilities(signal());

    expect(capabilities).toMatchObject({
      samplers: expect.arrayContaining(['DPM++ 2M', 'Euler a']),
      schedulers: expect.arrayContaining(['Karras', 'Automatic']),
      models: ['sd_xl_base_1.0', 'dreamshaper'],
      model: 'sd_xl_base_1.0',
      canChangeModel: true,
      interrupt: true,
      sizeMultiple: 8,
      memory: { freeBytes: expect.any(Number), totalBytes: expect.any(Number) },
    });
    expect([...capabilities.modes]).toEqual(['txt2img', 'img2img', 'inpaint', 'upscale']);
    expect(server.requests).toHaveLength(asked);
  });

  it('asks again after a failure', async () => {
    const backend = await started();
    await backend.capabilities(signal());
    const asked = server.requests.length;
    server.faults.push('http500');
    await paint(backend).catch(() => undefined);

    await backend.capabilities(signal());

    expect(server.requests.slice(asked).map(({ path }) => path)).toContain('/sdapi/v1/samplers');
  });

  it('knows by its memory that a server which says nothing had none left', async () => {
    const backend = await started({ dialect: 'forge' });
    server.faults.push('oom');

    await expect(paint(backend)).rejects.toThrow(BackendOutOfMemoryError);
  });

  it('takes half a picture that somebody interrupted for none', async () => {
    const backend = await started();
    const client = clients[0] as BackendClient;
    jest.spyOn(client, 'ask').mockResolvedValue({ state: { interrupted: true } });

    await expect(paint(backend)).rejects.toThrow(/interrupted/);
  });

  it('suspects a request in the middle of which its server died', async () => {
    const backend = await started({ restartMs: null });
    server.faults.push('crash');

    await expect(paint(backend)).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE', mayHaveCrashed: true });
  });

  it('suspects nothing when only the connection broke', async () => {
    const backend = await started();
    server.faults.push('reset');

    await expect(paint(backend)).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE', mayHaveCrashed: false });
  });

  it('holds its slot until the last byte of the answer is there', async () => {
    const backend = await started();
    const client = clients[0] as BackendClient;
    const order: string[] = [];
    const post = client.postForBytes.bind(client);
    jest.spyOn(client, 'postForBytes').mockImplementation(async (path, body, given, begun) => {
      const bytes = await post(path, body, given, () => {
        order.push('begun');
        return begun?.() ?? Promise.resolve();
      });
      order.push('there');
      return bytes;
    });

    const answered = (): number => order.push('answered');
    await backend.paint({ plan, sketch: () => Promise.reject(new Error('not asked')), answered }, signal());

    expect(order).toEqual(['begun', 'there', 'answered']);
  });

  it('does not blame a request for a server that dies when its picture is on the way', async () => {
    const backend = await started();
    const client = clients[0] as BackendClient;
    jest.spyOn(client, 'postForBytes').mockRejectedValue(new ConnectionFailedError(new Error('cut'), true));
    jest.spyOn(client, 'isThere').mockResolvedValue(false);

    await expect(paint(backend)).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE', mayHaveCrashed: false });
  });

  describe('while it paints', () => {
    const painting = async (
      slots: number,
    ): Promise<{ backend: SdapiBackend; failure: Promise<unknown>; abort: () => void }> => {
      server = await startSimulatedA1111({ renderMs: 5000 });
      const backend = speakingTo(`${server.url}#slots=${slots}`, 'a1111');
      const control = new AbortController();
      const failure = backend
        .paint({ plan, sketch: () => Promise.reject(new Error('not asked')) }, control.signal)
        .catch((error: unknown) => error);
      await eventually(() => expect(server.inFlightMax).toBe(1));
      return { backend, failure, abort: () => control.abort(new Error('enough')) };
    };

    it('tells how far it is, with a look at it', async () => {
      const { backend, failure, abort } = await painting(1);

      const progress = await backend.progress(signal());

      expect(progress).toEqual({
        fraction: expect.any(Number),
        etaMs: expect.any(Number),
        preview: expect.any(Buffer),
      });
      abort();
      await failure;
    });

    it('stops when it is told to, and hands out no half picture', async () => {
      const { backend, failure } = await painting(1);

      await backend.interrupt(signal());

      expect(await failure).toMatchObject({
        code: 'BACKEND_UNAVAILABLE',
        message: expect.stringContaining('interrupted'),
      });
    });

    it('tells the server to stop when nobody wants the picture any more', async () => {
      const { failure, abort } = await painting(1);

      abort();

      expect(await failure).toEqual(new Error('enough'));
      expect(server.requests.at(-1)?.path).toBe('/sdapi/v1/interrupt');
    });

    it("does not stop another's picture for one that still waits", async () => {
      const { backend, failure, abort } = await painting(2);
      const second = new AbortController();
      const waiting = backend
        .paint({ plan, sketch: () => Promise.reject(new Error('not asked')) }, second.signal)
        .catch(() => undefined);
      await eventually(() => expect(server.inFlightMax).toBe(2));

      second.abort(new Error('enough'));
      await waiting;

      expect(server.requests.map(({ path }) => path)).not.toContain('/sdapi/v1/interrupt');
      abort();
      await failure;
    });
  });

  it('knows nothing of progress when nothing is painted', async () => {
    const backend = await started();

    expect(await backend.progress(signal())).toBeUndefined();
  });

  it('warms its server up with the smallest picture', async () => {
    const backend = await started();

    await backend.warmUp(signal());

    expect(sent()).toMatchObject({ steps: 1, width: 64, height: 64 });
  });

  it('folds seeds that sd-server would replace by its own, and accepts its larger size', async () => {
    const small = await startSimulatedSdcpp();
    await started();
    const backend = speakingTo(small.url, 'sdcpp');

    const painting = await paint(backend, { width: 100, seed: 2 ** 31 + 7 });

    expect(painting).toMatchObject({ seed: 7, sampler: 'DPM++ 2M' });
    expect(painting.bytes.readUInt32BE(16)).toBe(128);
    await small.stop();
  });

  describe('with an answer of its own', () => {
    /** A backend whose server answered `reply`: what no well-behaved server sends. */
    const answering = async (reply: unknown): Promise<SdapiBackend> => {
      const backend = await started();
      jest.spyOn(clients[0] as BackendClient, 'postForBytes').mockResolvedValue(Buffer.from(JSON.stringify(reply)));
      return backend;
    };
    const picture = seededPng({ widthPx: 128, heightPx: 64, seed: 1 });

    it('reads a picture that comes as a data URL', async () => {
      const backend = await answering({ images: [`data:image/png;base64,${picture.toString('base64')}`] });

      expect((await paint(backend)).bytes).toEqual(picture);
    });

    it('takes the picture behind a grid', async () => {
      const images = [Buffer.from('grid').toString('base64'), picture.toString('base64')];
      const backend = await answering({ images, info: JSON.stringify({ index_of_first_image: 1 }) });

      expect((await paint(backend)).bytes).toEqual(picture);
    });

    it.each([
      ['null', null],
      ['a text', 'sure'],
      ['a list', []],
      ['no list of images', { images: 'picture' }],
      ['an image that is no text', { images: [7] }],
      ['an empty image', { images: [''] }],
      ['a grid that is not there', { images: ['eA=='], info: '{"index_of_first_image":9}' }],
      ['an index that is none', { images: ['eA=='], info: '{"index_of_first_image":-1}' }],
    ])('takes %s for a failure of the server', async (_case, reply) => {
      const backend = await answering(reply);

      await expect(paint(backend)).rejects.toThrow(BackendUnavailableError);
    });

    it.each(['{', 'null', '[]', '7', ''])('does not stumble over info that is %j', async (info) => {
      const backend = await answering({ images: [picture.toString('base64')], info });

      expect((await paint(backend)).bytes).toEqual(picture);
    });

    it('cuts a name of a model that is no name', async () => {
      const info = JSON.stringify({ sd_model_name: 'm'.repeat(10_000) });
      const backend = await answering({ images: [picture.toString('base64')], info });

      expect((await paint(backend)).model).toHaveLength(100);
    });
  });
});
