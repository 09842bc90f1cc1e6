import {
  startSimulatedA1111,
  type SimulatedA1111,
  type SimulatedA1111Options,
} from '../../../test/support/simulated-a1111';
import { readBackendAddress } from '../../config/backend-address';
import type { RenderPlan } from '../recipe';
import { A1111Backend } from './a1111.backend';
import { BackendSubstitutedError, BackendUnavailableError, type Painting } from './image-backend';
import { SdapiClient } from './sdapi.client';

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

describe('A1111Backend', () => {
  let server: SimulatedA1111;
  const clients: SdapiClient[] = [];
  const started = async (options: SimulatedA1111Options = {}): Promise<A1111Backend> => {
    server = await startSimulatedA1111(options);
    const address = readBackendAddress(`${server.url}#slots=2&weight=3`);
    const client = new SdapiClient(address, MAX_BYTES);
    clients.push(client);
    return new A1111Backend(address, client);
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await server.stop();
  });

  const paint = (backend: A1111Backend, given: Partial<RenderPlan> = {}): Promise<Painting> =>
    backend.paint(
      { plan: { ...plan, ...given }, sketch: () => Promise.reject(new Error('not asked')) },
      new AbortController().signal,
    );

  it('brings the picture that was asked for, and says who painted it', async () => {
    const backend = await started();

    const painting = await paint(backend);

    // Width and height stand at the same place of every PNG, behind its signature.
    expect(painting.bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([painting.bytes.readUInt32BE(16), painting.bytes.readUInt32BE(20)]).toEqual([128, 64]);
    expect(painting).toMatchObject({ model: 'sd_xl_base_1.0', origin: 'diffused' });
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

    const body = server.requests[0]?.body as Record<string, unknown>;
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

    expect(server.requests[0]?.body).toMatchObject({
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

  describe('with an answer of its own', () => {
    /** A backend whose server answered `reply`: what no well-behaved server sends. */
    const answering = async (reply: unknown): Promise<A1111Backend> => {
      await started();
      const client = new SdapiClient(readBackendAddress(server.url), MAX_BYTES);
      clients.push(client);
      jest.spyOn(client, 'post').mockResolvedValue(reply);
      return new A1111Backend(readBackendAddress(server.url), client);
    };
    const picture = Buffer.from('a picture');

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
