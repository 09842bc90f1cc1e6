import sharp from 'sharp';
import { WebSocket } from 'undici';
import { eventually } from '../../support/eventually';
import {
  startSimulatedComfyui,
  type SimulatedComfyui,
  type SimulatedComfyuiOptions,
} from '../../support/simulated-comfyui';

type Inputs = Record<string, unknown>;
const node = (class_type: string, inputs: Inputs): object => ({ class_type, inputs });
const graph = (sampler: Inputs = {}, latent: Inputs = {}, text = 'a wizard'): Record<string, object> => ({
  model: node('CheckpointLoaderSimple', { ckpt_name: 'sd_xl_base_1.0.safetensors' }),
  yes: node('CLIPTextEncode', { text, clip: ['model', 1] }),
  no: node('CLIPTextEncode', { text: 'blurry', clip: ['model', 1] }),
  empty: node('EmptyLatentImage', { width: 64, height: 64, batch_size: 1, ...latent }),
  sampled: node('KSampler', {
    ...{ model: ['model', 0], positive: ['yes', 0], negative: ['no', 0], latent_image: ['empty', 0] },
    ...{ seed: 1, steps: 4, cfg: 6, sampler_name: 'dpmpp_2m', scheduler: 'karras', denoise: 1, ...sampler },
  }),
  decoded: node('VAEDecode', { samples: ['sampled', 0], vae: ['model', 2] }),
  out: node('SaveImage', { images: ['decoded', 0], filename_prefix: 'x' }),
});

interface Entry {
  readonly outputs: Record<string, { images: { filename: string; subfolder: string; type: string }[] }>;
  readonly status: { status_str: string; completed: boolean; messages: [string, Record<string, unknown>][] };
}

