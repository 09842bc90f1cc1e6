import {
  BackendRejectedError,
  BackendUnavailableError,
  type ImageBackend,
} from '../../../src/generation/backends/image-backend';
import type { Dialect } from '../../../src/config/backend-address';
import { assertNotBlank } from '../../../src/processing/blank-check';
import { eventually } from '../../support/eventually';
import { startSimulatedA1111 } from '../../support/simulated-a1111';
import { startSimulatedComfyui } from '../../support/simulated-comfyui';
import { startSimulatedSdcpp, type SimulatedSdcppOptions } from '../../support/simulated-sdcpp';
import { startSimulatedSdnext } from '../../support/simulated-sdnext';
import type { SimulatedServer } from '../../support/stable-diffusion/simulated-server';
import { backendAt, leftMask, paintWith, patient, pixelsOf, redPicture } from './simulated-backends';

/** What a running sd-server was observed to do (part II of the reference), and what ComfyUI, SD.Next and Forge are known for. */
describe('Surprise', () => {
  const opened: { backend: ImageBackend; server: SimulatedServer }[] = [];
  const keep = <S extends SimulatedServer>(server: S, dialect: Dialect): [ImageBackend, S] => {
    const backend = backendAt(server.url, dialect);
    opened.push({ backend, server });
    return [backend, server];
  };
  const sdcpp = async (options?: SimulatedSdcppOptions): Promise<ReturnType<typeof keep>> =>
    keep(await startSimulatedSdcpp(options), 'sdcpp');
  afterEach(async () => {
    for (const { backend, server } of opened.splice(0)) await Promise.all([backend.close(), server.stop()]);
  });
  const bodies = (server: SimulatedServer): Record<string, unknown>[] =>
    server.requests.filter(({ path }) => /2img|prompt$/.test(path)).map(({ body }) => body as Record<string, unknown>);

  describe('of sd-server:', () => {
    it('seeds above 31 bits become another, so they are folded, alike every time', async () => {
      const [backend, server] = await sdcpp();

      const painting = await paintWith(backend, { seed: 4_294_967_295 });

      expect(painting.seed).toBe(4_294_967_295 % 2 ** 31);
      expect(bodies(server)[0]).toMatchObject({ seed: painting.seed });
    });

    it('unknown samplers become NONE, so only those it lists are asked for', async () => {
      const [backend, server] = await sdcpp();

      await paintWith(backend, { sampler: 'UniPC', scheduler: 'Automatic' });

      const { sampler_name: sampler, scheduler } = bodies(server)[0] ?? {};
      expect(sampler).toMatch(/^[a-z0-9+_]+$/);
      expect(scheduler).toMatch(/^[a-z0-9_]+$/);
    });

    it('what it listed as default is no sampler to be told from others', async () => {
      const [backend] = await sdcpp();
      const { samplers } = await backend.capabilities(patient());

      for (const sampler of samplers.slice(0, 3)) {
        expect((await paintWith(backend, { sampler, scheduler: 'Karras' })).sampler).toBe(sampler);
      }
    });

    it('a mask is softened and a region cut out nowhere, and both are asked for nowhere', async () => {
      const [backend, server] = await sdcpp();

      await paintWith(backend, { mode: 'inpaint', denoising_strength: 0.75 }, { source: redPicture, mask: leftMask });

      expect(bodies(server)[0]).toMatchObject({ inpaint_full_res: false });
    });

    it('broken halves of characters are a client’s fault, not the server’s', async () => {
      const [backend] = await sdcpp();

      const outcome = await paintWith(backend, { prompt: 'a \ud800' }).catch((error: unknown) => error);

      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BackendRejectedError);
    });

    it('routes it does not have are 404 with nothing in them, and are done without', async () => {
      const [backend] = await sdcpp();

      const { progress, interrupt, canChangeModel, modes } = await backend.capabilities(patient());

      expect([progress, interrupt, canChangeModel, modes.has('upscale')]).toEqual([false, false, false, false]);
      await expect(backend.interrupt(patient())).resolves.toBeUndefined();
    });

    it('idle connections hold its threads, so none is left behind', async () => {
      const [backend, server] = await sdcpp({ keepAliveMs: 5000 });
      for (let time = 0; time < 10; time += 1) await backend.check(patient());
      await Promise.all([1, 2, 3].map((seed) => paintWith(backend, { seed })));
      const startMs = performance.now();

      await Promise.all(Array.from({ length: 6 }, () => backend.check(AbortSignal.timeout(2000))));

      expect(performance.now() - startMs).toBeLessThan(1500);
      expect(server.requests.every(({ headers }) => headers.connection === 'close')).toBe(true);
    });

    it('an aborted picture is painted on, and is not asked for a second time', async () => {
      const [backend, server] = await sdcpp({ renderMs: 300 });
      await backend.capabilities(patient());

      await expect(paintWith(backend, {}, { signal: AbortSignal.timeout(100) })).rejects.toThrow();

      await eventually(() => expect(server.renders).toBe(1));
      expect(bodies(server)).toHaveLength(1);
    });

    it('a connection that ends without an answer is not tried again by itself', async () => {
      const [backend, server] = await sdcpp();
      await backend.capabilities(patient());
      server.faults.push('reset');

      await expect(paintWith(backend)).rejects.toBeInstanceOf(BackendUnavailableError);

      expect(bodies(server)).toHaveLength(1);
    });

    it('numbers that are none come as black pixels at 200', async () => {
      const [backend] = await sdcpp();

      const { bytes } = await paintWith(backend, { cfg_scale: 1e6 });

      await expect(assertNotBlank(bytes)).rejects.toMatchObject({ code: 'BLANK_OUTPUT' });
    });

    it.each([
      ['16384 x 16384 px', { width: 16_384, height: 16_384 }],
      ['a million squared', { width: 1e6 - (1e6 % 64), height: 1e6 + 64 - (1e6 % 64) }],
    ])('%s are too much for its memory, in words of its own', async (_, size) => {
      const [backend] = await sdcpp();

      await expect(paintWith(backend, size)).rejects.toMatchObject({ retry: expect.any(String) });
      expect((await paintWith(backend)).seed).toBe(1234);
    });

    it('info that cannot be read costs what is in it, not the picture', async () => {
      const [backend, server] = await sdcpp();
      server.faults.push('no-info');

      expect(await paintWith(backend)).toMatchObject({ model: 'unknown', seed: 1234 });
    });
  });

  describe('of ComfyUI:', () => {
    it('the same picture asked for again is not lost in its cache', async () => {
      const [backend] = keep(await startSimulatedComfyui(), 'comfyui');

      const [one, two] = [await paintWith(backend), await paintWith(backend)];

      expect(await pixelsOf(one.bytes)).toEqual(await pixelsOf(two.bytes));
    });

    it('a queue that was lost in a restart is found out, and does not wait for ever', async () => {
      const [backend, server] = keep(await startSimulatedComfyui({ renderMs: 5000, restartMs: 50 }), 'comfyui');
      const painting = expect(paintWith(backend)).rejects.toMatchObject({
        code: 'BACKEND_UNAVAILABLE',
        mayHaveCrashed: true,
      });
      await eventually(() => expect(server.inFlightMax).toBe(1));

      await server.crash();

      await painting;
    });

    it('its web socket may go: the picture comes by asking', async () => {
      const [backend, server] = keep(await startSimulatedComfyui({ renderMs: 600 }), 'comfyui');
      const painting = paintWith(backend);
      await eventually(() => expect(server.inFlightMax).toBe(1));

      server.dropListeners();

      expect((await painting).seed).toBe(1234);
    });

    it('nobody is left listening when the picture is there', async () => {
      const [backend, server] = keep(await startSimulatedComfyui({ renderMs: 100 }), 'comfyui');

      await paintWith(backend);

      await eventually(() => expect(server.listeners).toBe(0));
    });

    it('pictures of its web socket are seen while it paints', async () => {
      const [backend] = keep(await startSimulatedComfyui({ renderMs: 1500, showsPreviews: true }), 'comfyui');
      const painting = paintWith(backend);

      await eventually(async () => expect((await backend.progress(patient()))?.preview?.length).toBeGreaterThan(100));

      await painting;
    });

    it('a model that is not on its disk is refused before anything is queued', async () => {
      const [backend, server] = keep(
        await startSimulatedComfyui({ files: { checkpoints: ['x.safetensors'] } }),
        'comfyui',
      );
      await backend.capabilities(patient());

      await expect(paintWith(backend, { model: 'sd_xl_base_1.0' })).rejects.toBeInstanceOf(BackendRejectedError);

      expect(server.renders).toBe(0);
    });

    it('only its own upload folder and names of our making are written to', async () => {
      const [backend, server] = keep(await startSimulatedComfyui(), 'comfyui');

      await paintWith(backend, { mode: 'img2img', denoising_strength: 0.5 }, { source: redPicture });

      expect(server.escapes).toEqual([]);
    });
  });

  describe('of SD.Next:', () => {
    it('429 is a server that is busy, not one that refuses', async () => {
      const [backend] = keep(await startSimulatedSdnext({ budgetPerMinute: 12 }), 'sdnext');
      await paintWith(backend);
      await paintWith(backend);

      await expect(paintWith(backend)).rejects.toBeInstanceOf(BackendUnavailableError);
    });

    it('it has no scheduler field, and is sent none', async () => {
      const [backend, server] = keep(await startSimulatedSdnext(), 'sdnext');

      await paintWith(backend);

      expect(bodies(server)[0]).not.toHaveProperty('scheduler');
    });

    it('it is polled rarely enough to go on answering', async () => {
      const [backend, server] = keep(await startSimulatedSdnext({ renderMs: 200 }), 'sdnext');

      for (const seed of [1, 2, 3]) await paintWith(backend, { seed });

      const polls = server.requests.filter(({ path }) => path === '/sdapi/v1/progress').length;
      expect(polls).toBeLessThanOrEqual(6);
    });
  });

  describe('of AUTOMATIC1111:', () => {
    it('passwords are for every route but some, and wrong ones are refused for good', async () => {
      const server = await startSimulatedA1111({ auth: { user: 'sd', password: 'p@ss' } });
      const stranger = keep(server, 'a1111')[0];
      const known = backendAt(server.url.replace('http://', 'http://sd:p%40ss@'), 'a1111');

      await expect(paintWith(stranger)).rejects.toBeInstanceOf(BackendRejectedError);
      expect((await paintWith(known)).seed).toBe(1234);
      await known.close();
    });

    it('without a user interface there are no ids of jobs, and giving up still works', async () => {
      const [backend, server] = keep(await startSimulatedA1111({ nowebui: true, renderMs: 5000 }), 'a1111');
      await backend.capabilities(patient());
      const startMs = performance.now();

      await expect(paintWith(backend, {}, { signal: AbortSignal.timeout(200) })).rejects.toThrow();

      await eventually(() => expect(server.renders).toBe(1));
      expect(performance.now() - startMs).toBeLessThan(4000);
    });

    it('an empty mask with “only masked” is an ordinary img2img, which is never asked for', async () => {
      const [backend, server] = keep(await startSimulatedA1111(), 'a1111');

      await paintWith(backend, { mode: 'inpaint', denoising_strength: 0.5 }, { source: redPicture, mask: leftMask });

      expect(bodies(server)[0]).toMatchObject({ inpaint_full_res: false });
    });
  });
});
