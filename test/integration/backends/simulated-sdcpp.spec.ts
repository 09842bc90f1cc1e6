import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import sharp from 'sharp';
import { eventually } from '../../support/eventually';
import { startSimulatedSdcpp, type SimulatedSdcpp, type SimulatedSdcppOptions } from '../../support/simulated-sdcpp';

interface Answer {
  readonly images: string[];
  readonly parameters: Record<string, unknown>;
  readonly info: string;
}

/** Held to what was observed on a real sd-server: part II of the reference. */
describe('the simulated sd-server', () => {
  let server: SimulatedSdcpp;
  const start = async (options: SimulatedSdcppOptions = {}): Promise<void> => {
    server = await startSimulatedSdcpp(options);
  };
  afterEach(() => server.stop());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { connection: 'close', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const txt2img = (body: object): Promise<Response> =>
    post('/sdapi/v1/txt2img', { prompt: 'a cat', width: 64, height: 64, steps: 4, seed: 1, cfg_scale: 1, ...body });
  const painted = async (response: Promise<Response>): Promise<Answer> => (await (await response).json()) as Answer;
  const infoIn = (answer: Answer): Record<string, unknown> => JSON.parse(answer.info) as Record<string, unknown>;
  const pictureIn = (answer: Answer, index = 0): Buffer => Buffer.from(answer.images[index] ?? '', 'base64');
  const sizeIn = async (answer: Answer): Promise<number[]> => {
    const { width, height } = await sharp(pictureIn(answer)).metadata();
    return [width, height];
  };

  it('answers with bare pictures, the body as it was sent, and info without a hash', async () => {
    await start();

    const response = await txt2img({ whim: 1, scheduler: 'karras' });
    const answer = (await response.json()) as Answer;

    expect(response.headers.get('content-encoding')).toBeNull();
    expect(answer.parameters).toEqual({
      ...{ prompt: 'a cat', width: 64, height: 64, steps: 4, seed: 1, cfg_scale: 1 },
      ...{ whim: 1, scheduler: 'karras' },
    });
    expect(infoIn(answer)).toMatchObject({ seed: 1, sampler_name: 'NONE', sd_model_name: 'sdxs-rand.safetensors' });
    expect(infoIn(answer)).not.toHaveProperty('sd_model_hash');
    const { comments } = await sharp(pictureIn(answer)).metadata();
    expect(comments?.[0]?.text).toContain('a cat');
  });

  it.each([
    [{ width: 100, height: 70 }, [128, 128]],
    [{ width: 65, height: 64 }, [128, 64]],
    [{ width: 8, height: 8 }, [64, 64]],
  ])('paints %j up to the next multiple of 64, and tells the size asked for', async (size, expected) => {
    await start();

    const answer = await painted(txt2img(size));

    expect(await sizeIn(answer)).toEqual(expected);
    expect(infoIn(answer)).toMatchObject(size);
  });

  it.each<[object, object]>([
    [{ steps: 0 }, { steps: 1 }],
    [{ steps: 1000 }, { steps: 100 }],
    [{ steps: 2.9 }, { steps: 2 }],
    [{ seed: 2 ** 40 }, { seed: 0 }],
    [{ seed: 1.7 }, { seed: 1 }],
    [{ sampler_name: 'DPM++ 2M Karras' }, { sampler_name: 'NONE' }],
    [{ sampler_name: 'Euler a' }, { sampler_name: 'euler_a' }],
    [{ sampler_name: 'dpm++2m' }, { sampler_name: 'dpm++2m' }],
  ])('makes of %j %j, in silence', async (asked, told) => {
    await start();

    expect(infoIn(await painted(txt2img(asked)))).toMatchObject(told);
  });

  it.each([4_294_967_295, -1, 2 ** 64])('draws a seed of its own for %d, the same within a second', async (seed) => {
    await start();

    const seeds = [await painted(txt2img({ seed })), await painted(txt2img({ seed }))].map((it) => infoIn(it).seed);

    expect(seeds[0]).not.toBe(seed);
    expect(seeds[0]).toBeGreaterThanOrEqual(0);
    expect(seeds.every((drawn) => typeof drawn === 'number')).toBe(true);
  });

  it('batches up to eight with seeds counting up, each as if it were asked for alone', async () => {
    await start();

    const batch = await painted(txt2img({ batch_size: 1000, seed: 7 }));
    const alone = await painted(txt2img({ seed: 9 }));

    expect(batch.images).toHaveLength(8);
    const pixels = await Promise.all([pictureIn(batch, 2), pictureIn(alone)].map((it) => sharp(it).raw().toBuffer()));
    expect(pixels[0]).toEqual(pixels[1]);
  });

  it.each<[string, number, unknown]>([
    ['{"prompt":null}', 500, { error: 'server_error', message: expect.stringContaining('type_error.302') }],
    ['{"prompt":"x","seed":null}', 500, { error: 'server_error' }],
    ['{"prompt":"x","width":"64"}', 500, { error: 'server_error' }],
    ['[]', 500, { error: 'server_error' }],
    ['{nonsense', 500, { error: 'server_error' }],
    ['{"prompt":"\\ud800"}', 500, { error: 'server_error' }],
    ['', 400, { error: 'empty body' }],
    ['{}', 400, { error: 'prompt required' }],
    ['{"prompt":"x","width":0}', 400, { error: 'width and height must be positive' }],
    ['{"prompt":"x","cfg_scale":-1}', 400, { error: 'invalid params' }],
    ['{"prompt":"x","enable_hr":true,"denoising_strength":0}', 400, { error: 'invalid params' }],
    ['{"prompt":"x","enable_hr":true,"hr_upscaler":"R-ESRGAN 4x+"}', 400, { error: 'invalid params' }],
    ['{"prompt":"<sd_cpp_extra_args>x</sd_cpp_extra_args>"}', 400, { error: 'invalid sd_cpp_extra_args' }],
    ['{"prompt":"x","lora":[{"path":"randlora.safetensors"}]}', 400, { error: /invalid lora path/ }],
    ['{"prompt":"x","width":16384,"height":16384}', 500, { error: 'generate_image returned no results' }],
    ['{"prompt":"x","width":1e6,"height":1e6}', 500, { message: 'std::bad_alloc' }],
  ])('refuses %s with %d in its own words', async (body, status, expected) => {
    await start();

    const response = await post('/sdapi/v1/txt2img', body);

    expect(response.status).toBe(status);
    const { error } = expected as { error: unknown };
    const told = (await response.json()) as { error: string };
    if (error instanceof RegExp) expect(told.error).toMatch(error);
    else expect(told).toMatchObject(expected as object);
  });

  it('knows LoRAs only once they have been listed', async () => {
    await start();
    const lora = [{ path: 'randlora.safetensors', multiplier: 1 }];

    const before = await txt2img({ lora });
    await fetch(`${server.url}/sdapi/v1/loras`, { headers: { connection: 'close' } });
    const after = await txt2img({ lora });

    expect([before.status, after.status]).toEqual([400, 200]);
  });

  it.each(['progress', 'interrupt', 'memory', 'extra-single-image', 'options', 'txt2img/'])(
    'has no %s to post to: 404 with nothing in it',
    async (name) => {
      await start();

      const response = await post(`/sdapi/v1/${name}`, {});

      expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([404, '', null]);
    },
  );

  it('carries out what is in the prompt between its tags, and says so', async () => {
    await start();
    const args = JSON.stringify({ width: 128, sample_params: { sample_steps: 50 }, prompt: 'a dog' });

    const answer = await painted(txt2img({ prompt: `a cat<sd_cpp_extra_args>${args}</sd_cpp_extra_args>` }));

    expect(infoIn(answer)).toMatchObject({ width: 128, steps: 50, prompt: 'a dog' });
    expect(server.escapes).toEqual([expect.stringMatching(/^arguments: <sd_cpp_extra_args>/)]);
  });

  it('dies of a long prompt, with everyone who waits, and is back as if nothing had been', async () => {
    await start({ renderMs: 300, restartMs: 50 });
    const other = txt2img({});
    await eventually(() => expect(server.inFlightMax).toBe(1));

    await expect(txt2img({ prompt: 'a'.repeat(26_250) })).rejects.toThrow();

    await expect(other).rejects.toThrow();
    await eventually(async () => expect((await txt2img({})).status).toBe(200));
    expect(server.crashes).toBe(1);
  });

  it('paints black for numbers that are none, as if all were well', async () => {
    await start();

    const answer = await painted(txt2img({ cfg_scale: 1e6 }));

    expect((await sharp(pictureIn(answer)).stats()).channels.map(({ max }) => max)).toEqual([0, 0, 0]);
  });

  describe('paints over a picture', () => {
    const picture = async (channels: 3 | 4 | 'grey'): Promise<string> => {
      const background = { r: 200, g: 40, b: 40, alpha: 1 };
      const size = { width: 128, height: 64, channels: channels === 4 ? (4 as const) : (3 as const) };
      const made = sharp({ create: { ...size, background } });
      return (await (channels === 'grey' ? made.toColourspace('b-w') : made).png().toBuffer()).toString('base64');
    };
    const over = (body: object): Promise<Answer> =>
      painted(post('/sdapi/v1/img2img', { prompt: 'a cat', steps: 4, seed: 1, cfg_scale: 1, ...body }));

    it.each(['missing', 'no list', 'no picture', 'an address', 'grey'])(
      'not when it is %s: 200 all the same',
      async (it) => {
        await start();
        const init = {
          missing: undefined,
          'no list': await picture(3),
          'no picture': ['aGVsbG8='],
          'an address': ['http://example.com/a.png'],
          grey: [await picture('grey')],
        }[it];

        const [plain, answer] = [
          await over({ width: 128, height: 64 }),
          await over({ width: 128, height: 64, init_images: init }),
        ];

        expect(answer.images[0] === plain.images[0]).toBe(true);
      },
    );

    it('of its size when none is said, echoing it back, and only where the mask is white', async () => {
      await start();
      const init = await picture(3);
      const half = await sharp({ create: { width: 128, height: 64, channels: 3, background: 'black' } })
        .composite([
          {
            input: Buffer.from('<svg width="64" height="64"><rect width="64" height="64" fill="#fff"/></svg>'),
            left: 0,
            top: 0,
          },
        ])
        .png()
        .toBuffer();

      const answer = await over({ init_images: [init], mask: half.toString('base64'), mask_blur: 40 });

      expect(await sizeIn(answer)).toEqual([128, 64]);
      expect(answer.parameters.init_images).toEqual([init]);
      const redAt = async (left: number): Promise<number | undefined> => {
        const patch = sharp(pictureIn(answer)).extract({ left, top: 4, width: 8, height: 8 });
        return (await sharp(await patch.png().toBuffer()).stats()).channels[0]?.mean;
      };
      expect(Math.abs(((await redAt(112)) ?? 0) - 200)).toBeLessThan(3);
      expect(Math.abs(((await redAt(8)) ?? 0) - 200)).toBeGreaterThan(10);
    });
  });

  it('keeps one of its eight threads busy for every connection, idle ones too', async () => {
    await start({ keepAliveMs: 2000 });
    const agent = new HttpAgent({ keepAlive: true });
    const idle = (): Promise<void> =>
      new Promise((resolve) =>
        httpRequest(`${server.url}/sdapi/v1/options`, { agent }, (response) =>
          response.resume().on('end', resolve),
        ).end(),
      );
    await Promise.all(Array.from({ length: 8 }, idle));
    const startMs = performance.now();

    await fetch(`${server.url}/sdapi/v1/options`, { headers: { connection: 'close' } });

    expect(performance.now() - startMs).toBeGreaterThan(250);
    agent.destroy();
  });

  it('serves those who wait in no order', async () => {
    await start({ renderMs: 250 });
    const finished: number[] = [];

    for (const seed of [1, 2, 3]) {
      void txt2img({ seed }).then(() => finished.push(seed));
      await eventually(() => expect(server.requests).toHaveLength(seed));
    }
    await eventually(() => expect(finished).toHaveLength(3));

    expect(finished).toEqual([1, 3, 2]);
  });
});