describe('the simulated ComfyUI', () => {
  let server: SimulatedComfyui;
  const start = async (options: SimulatedComfyuiOptions = {}): Promise<void> => {
    server = await startSimulatedComfyui(options);
  };
  afterEach(() => server.stop());

  const get = (path: string): Promise<Response> => fetch(server.url + path);
  const post = (path: string, body: object): Promise<Response> =>
    fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) });
  const submit = async (prompt: object, more: object = { client_id: 'me' }): Promise<string> =>
    ((await (await post('/prompt', { prompt, ...more })).json()) as { prompt_id: string }).prompt_id;
  const finished = (id: string): Promise<Entry> =>
    eventually(async () => {
      const history = (await (await get(`/history/${id}`)).json()) as Record<string, Entry>;
      expect(history).toHaveProperty([id]);
      return history[id] as Entry;
    });
  const runningId = async (): Promise<unknown> => {
    const { queue_running: running } = (await (await get('/queue')).json()) as { queue_running: unknown[][] };
    return running[0]?.[1];
  };
  const pictureOf = async (entry: Entry): Promise<Buffer> => {
    const [image] = entry.outputs.out?.images ?? [];
    const query = new URLSearchParams({ ...image });
    return Buffer.from(await (await get(`/view?${query.toString()}`)).arrayBuffer());
  };

  it('paints what a graph says, with the whole graph in the file', async () => {
    await start();

    const picture = await pictureOf(await finished(await submit(graph({}, { width: 136 }))));

    const { width, height, comments } = await sharp(picture).metadata();
    expect([width, height, comments?.[0]?.keyword]).toEqual([136, 64, 'prompt']);
    expect(comments?.[0]?.text).toContain('a wizard');
  });

  it.each<[string, Record<string, object>, string, string | undefined]>([
    [
      'an unknown model',
      { ...graph(), model: node('CheckpointLoaderSimple', { ckpt_name: 'x' }) },
      'model',
      'value_not_in_list',
    ],
    ['an unknown sampler', graph({ sampler_name: 'Euler a' }), 'sampled', 'value_not_in_list'],
    ['no steps', graph({ steps: 0 }), 'sampled', 'value_smaller_than_min'],
    ['a text for a number', graph({ cfg: 'much' }), 'sampled', 'invalid_input_type'],
    ['a missing seed', graph({ seed: undefined }), 'sampled', 'required_input_missing'],
    ['a wrong link', graph({ model: ['model', 1] }), 'sampled', 'return_type_mismatch'],
  ])('refuses %s, at its node', async (_, prompt, id, type) => {
    await start();

    const response = await post('/prompt', { prompt });

    const told = (await response.json()) as {
      error: { type: string };
      node_errors: Record<string, { errors: object[] }>;
    };
    expect(response.status).toBe(400);
    expect(told.error.type).toBe('prompt_outputs_failed_validation');
    expect(told.node_errors[id]?.errors).toMatchObject([{ type }]);
  });

  it.each<[object, string]>([
    [{}, 'prompt_no_outputs'],
    [{ out: { class_type: 'Nonsense', inputs: {} } }, 'invalid_prompt'],
  ])('refuses the graph %j as %s', async (prompt, type) => {
    await start();

    expect(await (await post('/prompt', { prompt })).json()).toMatchObject({ error: { type } });
  });

  it('tells nothing of what waits, runs or never was', async () => {
    await start({ renderMs: 100 });
    const id = await submit(graph());

    expect(await (await get(`/history/${id}`)).json()).toEqual({});
    expect(await (await get('/history/nonsense')).json()).toEqual({});
    await finished(id);
  });

  it('makes what is put in front first, and nothing of what is taken out of the queue', async () => {
    await start({ renderMs: 60 });
    const ids = [];
    for (const [seed, more] of [
      [1, {}],
      [2, {}],
      [3, {}],
      [4, { front: true }],
    ] as const) {
      ids.push(await submit(graph({ seed }), { client_id: 'me', ...more }));
    }

    await post('/queue', { delete: [ids[1]] });
    await finished(ids[2] ?? '');

    const made = Object.keys((await (await get('/history')).json()) as object);
    expect(made).toEqual([ids[0], ids[3], ids[2]]);
  });

  it('interrupts only the one that is named, and leaves no picture of it', async () => {
    await start({ renderMs: 5000 });
    const [running, waiting] = [await submit(graph()), await submit(graph({ seed: 2 }))];
    await eventually(async () => expect(await runningId()).toBe(running));

    await post('/interrupt', { prompt_id: waiting });
    expect(await runningId()).toBe(running);
    server.renderMs = 0;
    await eventually(async () => {
      await post('/interrupt', { prompt_id: running });
      expect(await (await get(`/history/${running}`)).json()).not.toEqual({});
    });

    const entry = await finished(running);
    expect(entry.outputs).toEqual({});
    expect(entry.status).toMatchObject({ status_str: 'error', completed: false });
    expect(entry.status.messages.map(([type]) => type)).toContain('execution_interrupted');
    expect((await finished(waiting)).status.status_str).toBe('success');
  });

  it('makes the same graph in no time, and shows it only to those with a name', async () => {
    await start();
    await finished(await submit(graph()));

    const [known, nameless] = [await finished(await submit(graph())), await finished(await submit(graph(), {}))];

    expect(server.renders).toBe(1);
    expect(known.outputs.out?.images).toHaveLength(1);
    expect(nameless.outputs).toEqual({});
  });

  it('ends in an error when the memory is full, and loads the models again', async () => {
    await start();
    server.faults.push('oom');

    const entry = await finished(await submit(graph()));
    await finished(await submit(graph({ seed: 2 })));

    const [, told] = entry.status.messages.at(-1) ?? [];
    expect(told).toMatchObject({ exception_type: 'torch.OutOfMemoryError', node_type: 'KSampler' });
    expect(server.loads).toBe(2);
  });

  it('keeps uploads apart by their bytes', async () => {
    await start();
    const png = async (background: string): Promise<Blob> =>
      new Blob([
        await sharp({ create: { width: 64, height: 64, channels: 3, background } })
          .png()
          .toBuffer(),
      ]);
    const upload = async (blob: Blob): Promise<unknown> => {
      const form = new FormData();
      form.set('image', blob, 'a.png');
      return (await fetch(`${server.url}/upload/image`, { method: 'POST', body: form })).json();
    };

    const names = [await upload(await png('red')), await upload(await png('red')), await upload(await png('blue'))];

    expect(names.map((it) => (it as { name: string }).name)).toEqual(['a.png', 'a.png', 'a (1).png']);
  });

  it('tells the submitter over a web socket what it is doing, with pictures of it', async () => {
    await start({ renderMs: 100, showsPreviews: true });
    const heard: string[] = [];
    let shown = 0;
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws?clientId=me`);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') heard.push((JSON.parse(data) as { type: string }).type);
      else shown += 1;
    });
    await eventually(() => expect(heard).toEqual(['status']));

    await finished(await submit(graph()));

    await eventually(() => expect(heard.slice(-2)).toEqual(['executing', 'status']));
    for (const type of ['execution_start', 'progress', 'executed', 'execution_success']) expect(heard).toContain(type);
    expect(shown).toBeGreaterThan(0);
    socket.close();
  });

  it.each([
    '/system_stats',
    '/api/system_stats',
    '/object_info/KSampler',
    '/models/checkpoints',
    '/prompt',
    '/features',
  ])('answers at %s', async (path) => {
    await start();

    expect((await get(path)).status).toBe(200);
  });

  it.each([
    ['(x:1.5)', 1],
    ['embedding:evil', 1],
    ['\\(x\\)', 0],
    ['{a|b} <lora:x:1> [c]', 0],
    ['((a)', 1],
  ])('hears in %s as many commands as %d', async (text, count) => {
    await start();

    await finished(await submit(graph({}, {}, text)));

    expect(server.escapes).toHaveLength(count);
  });
});
