import sharp from 'sharp';
import {
  BackendOutOfMemoryError,
  BackendRejectedError,
  BackendSubstitutedError,
  BackendUnavailableError,
  type ImageBackend,
} from '../../../src/generation/backends/image-backend';
import type { Dialect } from '../../../src/config/backend-address';
import { assertNotBlank } from '../../../src/processing/blank-check';
import { encodePicture } from '../../../src/processing/encode-picture';
import { eventually } from '../../support/eventually';
import { startSimulatedA1111 } from '../../support/simulated-a1111';
import { startSimulatedComfyui } from '../../support/simulated-comfyui';
import { startSimulatedSdcpp } from '../../support/simulated-sdcpp';
import type { SimulatedServer, SimulatedServerOptions } from '../../support/stable-diffusion/simulated-server';
import {
  backendAt,
  EVERY_DIALECT,
  leftMask,
  LIMITS,
  paintWith,
  patient,
  pixelsOf,
  redPicture,
  SDAPI_DIALECTS,
  SIMULATED,
  sizeOf,
} from './simulated-backends';

const MODELS = ['base', 'other', 'third'].map((name) => ({ name, hash: `${name}-hash`.padEnd(10, '0') }));

/** The traps of the reference on Stable Diffusion servers, by their numbers: each has one test, run wherever the trap is. */
describe('Trap', () => {
  const opened: { backend: ImageBackend; server: SimulatedServer }[] = [];
  const keep = <S extends SimulatedServer>(server: S, dialect: Dialect, limits = LIMITS): [ImageBackend, S] => {
    const backend = backendAt(server.url, dialect, limits);
    opened.push({ backend, server });
    return [backend, server];
  };
  const open = async (dialect: Dialect, options?: SimulatedServerOptions): Promise<[ImageBackend, SimulatedServer]> =>
    keep(await SIMULATED[dialect](options), dialect);
  afterEach(async () => {
    for (const { backend, server } of opened.splice(0)) await Promise.all([backend.close(), server.stop()]);
  });
  const bodiesOf = (server: SimulatedServer): Record<string, unknown>[] =>
    server.requests
      .filter(({ path }) => /2img|extra|prompt$/.test(path))
      .map(({ body }) => body as Record<string, unknown>);
  const asked = (server: SimulatedServer, path: string): number =>
    server.requests.filter((request) => `${request.method} ${request.path}` === path).length;
  /** One picture in every mode the server has. */
  const paintAll = async (backend: ImageBackend): Promise<void> => {
    for (const mode of (await backend.capabilities(patient())).modes) {
      const strength = mode === 'img2img' || mode === 'inpaint' ? { denoising_strength: 0.5 } : {};
      await paintWith(backend, { mode, ...strength }, { source: redPicture, mask: leftMask });
    }
  };

  it.each(EVERY_DIALECT)('T1: words of users are no program to %s', async (dialect) => {
    const [backend, server] = await open(dialect);
    const words = ['Level 5 Fighter (Battle Master)', 'Room #4', '<lora:x:9>', '[a|b]', 'x AND y BREAK', '__x__ {a|b}'];

    await paintWith(backend, { prompt: `${words.join(', ')} embedding:evil`, negative_prompt: '((bad:1.5))' });

    expect(server.escapes).toEqual([]);
  });

  it('T2: arguments in a prompt change nothing for sd-server', async () => {
    const [backend, server] = await open('sdcpp');
    const args = '<sd_cpp_extra_args>{"width":512,"batch_count":8}</sd_cpp_extra_args>';

    const painting = await paintWith(backend, { prompt: `a cat ${args}` });

    expect(server.escapes).toEqual([]);
    expect(await sizeOf(painting.bytes)).toEqual([128, 64]);
  });

  it('T3: a prompt that kills sd-server is suspected, and others are painted afterwards', async () => {
    const [backend, server] = await open('sdcpp', { restartMs: 400 });

    const error = await paintWith(backend, { prompt: 'a'.repeat(30_000) }).catch((it: unknown) => it);

    // Either it was made shorter on the way, or its sender is told what it did.
    if (error instanceof Error) expect(error).toMatchObject({ code: 'BACKEND_UNAVAILABLE', mayHaveCrashed: true });
    else expect(server.crashes).toBe(0);
    await eventually(async () => expect((await paintWith(backend)).seed).toBe(1234));
  });

  it.each(EVERY_DIALECT)('T4: no null is ever sent to %s', async (dialect) => {
    const [backend, server] = await open(dialect);

    await paintAll(backend);

    expect(bodiesOf(server).length).toBeGreaterThan(0);
    expect(JSON.stringify(bodiesOf(server))).not.toContain('null');
  });

  it.each(SDAPI_DIALECTS)('T5: %s replaces sampler and model in silence, and is found out', async (dialect) => {
    const [backend, server] = await open(dialect);
    const { model } = await backend.capabilities(patient());

    for (const fault of ['wrong-sampler', 'wrong-model'] as const) {
      server.faults.push(fault);
      await expect(paintWith(backend, { model })).rejects.toBeInstanceOf(BackendSubstitutedError);
    }
  });

  it.each(EVERY_DIALECT)('T6: the seed is ours, and %s uses it as it is told', async (dialect) => {
    const [backend, server] = await open(dialect);

    for (const seed of [0, 4_294_967_295]) {
      const painting = await paintWith(backend, { seed });
      expect(JSON.stringify(bodiesOf(server).at(-1))).toContain(`"seed":${painting.seed}`);
      expect(painting.seed).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.stringify(bodiesOf(server))).not.toMatch(/"seed":-1/);
  });

  it('T6: a seed that the server says it changed is a substitution', async () => {
    for (const dialect of SDAPI_DIALECTS) {
      const [backend, server] = await open(dialect);
      server.faults.push('wrong-seed');
      await expect(paintWith(backend)).rejects.toBeInstanceOf(BackendSubstitutedError);
    }
  });

  it.each(SDAPI_DIALECTS.filter((dialect) => dialect !== 'sdcpp'))(
    'T7: a contact sheet before the picture and one more behind it are not mistaken for it (%s)',
    async (dialect) => {
      const [backend, server] = await open(dialect);
      const plain = await paintWith(backend);
      server.faults.push('grid', 'wrong-count');

      const [grid, surplus] = [await paintWith(backend), await paintWith(backend)];

      expect(await pixelsOf(grid.bytes)).toEqual(await pixelsOf(plain.bytes));
      expect(await pixelsOf(surplus.bytes)).toEqual(await pixelsOf(plain.bytes));
      expect(bodiesOf(server).every((body) => body.save_images === false && body.batch_size === 1)).toBe(true);
    },
  );

  it.each(EVERY_DIALECT)(
    'T8: %s answers our questions while it paints, and no time of ours runs out before its',
    async (dialect) => {
      const [backend] = await open(dialect, { renderMs: 1000 });
      const paintings = [1, 2].map((seed) => paintWith(backend, { seed }));
      const startMs = performance.now();

      await backend.check(AbortSignal.timeout(900));

      expect(performance.now() - startMs).toBeLessThan(900);
      expect((await Promise.all(paintings)).map(({ seed }) => seed).sort()).toEqual([1, 2]);
    },
  );

  it.each(['a1111', 'forge', 'comfyui'] as const)('T9: giving up stops our picture at %s', async (dialect) => {
    const [backend, server] = await open(dialect, { renderMs: 4000 });
    await backend.capabilities(patient());
    const controller = new AbortController();
    const painting = paintWith(backend, {}, { signal: controller.signal });
    const failure = expect(painting).rejects.toThrow();
    await eventually(() => expect(server.inFlightMax).toBe(1));
    const startMs = performance.now();

    controller.abort(new Error('enough'));
    await failure;

    await eventually(() => expect(server.renders).toBe(1));
    expect(performance.now() - startMs).toBeLessThan(3000);
  });

  it.each(['a1111', 'forge', 'comfyui'] as const)(
    'T9: giving up while waiting in line stops nobody else at %s',
    async (dialect) => {
      const [stranger, server] = await open(dialect, { renderMs: 800 });
      const ours = backendAt(server.url, dialect);
      await Promise.all([stranger.capabilities(patient()), ours.capabilities(patient())]);
      const theirs = paintWith(stranger, { seed: 77 });
      await eventually(() => expect(server.inFlightMax).toBe(1));
      const controller = new AbortController();
      const before = bodiesOf(server).length;
      const waiting = expect(paintWith(ours, {}, { signal: controller.signal })).rejects.toThrow();
      await eventually(() => expect(bodiesOf(server)).toHaveLength(before + 1));

      controller.abort(new Error('enough'));
      await waiting;

      expect((await theirs).seed).toBe(77);
      await ours.close();
    },
  );

  it.each(['a1111', 'forge', 'sdnext', 'comfyui'] as const)(
    'T10: half a picture, because somebody interrupted %s, is none',
    async (dialect) => {
      const [backend, server] = await open(dialect, { renderMs: 3000 });
      await backend.capabilities(patient());
      const painting = expect(paintWith(backend)).rejects.toBeInstanceOf(BackendUnavailableError);
      await eventually(() => expect(server.inFlightMax).toBe(1));

      const path = dialect === 'comfyui' ? '/interrupt' : '/sdapi/v1/interrupt';
      await fetch(server.url + path, { method: 'POST', body: '{}' });

      await painting;
    },
  );

  it.each(EVERY_DIALECT)('T11: %s is out of memory in whatever words, and paints again', async (dialect) => {
    const [backend, server] = await open(dialect);

    for (const fault of ['oom', 'oom-hip', 'oom-cuda', 'oom-mps', 'oom-alloc', 'oom-torch'] as const) {
      server.faults.push(fault);
      await expect(paintWith(backend)).rejects.toBeInstanceOf(BackendOutOfMemoryError);
    }
    expect((await paintWith(backend)).seed).toBe(1234);
  });

  it.each(EVERY_DIALECT)('T12: a black picture of %s, at status 200, is seen for what it is', async (dialect) => {
    const [backend, server] = await open(dialect);
    server.faults.push('black');

    const { bytes } = await paintWith(backend);

    await expect(assertNotBlank(bytes)).rejects.toMatchObject({ code: 'BLANK_OUTPUT' });
  });

  it('T13: pictures of one model in a row load it once', async () => {
    const [backend, server] = keep(await startSimulatedA1111({ models: MODELS }), 'a1111');

    for (const model of ['other', 'other', 'other', 'base']) await paintWith(backend, { model });
    await paintWith(backend);

    expect(server.swaps).toBe(2);
  });

  it.each(SDAPI_DIALECTS)('T14: settings of %s, which are everybody’s, are left alone', async (dialect) => {
    const [backend, server] = await open(dialect);

    await backend.warmUp(patient());
    await paintAll(backend);

    expect(asked(server, 'POST /sdapi/v1/options')).toBe(0);
  });

  it.each<[Dialect, [number, number]]>([
    ['a1111', [200, 104]],
    ['forge', [200, 104]],
    ['sdnext', [200, 104]],
    ['sdcpp', [256, 128]],
    ['comfyui', [200, 104]],
  ])('T15: %s rounds 203 x 111 in its own way, and lies are told from rounding', async (dialect, expected) => {
    const [backend, server] = await open(dialect);
    const odd = { width: 203, height: 111 };

    const { bytes } = await paintWith(backend, odd);
    server.faults.push('wrong-size');
    const lie = paintWith(backend, { seed: 2 });

    await expect(lie).rejects.toBeInstanceOf(BackendSubstitutedError);
    expect(await sizeOf(bytes)).toEqual(expected);
  });

  it('T16: nobody makes previews that nobody asked for', async () => {
    for (const start of [startSimulatedA1111, SIMULATED.sdnext] as const) {
      const dialect = start === startSimulatedA1111 ? 'a1111' : 'sdnext';
      const [backend, server] = keep(await start({ renderMs: 100 }), dialect);

      await paintAll(backend);

      expect((server as { previews?: number }).previews).toBe(0);
    }
  });

  it.each(EVERY_DIALECT)('T17: %s is sent pixels made by us, and never an address', async (dialect) => {
    const [backend, server] = await open(dialect);
    const secret = sharp(await redPicture()).withExif({ IFD0: { Copyright: 'the secret heir' } });
    const source = (): Promise<Buffer> => secret.clone().jpeg().toBuffer();

    await paintWith(backend, { mode: 'img2img', denoising_strength: 0.5 }, { source });

    const sent = server.requests.filter(({ raw }) => raw.length > 0);
    const base64 = sent.flatMap(({ body }) => (body as { init_images?: string[] } | undefined)?.init_images ?? []);
    const files =
      dialect === 'comfyui' ? sent.map(({ raw }) => raw) : base64.map((text) => Buffer.from(text, 'base64'));
    expect(files.length).toBeGreaterThan(0);
    expect(Buffer.concat(files).includes('the secret heir')).toBe(false);
    expect(server.escapes.filter((escape) => escape.startsWith('fetch'))).toEqual([]);
    if (dialect !== 'comfyui') for (const file of files) expect((await sharp(file).metadata()).format).toBe('png');
  });

  it.each(EVERY_DIALECT)('T18: the prompt that %s writes into its file is not in ours', async (dialect) => {
    const [backend] = await open(dialect);

    const { bytes } = await paintWith(backend, { prompt: 'the secret heir' });
    const ours = await encodePicture(bytes, { format: 'png', provenance: 'trainedAlgorithmicMedia' });

    expect(bytes.includes('the secret heir')).toBe(true);
    expect(ours.bytes.includes('the secret heir')).toBe(false);
  });

  it('T19: sd-server sends back all it was given, which is neither too much nor told on', async () => {
    const noise = Buffer.alloc(512 * 512 * 3, 0).map(() => Math.floor(Math.random() * 256));
    const raw = { width: 512, height: 512, channels: 3 as const };
    const source = (): Promise<Buffer> => sharp(noise, { raw }).png().toBuffer();
    const big = { width: 512, height: 512, mode: 'img2img', denoising_strength: 0.5 } as const;
    const [backend, server] = keep(await startSimulatedSdcpp(), 'sdcpp', { maxImageBytes: 1_000_000 });

    const { bytes } = await paintWith(backend, big, { source });
    server.faults.push('http500');
    const error = await paintWith(backend, big, { source }).catch((it: unknown) => it as Error);

    expect(await sizeOf(bytes)).toEqual([512, 512]);
    expect((error as Error).message.length).toBeLessThan(200);
  });

  it.each(EVERY_DIALECT)(
    'T20: a picture of %s may be as large as is allowed, whatever base64 makes of it',
    async (dialect) => {
      const server = await SIMULATED[dialect]();
      const [probe] = keep(server, dialect);
      const { bytes } = await paintWith(probe, { width: 512, height: 512 });
      const exact = backendAt(server.url, dialect, { maxImageBytes: bytes.length });
      const tooSmall = backendAt(server.url, dialect, { maxImageBytes: bytes.length - 1 });

      const painting = await paintWith(exact, { width: 512, height: 512 });

      expect(painting.bytes).toHaveLength(bytes.length);
      await expect(paintWith(tooSmall, { width: 512, height: 512 })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
      await Promise.all([exact.close(), tooSmall.close()]);
    },
  );

  it('T21: warming up pays for loading the model, not the first picture', async () => {
    for (const start of [startSimulatedA1111, startSimulatedComfyui] as const) {
      const dialect = start === startSimulatedA1111 ? 'a1111' : 'comfyui';
      const [backend] = keep(await start({ firstLoadMs: 1200 }), dialect);
      await backend.warmUp(patient());
      const startMs = performance.now();

      await paintWith(backend);

      expect(performance.now() - startMs).toBeLessThan(1000);
    }
  });

  it('T22: before 1.9 sampler and schedule are one name, and it is found', async () => {
    const [backend, server] = keep(await startSimulatedA1111({ version: '1.8' }), 'a1111');

    const painting = await paintWith(backend);

    expect(bodiesOf(server)[0]).toMatchObject({ sampler_name: 'DPM++ 2M Karras' });
    expect(painting.sampler).toBe('DPM++ 2M');
    await expect(paintWith(backend, { sampler: 'LCM' })).rejects.toBeInstanceOf(BackendRejectedError);
  });
});
