import sharp from 'sharp';
import { ImageServiceError } from '../../../src/common/errors';
import type { BackendLimits } from '../../../src/generation/backends/open-backend';
import {
  BackendRejectedError,
  BackendUnavailableError,
  type Capabilities,
  type ImageBackend,
} from '../../../src/generation/backends/image-backend';
import type { RenderMode } from '../../../src/generation/recipe';
import { eventually } from '../../support/eventually';
import type { SimulatedServer, SimulatedServerOptions } from '../../support/stable-diffusion/simulated-server';
import { differenceAt, leftMask, paintWith, patient, pixelsOf, PLAN, redPicture, sizeOf } from './simulated-backends';

/** Where the backend under test comes from. */
export interface BackendHarness {
  /** A backend on a server of its own or, live, on the one there is. */
  readonly open: (
    options?: SimulatedServerOptions,
    limits?: BackendLimits,
  ) => Promise<{ backend: ImageBackend; server?: SimulatedServer }>;
  /** Lets go of everything that was opened. */
  readonly close: () => Promise<void>;
  /** Whether faults can be ordered: only from a simulated server. */
  readonly isSimulated: boolean;
}

/** What every backend that is a server promises. One suite for all adapters, on simulated servers and on real ones. */
export function itIsAnImageBackend({ open, close, isSimulated }: BackendHarness): void {
  const simulatedOnly = isSimulated ? it : it.skip;
  afterEach(close);

  const ableTo = async (mode: RenderMode, backend: ImageBackend): Promise<boolean> =>
    (await backend.capabilities(patient())).modes.has(mode);
  /** A mode that is not there is refused for good, and costs no render. */
  const refuses = async (backend: ImageBackend, mode: RenderMode): Promise<void> => {
    const paint = paintWith(backend, { mode, denoising_strength: 0.5 }, { source: redPicture, mask: leftMask });
    await expect(paint).rejects.toBeInstanceOf(BackendRejectedError);
  };

  it('brings one whole picture of the size asked for, with the seed that made it', async () => {
    const { backend } = await open();

    const painting = await paintWith(backend);

    expect(await sizeOf(painting.bytes)).toEqual([128, 64]);
    expect(painting).toMatchObject({
      origin: 'diffused',
      seed: 1234,
      model: expect.stringMatching(/^[\x20-\x7e]{1,100}$/),
    });
  });

  it('paints the same for the same seed, and another picture for another', async () => {
    const { backend } = await open();

    const paintings = [];
    for (const seed of [7, 7, 8]) paintings.push(await pixelsOf((await paintWith(backend, { seed })).bytes));

    const [first, again, other] = paintings;
    expect(first?.equals(again ?? Buffer.alloc(0))).toBe(true);
    expect(first?.equals(other ?? Buffer.alloc(0))).toBe(false);
  });

  it.each([0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])('takes the seed %d, the same way every time', async (seed) => {
    const { backend } = await open();

    const [one, two] = [await paintWith(backend, { seed }), await paintWith(backend, { seed })];

    expect(one.seed).toBe(two.seed);
    expect(await pixelsOf(one.bytes)).toEqual(await pixelsOf(two.bytes));
  });

  it('tells what it can, in names that a plan may use', async () => {
    const { backend } = await open();

    const { modes, samplers, schedulers, sizeMultiple, ...told }: Capabilities = await backend.capabilities(patient());

    expect(modes.has('txt2img')).toBe(true);
    expect(sizeMultiple).toBeGreaterThanOrEqual(1);
    expect(told.model === undefined || told.models.includes(told.model) || told.models.length === 0).toBe(true);
    const scheduler = schedulers[0] ?? PLAN.scheduler;
    for (const sampler of samplers.slice(0, 4)) await paintWith(backend, { sampler, scheduler });
  });

  it('paints with a model that it lists, and refuses one that it does not', async () => {
    const { backend } = await open();
    const { model } = await backend.capabilities(patient());

    const painting = await paintWith(backend, { model });
    const other = paintWith(backend, { model: 'no-such-model' });

    expect(painting.bytes.length).toBeGreaterThan(0);
    await expect(other).rejects.toBeInstanceOf(BackendRejectedError);
  });

  it('finds a relative of a sampler it does not have, or refuses', async () => {
    const { backend } = await open();

    const painting = await paintWith(backend, { sampler: 'DPM2', scheduler: 'Polyexponential' });
    const nonsense = paintWith(backend, { sampler: 'no-such-sampler' });

    expect(painting.sampler).toEqual(expect.any(String));
    await expect(nonsense).rejects.toBeInstanceOf(BackendRejectedError);
  });

  it('paints over a picture, the further from it the stronger it is told to', async () => {
    const { backend } = await open();
    if (!(await ableTo('img2img', backend))) return refuses(backend, 'img2img');
    const over = async (denoising_strength: number): Promise<number> => {
      const painting = await paintWith(backend, { mode: 'img2img', denoising_strength }, { source: redPicture });
      expect(await sizeOf(painting.bytes)).toEqual([128, 64]);
      return differenceAt(painting.bytes, await redPicture(), 0, 128);
    };

    const [weak, strong] = [await over(0.25), await over(0.75)];

    expect(weak).toBeLessThan(strong);
  });

  it.each(['grey', 'with transparency', 'of another size'])('paints over a picture that is %s', async (which) => {
    const { backend } = await open();
    if (!(await ableTo('img2img', backend))) return refuses(backend, 'img2img');
    const red = sharp(await redPicture());
    const picture = {
      grey: red.clone().toColourspace('b-w'),
      'with transparency': red.clone().ensureAlpha(),
      'of another size': red.clone().resize(300, 300, { fit: 'fill' }),
    }[which];
    const source = async (): Promise<Buffer> => (await picture?.png().toBuffer()) ?? Buffer.alloc(0);

    const plain = await paintWith(backend);
    const painting = await paintWith(backend, { mode: 'img2img', denoising_strength: 0.25 }, { source });

    expect(await sizeOf(painting.bytes)).toEqual([128, 64]);
    expect(await differenceAt(painting.bytes, plain.bytes, 0, 128)).toBeGreaterThan(2);
  });

  it('repaints only what is white in the mask', async () => {
    const { backend } = await open();
    if (!(await ableTo('inpaint', backend))) return refuses(backend, 'inpaint');

    const plan = { mode: 'inpaint', denoising_strength: 0.75 } as const;
    const { bytes } = await paintWith(backend, plan, { source: redPicture, mask: leftMask });

    const red = await redPicture();
    expect(await differenceAt(bytes, red, 0, 40)).toBeGreaterThan(8);
    // A soft edge is allowed; what is far from it is as it was, but for a way through the decoder.
    expect(await differenceAt(bytes, red, 104, 24)).toBeLessThan(4);
  });

  it('enlarges a picture by the factor asked for, where it has an upscaler', async () => {
    const { backend } = await open();
    if (!(await ableTo('upscale', backend))) return refuses(backend, 'upscale');

    const { bytes } = await paintWith(backend, { mode: 'upscale', upscale_by: 2 }, { source: redPicture });

    expect(await sizeOf(bytes)).toEqual([256, 128]);
    expect((await sharp(bytes).stats()).channels[0]?.mean).toBeGreaterThan(150);
  });

  it.each([
    ['nothing', ''],
    ['a NUL', 'a\0b'],
    ['half a surrogate pair', 'a \ud800 wizard'],
    ['another alphabet', 'дракон 🐉 ドラゴン'],
    ['quotes and ends of lines', 'a "wizard"\r\n\\n\\" {"seed":1}'],
  ])('takes %s for a prompt, or refuses it for good', async (_, prompt) => {
    const { backend } = await open();

    const outcome = await paintWith(backend, { prompt }).catch((error: unknown) => error);

    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BackendRejectedError);
    expect((await paintWith(backend)).bytes.length).toBeGreaterThan(0);
  });

  it('is well when it is there', async () => {
    const { backend } = await open();

    await expect(backend.check(AbortSignal.timeout(5000))).resolves.toBeUndefined();
  });

  it('warms up, stays quiet when nothing is being painted, and stops nothing then', async () => {
    const { backend } = await open();

    await backend.warmUp(patient());

    expect(await backend.progress(patient())).toBeUndefined();
    await expect(backend.interrupt(patient())).resolves.toBeUndefined();
    expect((await paintWith(backend)).bytes.length).toBeGreaterThan(0);
  });

  it('paints several pictures that are asked for at once', async () => {
    const { backend } = await open();

    const paintings = await Promise.all([1, 2, 3].map((seed) => paintWith(backend, { seed })));

    expect(paintings.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  simulatedOnly('tells how far it is while it paints, where it can', async () => {
    const { backend, server } = await open({ renderMs: 1200 });
    const { progress: canTell } = await backend.capabilities(patient());
    const painting = paintWith(backend);
    await eventually(() => expect(server?.inFlightMax).toBe(1));

    const look = async (): Promise<void> => {
      const told = await backend.progress(patient());
      expect(told?.fraction ?? 0).toBeLessThanOrEqual(1);
      if (canTell) expect(told?.fraction).toBeGreaterThan(0);
    };
    await (canTell ? eventually(look, { timeoutMs: 1000 }) : look());

    expect((await painting).bytes.length).toBeGreaterThan(0);
  });

  simulatedOnly('stops what it paints when it is told to, where it can', async () => {
    const { backend, server } = await open({ renderMs: 800 });
    const { interrupt: canStop } = await backend.capabilities(patient());
    const painting = paintWith(backend).then(
      () => 'painted',
      (error: unknown) => error,
    );
    await eventually(() => expect(server?.inFlightMax).toBe(1));

    await backend.interrupt(patient());

    const outcome = await painting;
    if (canStop) expect(outcome).toBeInstanceOf(BackendUnavailableError);
    else expect(outcome).toBe('painted');
  });

  simulatedOnly('gives up at once when it is told to, with the reason, and paints the next one', async () => {
    const { backend, server } = await open({ renderMs: 300 });
    const controller = new AbortController();
    const painting = paintWith(backend, {}, { signal: controller.signal });
    const failure = expect(painting).rejects.toBe('enough');
    await eventually(() => expect(server?.inFlightMax).toBe(1));
    const startMs = performance.now();

    controller.abort('enough');
    await failure;

    expect(performance.now() - startMs).toBeLessThan(2500);
    expect((await paintWith(backend)).bytes.length).toBeGreaterThan(0);
  });

  simulatedOnly('is not well when nobody is there, and says so as a failure of its own', async () => {
    const { backend, server } = await open();
    await backend.capabilities(patient());
    await server?.stop();

    await expect(backend.check(AbortSignal.timeout(3000))).rejects.toBeInstanceOf(BackendUnavailableError);
    await expect(paintWith(backend)).rejects.toBeInstanceOf(BackendUnavailableError);
  });

  simulatedOnly('is there again when the server is, without being opened anew', async () => {
    const { backend, server } = await open({ restartMs: null });
    await paintWith(backend);
    await server?.crash();
    await expect(paintWith(backend)).rejects.toBeInstanceOf(ImageServiceError);

    await server?.restart();

    expect((await paintWith(backend)).bytes.length).toBeGreaterThan(0);
  });

  simulatedOnly('goes on with a server that closes connections without a word', async () => {
    const { backend } = await open({ dropsReusedSockets: true });

    for (const seed of [1, 2, 3]) expect((await paintWith(backend, { seed })).seed).toBe(seed);
  });
}
