import { ImageServiceError } from '../../../src/common/errors';
import { BackendUnavailableError } from '../../../src/generation/backends/image-backend';
import { assertNotBlank } from '../../../src/processing/blank-check';
import { eventually } from '../../support/eventually';
import type { SimulatedFault } from '../../support/simulated-a1111-faults';
import type { BackendHarness } from './image-backend.contract';
import { paintWith, patient, pixelsOf, redPicture, sizeOf } from './simulated-backends';

/** Code of the error that comes of a fault; `fine` where the picture arrives all the same. */
const OUTCOMES: readonly (readonly [SimulatedFault, string])[] = [
  ['oom', 'BACKEND_OUT_OF_MEMORY'],
  ['oom-hip', 'BACKEND_OUT_OF_MEMORY'],
  ['oom-cuda', 'BACKEND_OUT_OF_MEMORY'],
  ['oom-mps', 'BACKEND_OUT_OF_MEMORY'],
  ['oom-alloc', 'BACKEND_OUT_OF_MEMORY'],
  ['oom-torch', 'BACKEND_OUT_OF_MEMORY'],
  ['http500', 'BACKEND_UNAVAILABLE'],
  ['http503', 'BACKEND_UNAVAILABLE'],
  ['plain500', 'BACKEND_UNAVAILABLE'],
  ['html', 'BACKEND_UNAVAILABLE'],
  ['reset', 'BACKEND_UNAVAILABLE'],
  ['crash', 'BACKEND_UNAVAILABLE'],
  ['endless', 'IMAGE_TOO_LARGE'],
  ['empty-images', 'BACKEND_UNAVAILABLE'],
  ['truncated', 'BACKEND_UNAVAILABLE'],
  ['not-an-image', 'BACKEND_UNAVAILABLE'],
  ['huge', 'IMAGE_TOO_LARGE'],
  ['bomb', 'IMAGE_TOO_LARGE'],
  ['wrong-size', 'BACKEND_SUBSTITUTED'],
  ['jpeg', 'fine'],
  ['slow', 'fine'],
  ['wrong-count', 'fine'],
];

/** What every backend makes of the ways in which a server can fail. Only for servers that fail on demand. */
export function itSurvivesItsServer({ open, close }: BackendHarness): void {
  afterEach(close);

  it.each(OUTCOMES)('makes of %s: %s, and paints the next picture', async (fault, code) => {
    const { backend, server } = await open({ slowMs: 300 });
    await backend.capabilities(patient());
    server?.faults.push(fault);

    const outcome = await paintWith(backend).catch((error: unknown) => error);

    if (code === 'fine') expect(outcome).toMatchObject({ origin: 'diffused', seed: 1234 });
    else expect(outcome).toBeInstanceOf(ImageServiceError);
    if (code !== 'fine') expect(outcome).toMatchObject({ code });
    // The very same picture: a server with a cache must not hand out the spoiled one again.
    await eventually(async () => expect(await sizeOf((await paintWith(backend)).bytes)).toEqual([128, 64]));
  });

  it.each<SimulatedFault>(['http500', 'truncated', 'html', 'reset', 'oom'])(
    'fails with words that tell nothing of the prompt after %s',
    async (fault) => {
      const { backend, server } = await open();
      server?.faults.push(fault);

      const error = await paintWith(backend, { prompt: 'the secret heir' }).catch((it: unknown) => it as Error);

      expect(error).toBeInstanceOf(Error);
      expect(String((error as Error).message)).not.toContain('secret');
      expect((error as Error).message.length).toBeLessThan(200);
    },
  );

  it.each<SimulatedFault>(['black', 'flat', 'nan'])(
    'lets %s through only to those who look at the pixels',
    async (fault) => {
      const { backend, server } = await open();
      server?.faults.push(fault);

      const outcome = await paintWith(backend)
        .then(({ bytes }) => assertNotBlank(bytes))
        .catch((error: unknown) => error);

      // Forge does not say why it failed.
      const isUnsaid = backend.dialect === 'forge' && fault === 'nan';
      expect(outcome).toMatchObject({ code: isUnsaid ? 'BACKEND_UNAVAILABLE' : 'BLANK_OUTPUT' });
    },
  );

  it('suspects the request under which its server died', async () => {
    const { backend, server } = await open({ restartMs: null });
    await backend.capabilities(patient());
    server?.faultsByWord.set('deadly', 'crash');

    const error = await paintWith(backend, { prompt: 'a deadly wizard' }).catch((it: unknown) => it);

    expect(error).toBeInstanceOf(BackendUnavailableError);
    expect(error).toMatchObject({ mayHaveCrashed: true });
  });

  it('lets a picture that hangs be given up, and is well again when the server is', async () => {
    const { backend, server } = await open();
    await backend.capabilities(patient());
    server?.faults.push('hang');

    await expect(paintWith(backend, {}, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
    server?.revive();

    expect((await paintWith(backend)).seed).toBe(1234);
  });

  it('does not wait for a slow picture with what it asks of the server meanwhile', async () => {
    const { backend } = await open({ renderMs: 1500 });
    const painting = paintWith(backend);
    const startMs = performance.now();

    await backend.check(AbortSignal.timeout(5000));

    expect(performance.now() - startMs).toBeLessThan(1000);
    await painting;
  });

  it('paints over another picture after one that failed, not over what was left of it', async () => {
    const { backend, server } = await open();
    if (!(await backend.capabilities(patient())).modes.has('img2img')) return;
    const over = { mode: 'img2img', denoising_strength: 0.5 } as const;
    const whole = await paintWith(backend, over, { source: redPicture });
    server?.faults.push('truncated');
    await expect(paintWith(backend, { ...over, seed: 2 }, { source: redPicture })).rejects.toThrow();

    const again = await paintWith(backend, over, { source: redPicture });

    expect(await pixelsOf(again.bytes)).toEqual(await pixelsOf(whole.bytes));
  });
}
