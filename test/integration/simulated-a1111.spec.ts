import sharp from 'sharp';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111, type SimulatedA1111Options } from '../support/simulated-a1111';
import type { SimulatedFault } from '../support/simulated-a1111-faults';

interface Answer {
  readonly images: string[];
  readonly parameters: Record<string, unknown>;
  readonly info: string;
}

describe('the simulated AUTOMATIC1111', () => {
  let simulated: SimulatedA1111;
  const start = async (options: SimulatedA1111Options = {}): Promise<void> => {
    simulated = await startSimulatedA1111(options);
  };
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(simulated.url + path, { headers });
  const post = (path: string, body: unknown = {}, init: RequestInit = {}): Promise<Response> =>
    fetch(simulated.url + path, { method: 'POST', body: JSON.stringify(body), ...init });
  const txt2img = (body: unknown = {}): Promise<Response> =>
    post('/sdapi/v1/txt2img', { width: 64, height: 64, seed: 1, ...(body as object) });
  const answered = async (response: Promise<Response>): Promise<Answer> => (await (await response).json()) as Answer;
  const pictureOf = (answer: Answer, index = 0): Buffer => Buffer.from(answer.images[index] ?? '', 'base64');
  const infoIn = (answer: Answer): Record<string, unknown> => JSON.parse(answer.info) as Record<string, unknown>;

  afterEach(() => simulated.stop());

  describe('paints', () => {
    it('a real picture, the request back and info as a text', async () => {
      await start();

      const answer = await answered(
        txt2img({ prompt: 'a wizard', negative_prompt: 'blurry', seed: 42, steps: 30, whim: 1 }),
      );

      expect(await sharp(pictureOf(answer)).metadata()).toMatchObject({
        format: 'png',
        width: 64,
        height: 64,
        channels: 3,
      });
      expect(answer.parameters).toMatchObject({ prompt: 'a wizard', seed: 42, whim: 1 });
      expect(infoIn(answer)).toMatchObject({
        seed: 42,
        all_seeds: [42],
        width: 64,
        height: 64,
        steps: 30,
        sampler_name: 'Euler',
        sd_model_name: 'sd_xl_base_1.0',
        sd_model_hash: '31e35c80fc',
        index_of_first_image: 0,
      });
    });

    it('neither black nor flat, the same for the same seed and another for another', async () => {
      await start();

      const [first, again, other] = await Promise.all([7, 7, 11].map((seed) => answered(txt2img({ seed }))));

      const { channels } = await sharp(pictureOf(first as Answer)).stats();
      expect(Math.min(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(10);
      expect(first?.images).toEqual(again?.images);
      const pixels = await Promise.all(
        [first, other].map((answer) =>
          sharp(pictureOf(answer as Answer))
            .raw()
            .toBuffer(),
        ),
      );
      expect(pixels[0]?.equals(pixels[1] as Buffer)).toBe(false);
    });

    it.each(['a wizard (old:1.2)', 'дракон 🐉'])('with the whole prompt in the file (%s)', async (prompt) => {
      await start();

      const picture = pictureOf(await answered(txt2img({ prompt })));

      const { comments } = await sharp(picture).metadata();
      expect(comments).toEqual([{ keyword: 'parameters', text: expect.stringContaining(prompt) as string }]);
    });

    it('every size of the usual buckets, quickly after the first', async () => {
      await start();
      await answered(txt2img({ width: 832, height: 1216, seed: 0 }));
      const startMs = performance.now();

      const answer = await answered(txt2img({ width: 832, height: 1216, seed: 4 }));

      const elapsedMs = performance.now() - startMs;
      const { data, info } = await sharp(pictureOf(answer)).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, data.length]).toEqual([832, 1216, 832 * 1216 * 3]);
      expect(pictureOf(answer).length).toBeGreaterThan(1_000_000);
      expect(elapsedMs).toBeLessThan(1000);
    });

    it('sizes down to the next multiple of 8', async () => {
      await start();

      const answer = await answered(txt2img({ width: 71, height: 129 }));

      expect(await sharp(pictureOf(answer)).metadata()).toMatchObject({ width: 64, height: 128 });
      expect(infoIn(answer)).toMatchObject({ width: 64, height: 128 });
    });

    it('8 x 8 px whatever is asked, when it is tiny', async () => {
      await start({ tiny: true });

      const answer = await answered(txt2img({ width: 832, height: 1216 }));

      expect(await sharp(pictureOf(answer)).metadata()).toMatchObject({ width: 8, height: 8 });
    });

    it('batches with seeds counting up, and nothing when no images are wanted', async () => {
      await start();

      const [batch, none] = await Promise.all([
        answered(txt2img({ seed: 5, batch_size: 2, n_iter: 2 })),
        answered(txt2img({ send_images: false })),
      ]);

      expect(batch.images).toHaveLength(4);
      expect(infoIn(batch)).toMatchObject({ seed: 5, all_seeds: [5, 6, 7, 8] });
      expect(none.images).toEqual([]);
    });

    it('over a given picture, which it does not send back', async () => {
      await start();
      const plan = (
        await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
          .png()
          .toBuffer()
      ).toString('base64');

      const answer = await answered(
        post('/sdapi/v1/img2img', { init_images: [`data:image/png;base64,${plan}`], denoising_strength: 0.5 }),
      );

      expect(answer.images).toHaveLength(1);
      expect(answer.parameters).not.toHaveProperty('init_images');
      expect(infoIn(answer)).toMatchObject({ denoising_strength: 0.5, width: 512 });
    });
  });

  describe('replaces in silence', () => {
    it.each([
      [{ sampler_name: 'nonsense', scheduler: 'nonsense' }, 'Euler', 'Automatic'],
      [{ sampler_name: 'k_euler_a' }, 'Euler a', 'Automatic'],
      [{ sampler_name: 'DPM++ 2M Karras' }, 'DPM++ 2M', 'Karras'],
      [{ sampler_name: 'dpm++ 2m', scheduler: 'exponential' }, 'DPM++ 2M', 'Exponential'],
    ])('what it does not know of %j', async (body, sampler, scheduler) => {
      await start();

      const info = infoIn(await answered(txt2img(body)));

      expect(info).toMatchObject({ sampler_name: sampler, extra_generation_params: { 'Schedule type': scheduler } });
    });

    it('a checkpoint it does not have, and loads one it has for as long as it takes', async () => {
      const models = ['base', 'other'].map((name) => ({ name, hash: `${name}-hash` }));
      await start({ models, swapMs: 60 });
      const ask = async (checkpoint?: string): Promise<unknown> =>
        infoIn(await answered(txt2img(checkpoint && { override_settings: { sd_model_checkpoint: checkpoint } })))
          .sd_model_name;

      const names = [
        await ask('missing'),
        await ask('other.safetensors [other-hash]'),
        await ask('other'),
        await ask(),
      ];

      expect(names).toEqual(['base', 'other', 'other', 'base']);
      expect(simulated.swaps).toBe(2);
    });
  });

  describe('takes one render at a time', () => {
    it('in order of arrival, and counts who waited', async () => {
      // Long enough for three to be sent by a busy machine.
      await start({ renderMs: 500 });
      const finished: number[] = [];
      const startMs = performance.now();

      for (const seed of [1, 2, 3]) {
        void txt2img({ seed }).then(() => finished.push(seed));
        await eventually(() => expect(simulated.requests).toHaveLength(seed));
      }
      await eventually(() => expect(finished).toHaveLength(3));

      expect(finished).toEqual([1, 2, 3]);
      expect(performance.now() - startMs).toBeGreaterThanOrEqual(1490);
      expect(simulated).toMatchObject({ inFlightMax: 3, renders: 3 });
    });

    it('and goes on when its client has gone', async () => {
      await start({ renderMs: 100 });
      const gone = post('/sdapi/v1/txt2img', { width: 64, height: 64 }, { signal: AbortSignal.timeout(30) });

      await expect(gone).rejects.toThrow();

      await eventually(() => expect(simulated.renders).toBe(1));
    });

    it('and tells its progress meanwhile', async () => {
      await start({ renderMs: 200 });
      const render = txt2img({ steps: 20 });

      const busy = await eventually(async () => {
        const progress = (await (await get('/sdapi/v1/progress')).json()) as {
          progress: number;
          state: { job_count: number };
        };
        expect(progress.progress).toBeGreaterThan(0.1);
        return progress;
      });
      await render;
      const idle = await (await get('/sdapi/v1/progress')).json();

      expect(busy.state).toMatchObject({ job_count: 1, sampling_steps: 20 });
      expect(idle).toMatchObject({ progress: 0, state: { job_count: 0 } });
    });

    it('and an interrupt, by anyone, ends the running one with 200 and half a picture', async () => {
      await start();
      const whole = await answered(txt2img());
      simulated.renderMs = 20_000;
      const render = answered(txt2img());
      await eventually(() => expect(simulated.requests).toHaveLength(2));

      const interrupt = await eventually(async () => {
        const progress = await (await get('/sdapi/v1/progress')).json();
        expect(progress).toMatchObject({ state: { job_count: 1 } });
        return post('/sdapi/v1/interrupt');
      });
      const half = await render;

      expect([interrupt.status, await interrupt.json()]).toEqual([200, {}]);
      expect((await sharp(pictureOf(half)).metadata()).format).toBe('png');
      expect(half.images).not.toEqual(whole.images);
    });
  });

  describe('refuses in the words of the original', () => {
    it.each([
      ['a seed that is a text', '/sdapi/v1/txt2img', { seed: 'abc' }, 422, { detail: [{ loc: ['body', 'seed'] }] }],
      ['a body that is no object', '/sdapi/v1/txt2img', [], 422, { detail: [{ loc: ['body'] }] }],
      [
        'no picture to paint over',
        '/sdapi/v1/img2img',
        {},
        404,
        { error: 'HTTPException', detail: 'Init image not found' },
      ],
      [
        'bytes that are no picture',
        '/sdapi/v1/img2img',
        { init_images: ['aGVsbG8='] },
        500,
        { detail: 'Invalid encoded image' },
      ],
      ['a size of nothing', '/sdapi/v1/txt2img', { width: 0 }, 500, { error: 'RuntimeError', body: '' }],
      ['an unknown setting', '/sdapi/v1/txt2img', { override_settings: { nonsense: 1 } }, 500, { error: 'KeyError' }],
      [
        'an unknown script',
        '/sdapi/v1/txt2img',
        { alwayson_scripts: { x: {} } },
        422,
        { detail: "Script 'x' not found" },
      ],
      [
        'an unknown checkpoint as a setting',
        '/sdapi/v1/options',
        { sd_model_checkpoint: 'x' },
        500,
        { error: 'RuntimeError' },
      ],
      ['an unknown path', '/sdapi/v1/nonsense', {}, 404, { detail: 'Not Found' }],
    ])('%s', async (_, path, body, status, expected) => {
      await start();

      const response = await post(path, body);

      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject(expected);
    });

    it('strangers, where it has passwords', async () => {
      await start({ auth: { user: 'sd', password: 'geheim' } });
      const authorization = `Basic ${Buffer.from('sd:geheim').toString('base64')}`;

      const [stranger, known, open] = [
        await get('/sdapi/v1/samplers'),
        await get('/sdapi/v1/samplers', { authorization }),
        await get('/internal/ping'),
      ];

      expect([stranger.status, known.status, open.status]).toEqual([401, 200, 200]);
      expect(await stranger.json()).toEqual({ detail: 'Incorrect username or password' });
    });
  });

  describe('breaks on demand', () => {
    it.each<[SimulatedFault, number, RegExp]>([
      ['oom', 500, /"OutOfMemoryError".*CUDA out of memory/],
      ['nan', 500, /NansException/],
      ['http500', 500, /"error":"RuntimeError"/],
      ['http503', 503, /detail/],
      ['plain500', 500, /^Internal Server Error$/],
      ['html', 200, /^<!doctype html>/],
      ['empty-images', 200, /"images":\[\]/],
      ['no-info', 200, /"info":""/],
      ['wrong-seed', 200, /\\"seed\\":2,/],
      ['wrong-sampler', 200, /\\"sampler_name\\":\\"DDIM\\"/],
      ['wrong-model', 200, /another-model/],
    ])('with %s, once', async (fault, status, body) => {
      await start();
      simulated.faults.push(fault);

      const response = await txt2img();
      const after = await answered(txt2img());

      expect(response.status).toBe(status);
      expect(await response.text()).toMatch(body);
      expect(infoIn(after)).toMatchObject({ seed: 1, sampler_name: 'Euler', sd_model_name: 'sd_xl_base_1.0' });
    });

    it('with the plain text of Forge, where nothing explains', async () => {
      await start({ dialect: 'forge' });
      simulated.faults.push('oom');

      const [broken, refused] = [await txt2img(), await post('/sdapi/v1/img2img')];

      expect([broken.status, await broken.text()]).toEqual([500, 'Internal Server Error']);
      expect([refused.status, await refused.json()]).toEqual([404, { detail: 'Init image not found' }]);
    });

    it('with pictures that are none, or the wrong ones', async () => {
      await start();
      const faults: SimulatedFault[] = [
        'truncated',
        'black',
        'flat',
        'not-an-image',
        'jpeg',
        'wrong-size',
        'huge',
        'bomb',
      ];
      simulated.faults.push(...faults);

      const pictures: Record<string, Buffer> = {};
      for (const fault of faults) pictures[fault] = pictureOf(await answered(txt2img()));

      const deviation = async (fault: string): Promise<number> =>
        (await sharp(pictures[fault]).stats()).channels[0]?.stdev ?? -1;
      await expect(sharp(pictures.truncated, { failOn: 'truncated' }).raw().toBuffer()).rejects.toThrow();
      await expect(sharp(pictures['not-an-image']).metadata()).rejects.toThrow();
      expect([await deviation('black'), await deviation('flat')]).toEqual([0, 0]);
      expect(await sharp(pictures.jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 64 });
      expect(await sharp(pictures['wrong-size']).metadata()).toMatchObject({ width: 32, height: 32 });
      expect(pictures.huge?.length).toBeGreaterThan(30_000_000);
      expect(await sharp(pictures.huge).metadata()).toMatchObject({ width: 64 });
      expect(await sharp(pictures.bomb, { limitInputPixels: false }).metadata()).toMatchObject({
        width: 20_000,
        height: 20_000,
      });
      expect(pictures.bomb?.length).toBeLessThan(100_000);
    });

    it('with a connection that dies in the middle of the answer', async () => {
      await start();
      simulated.faults.push('reset');

      const body = txt2img().then((response) => response.text());

      await expect(body).rejects.toThrow();
      expect(simulated.renders).toBe(1);
    });

    it('with a render that takes longer', async () => {
      await start({ slowMs: 150 });
      simulated.faults.push('slow');
      const startMs = performance.now();

      await txt2img();

      expect(performance.now() - startMs).toBeGreaterThan(140);
    });

    it('with a render that hangs, and everyone behind it, until it is revived', async () => {
      await start();
      simulated.faults.push('hang');
      const hanging = txt2img();
      await eventually(async () =>
        expect(await (await get('/sdapi/v1/progress')).json()).toMatchObject({ state: { job_count: 1 } }),
      );
      const behind = txt2img();
      await eventually(() => expect(simulated.inFlightMax).toBe(2));
      expect(simulated.renders).toBe(0);

      simulated.revive();

      expect([(await hanging).status, (await behind).status]).toEqual([500, 200]);
    });

    it('and can be stopped while it hangs', async () => {
      await start();
      simulated.faults.push('hang');
      const hanging = txt2img();
      await eventually(() => expect(simulated.inFlightMax).toBe(1));

      await Promise.all([simulated.stop(), expect(hanging).rejects.toThrow()]);

      await expect(get('/internal/ping')).rejects.toThrow();
    });
  });

  describe('tells about itself', () => {
    it.each([
      ['/internal/ping', {}],
      ['/sdapi/v1/samplers', [{ name: 'DPM++ 2M', aliases: ['k_dpmpp_2m'] }]],
      ['/sdapi/v1/schedulers', [{ name: 'automatic', label: 'Automatic' }]],
      [
        '/sdapi/v1/sd-models',
        [{ title: 'sd_xl_base_1.0.safetensors [31e35c80fc]', model_name: 'sd_xl_base_1.0', hash: '31e35c80fc' }],
      ],
      ['/sdapi/v1/upscalers', [{ name: 'None' }]],
      ['/sdapi/v1/options', { sd_model_checkpoint: 'sd_xl_base_1.0.safetensors [31e35c80fc]', samples_format: 'png' }],
      ['/sdapi/v1/memory', { cuda: { events: { oom: 0 } } }],
      ['/openapi.json', { info: { title: 'FastAPI' }, paths: { '/sdapi/v1/schedulers': { get: {} } } }],
    ])('at %s', async (path, expected) => {
      await start();

      const response = await get(path);
      const body: unknown = await response.json();

      expect(response.status).toBe(200);
      expect(Array.isArray(body) ? body.slice(0, 1) : body).toMatchObject(expected);
    });

    it('what was asked of it, in order', async () => {
      await start();

      await get('/internal/ping');
      await txt2img({ prompt: 'a wizard' });

      expect(simulated.requests).toMatchObject([
        { method: 'GET', path: '/internal/ping', body: undefined },
        { method: 'POST', path: '/sdapi/v1/txt2img', body: { prompt: 'a wizard' } },
      ]);
      expect(simulated.requests[1]?.atMs).toBeGreaterThanOrEqual(simulated.requests[0]?.atMs ?? Infinity);
    });
  });
});
