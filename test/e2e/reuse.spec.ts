import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { Api } from './support/api';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const RENDER_MS = 1300;

interface Accepted {
  readonly job_id: string;
  readonly image_id: string;
}
interface Image {
  readonly id: string;
  readonly job_id: string;
  readonly sha256: string;
  readonly thumbhash: string;
  readonly owner_id: string;
  readonly variants: readonly { readonly name: string }[];
}

/** Identical requests of one owner are one render, seen from outside: what the server painted is counted there. */
describe('The same picture asked for again', () => {
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let mine: Api;
  let theirs: Api;
  let seed = 100;

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: RENDER_MS });
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url, JOB_LEASE_MS: '2000' });
    hub = await HubStranger.join(service.hubUrl);
    mine = new Api(service.url, tokenFor({ sub: 'mine', roles: ['player'] }));
    theirs = new Api(service.url, tokenFor({ sub: 'theirs', roles: ['player'] }));
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  beforeEach(() => {
    seed += 1;
  });

  const renders = (): number =>
    server.requests.filter(({ path, body }) => {
      return path === '/sdapi/v1/txt2img' && (body as { seed?: number }).seed === seed;
    }).length;
  const ask = async (api: Api, more: object = {}): Promise<Accepted> =>
    (await api.post('/api/v1/portraits', { description: 'a lantern bearer', seed, ...more })).json as Accepted;
  const image = async (api: Api, { job_id: id, image_id: imageId }: Accepted): Promise<Image> => {
    await eventually(
      async () => expect((await api.get(`/api/v1/jobs/${id}`)).json).toMatchObject({ status: 'completed' }),
      { timeoutMs: 30_000, everyMs: 100 },
    );
    return (await api.get(`/api/v1/images/${imageId}`)).json as Image;
  };
  const namesOf = ({ variants }: Image): string[] => variants.map(({ name }) => name);
  const reused = async (how: string): Promise<number> => {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    return Number(
      new RegExp(`image_generation_reused_total\\{kind="portrait",how="${how}"\\} (\\d+)`).exec(text)?.[1] ?? 0,
    );
  };

  it('is painted once while it is in flight, and answered to each', async () => {
    const before = await reused('in_flight');

    const [first, second] = [await ask(mine), await ask(mine)];
    const [one, other] = [await image(mine, first), await image(mine, second)];

    expect(renders()).toBe(1);
    expect(one.id).not.toBe(other.id);
    expect(other).toMatchObject({
      sha256: one.sha256,
      thumbhash: one.thumbhash,
      seed,
      width: 832,
      height: 1216,
      job_id: second.job_id,
    });
    expect(namesOf(other)).toEqual(namesOf(one));
    expect(await reused('in_flight')).toBe(before + 1);
    await eventually(() => {
      const told = hub.heard.map(({ envelope }) => envelope.payload.image_id);
      expect(told).toEqual(expect.arrayContaining([first.image_id, second.image_id]));
    });
  });

  it('is not painted again when it is finished, and stays when the first one is deleted', async () => {
    const first = await ask(mine);
    const { sha256 } = await image(mine, first);
    const answer = await mine.post(
      '/api/v1/portraits',
      { description: 'a lantern bearer', seed, tags: ['second'] },
      { headers: { prefer: 'wait=20' } },
    );

    await mine.delete(`/api/v1/portraits/${first.image_id}`);
    const content = await mine.get(`/api/v1/images/${answer.json.id}/content`, { headers: { accept: 'image/png' } });

    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ sha256, tags: ['second'] });
    expect(renders()).toBe(1);
    expect(await reused('finished')).toBeGreaterThan(0);
    expect(content).toMatchObject({ status: 200 });
    expect(content.bytes.length).toBe(answer.json.size_bytes);
  });

  it('is painted again when that is asked for, in a batch too', async () => {
    await image(mine, await ask(mine));

    await image(mine, await ask(mine, { fresh: true }));
    await image(mine, await ask(mine, { fresh: false }));

    expect(renders()).toBe(2);
    const batch = await mine.post('/api/v1/tokens/batch', {
      shared: { description: 'a lantern bearer', seed, fresh: true },
      items: [{}, {}],
    });
    for (const job of batch.json.jobs as Accepted[]) await image(mine, job);
    expect(renders()).toBe(4);
    expect((await mine.post('/api/v1/portraits', { description: 'x', fresh: 'yes' })).status).toBe(422);
  }, 30_000);

  it('is painted for everybody who asks, whoever had it before', async () => {
    const [first, other] = [await ask(mine), await ask(theirs)];

    const images = [await image(mine, first), await image(theirs, other)];

    expect(renders()).toBe(2);
    expect(images.map(({ owner_id: owner }) => owner)).toEqual(['mine', 'theirs']);
  });

  it('is painted again when the first was deleted, or its file is lost', async () => {
    const first = await ask(mine);
    await image(mine, first);
    await mine.delete(`/api/v1/portraits/${first.image_id}`);
    const second = await ask(mine);
    await image(mine, second);
    const afterDeletion = renders();
    const folder = join((service.env.STORAGE_URL ?? '').replace('file://', ''), 'images');
    await rm(join(folder, second.image_id.slice(0, 2), second.image_id), { recursive: true });

    await image(mine, await ask(mine));

    expect(afterDeletion).toBe(2);
    expect(renders()).toBe(3);
  }, 30_000);

  it('is painted for the second when the first is cancelled', async () => {
    const [first, second] = [await ask(mine), await ask(mine)];
    await eventually(() => expect(renders()).toBe(1));
    await eventually(async () =>
      expect((await mine.get(`/api/v1/jobs/${second.job_id}`)).json).toMatchObject({ waiting_for: 'another job' }),
    );

    await mine.delete(`/api/v1/jobs/${first.job_id}`);
    await image(mine, second);

    expect(renders()).toBe(2);
  }, 30_000);

  it('is painted again when a portrait is to be made again with its old seed', async () => {
    const first = await ask(mine);
    await image(mine, first);

    const again = await mine.post(`/api/v1/portraits/${first.image_id}/regenerate`, { keep: 'seed' });
    await image(mine, again.json as Accepted);

    expect(renders()).toBe(2);
  }, 30_000);

  it('is answered to both when the service dies in the middle', async () => {
    const [first, second] = [await ask(mine), await ask(mine)];
    await eventually(() => expect(renders()).toBe(1));

    await service.end('SIGKILL');
    await service.restart();
    const [one, other] = [await image(mine, first), await image(mine, second)];

    expect(renders()).toBe(2);
    expect(one.sha256).toBe(other.sha256);
  }, 60_000);

  it('is said nothing of in between, and shown to nobody unfinished, unless that is switched on', async () => {
    const { job_id: id, image_id: imageId } = await ask(mine);
    await eventually(async () =>
      expect((await mine.get(`/api/v1/jobs/${id}`)).json).toMatchObject({ progress: expect.any(Number) }),
    );

    const preview = await mine.get(`/api/v1/jobs/${id}/preview`);
    await image(mine, { job_id: id, image_id: imageId });

    expect(preview.status).toBe(404);
    expect(server.previews).toBe(0);
    expect(hub.heard.map(({ subject }) => subject)).not.toContain('image.progress');
  });
});
