import sharp from 'sharp';
import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { Api, type ApiAnswer } from './support/api';
import { HubStranger, type Payload } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const OWNER = 'gm-1';
const CAMPAIGN = 'camp-1';
const WAIT = { headers: { prefer: 'wait=60' } };

/** Portraits made again, pictures edited, and the kind that only the hub asks for: by the embedded painter. */
describe('Edits', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;
  let owner: Api;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
    owner = new Api(service.url, tokenFor({ sub: OWNER }));
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
  });

  const idOf = ({ json }: ApiAnswer): string => (json as { id: string }).id;

  const as = (claims: Parameters<typeof tokenFor>[0]): Api => new Api(service.url, tokenFor(claims));

  /** A picture of OWNER's, asked for over the hub. */
  const made = async (type: string, data: object): Promise<Payload> => {
    const id = await hub.publish('generation.requested', {
      type,
      data: { campaign_id: CAMPAIGN, ...data },
      user_id: OWNER,
    });
    const [answer] = await hub.answers(id);
    expect(answer).toMatchObject({ event_type: 'image.generated' });
    return answer?.payload as Payload;
  };

  const portrait = (more: object = {}): Promise<Payload> =>
    made('portrait', {
      description: 'an old dwarf smith with grey hair and blue eyes',
      seed: 42,
      tags: ['npc'],
      ...more,
    });

  const edit = (id: string, what: string, body: object): Promise<ApiAnswer> =>
    owner.post(`/api/v1/images/${id}/${what}`, body, WAIT);

  const pixels = async (id: string) => {
    const { bytes } = await owner.get(`/api/v1/images/${id}/content?format=png`);
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { data, ...info };
  };

  /** White in the given share of the picture's middle. */
  const maskOf = async (width: number, height: number, share = 0.3): Promise<string> => {
    const [w, h] = [Math.round(width * share), Math.round(height * share)];
    const white = await sharp({ create: { width: w, height: h, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    const mask = await sharp({ create: { width, height, channels: 3, background: '#000000' } })
      .composite([{ input: white, gravity: 'centre' }])
      .png()
      .toBuffer();
    return mask.toString('base64');
  };

  it('makes a portrait again in place of the one named, newest or not', async () => {
    characters.put({ ...SAMPLE_CHARACTERS[0], id: 'twice' });
    const [first] = (
      await hub.answers(await hub.publish('character.created', { character_id: 'twice' }, {}), 2)
    ).filter(({ payload }) => payload.kind === 'portrait');
    const admin = as({ sub: 'root', roles: ['admin'] });
    const oldest = first?.payload.image_id ?? '';
    const path = `/api/v1/portraits/${oldest}/regenerate`;

    const second = await admin.post(path, {}, WAIT);
    const third = await admin.post(path, { keep: 'seed', changes: { theme: 'horror' } }, WAIT);

    expect(second).toMatchObject({
      status: 201,
      json: { kind: 'portrait', parent_id: oldest, supersedes: oldest, character_id: 'twice', status: 'active' },
    });
    expect(second.json.seed).not.toBe(first?.payload.seed);
    expect(third.json).toMatchObject({
      parent_id: oldest,
      supersedes: oldest,
      seed: first?.payload.seed,
      theme: 'horror',
    });
    expect((await admin.get(`/api/v1/images/${oldest}`)).json).toMatchObject({ status: 'superseded' });
    expect((await admin.get(`/api/v1/images/${second.json.id}`)).json).toMatchObject({ status: 'active' });
  });

  it('keeps the face: same seed, same person, and the old picture to start from', async () => {
    const { image_id: id } = await portrait();
    const before = (await owner.get(`/api/v1/images/${id}/recipe`)).json;

    const again = await owner.post(
      `/api/v1/portraits/${id}/regenerate`,
      {
        keep: 'face',
        changes: { description: 'in a blue cloak', style: { lighting: 'moonlight' } },
        tags: ['villain'],
      },
      WAIT,
    );

    const after = (await owner.get(`/api/v1/images/${again.json.id}/recipe`)).json;
    expect(again.json).toMatchObject({ seed: 42, tags: ['villain'], owner_id: OWNER, campaign_id: CAMPAIGN });
    expect(after.render).toMatchObject({ mode: 'img2img', denoising_strength: 0.45, seed: 42 });
    expect(after.source_image_id).toBe(id);
    const { hair, eyes, species } = before.subject;
    expect(hair).toContain('grey');
    expect(after.subject).toMatchObject({ hair, eyes, species, outfit: ['blue cloak'] });
  });

  it('asks once for one idempotency key, and refuses a seed where one is kept', async () => {
    const { image_id: id } = await portrait();
    const path = `/api/v1/portraits/${id}/regenerate`;
    const keyed = { headers: { 'idempotency-key': 'again-1', ...WAIT.headers } };

    const [one, two] = [await owner.post(path, { seed: 7 }, keyed), await owner.post(path, { seed: 7 }, keyed)];
    const refused = await owner.post(path, { keep: 'seed', seed: 7 });

    expect(one.json.id).toBe(two.json.id);
    expect(one.json.seed).toBe(7);
    expect(refused).toMatchObject({ status: 422, json: { errors: [{ path: 'seed' }] } });
  });

  it('lets readers look and not edit, and strangers not even look', async () => {
    const { image_id: id } = await portrait();
    const member = as({ sub: 'player', campaigns: [CAMPAIGN] });
    const stranger = as({ sub: 'nobody' });
    const reader = as({ sub: OWNER, permissions: ['image:read'] });

    const answers = await Promise.all(
      [member, stranger, reader].flatMap((api) => [
        api.post(`/api/v1/portraits/${id}/regenerate`, {}),
        api.post(`/api/v1/images/${id}/upscale`, { factor: 2 }),
      ]),
    );

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 404, 404, 403, 403]);
  });

  it('restyles a picture beside the source, of the same size, owner and tags', async () => {
    const { image_id: id } = await portrait();

    const styled = await edit(id, 'style', { theme: 'cyberpunk', style: { lighting: 'neon light' }, strength: 0.6 });

    expect(styled).toMatchObject({
      status: 201,
      json: { kind: 'portrait', parent_id: id, supersedes: null, theme: 'cyberpunk', tags: ['npc'], owner_id: OWNER },
    });
    const [before, after] = [await pixels(id), await pixels(idOf(styled))];
    expect([after.width, after.height]).toEqual([before.width, before.height]);
    expect(after.data.equals(before.data)).toBe(false);
    expect((await owner.get(`/api/v1/images/${id}`)).json).toMatchObject({ status: 'active', image_version: 1 });
  });

  it('repaints what the mask shows and leaves every other pixel as it was', async () => {
    const { image_id: id } = await portrait();
    const before = await pixels(id);
    const mask = await maskOf(before.width, before.height);

    const repainted = await edit(id, 'inpaint', { mask, prompt: 'a crimson sash' });

    const after = await pixels(idOf(repainted));
    const changed = { inside: 0, outside: 0 };
    const margins = { x: Math.round(before.width * 0.345), y: Math.round(before.height * 0.345) };
    for (let pixel = 0; pixel < before.width * before.height; pixel += 1) {
      const [x, y] = [pixel % before.width, Math.floor(pixel / before.width)];
      const isOutside =
        x < margins.x || x >= before.width - margins.x || y < margins.y || y >= before.height - margins.y;
      if (!before.data.subarray(pixel * 4, pixel * 4 + 4).equals(after.data.subarray(pixel * 4, pixel * 4 + 4))) {
        changed[isOutside ? 'outside' : 'inside'] += 1;
      }
    }
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(before.width * before.height * 0.06);
  });

  it('enlarges portraits twice and maps by the pixels of their squares', async () => {
    const { image_id: id } = await portrait({ aspect: '1:1' });
    const grid = { pixels_per_square: 50, visible: true };
    const map = await made('map', { description: 'a cave', dimensions: { width: 8, height: 6 }, grid });

    const larger = await edit(id, 'upscale', { factor: 2 });
    const largerMap = await edit(map.image_id, 'upscale', { factor: 4 });
    const styledMap = await edit(map.image_id, 'style', { style: { mood: 'gloomy' } });

    expect(larger.json).toMatchObject({ width: 2048, height: 2048, parent_id: id });
    expect(largerMap.json).toMatchObject({ kind: 'map', width: 1600, height: 1200, content_type: 'image/webp' });
    expect((await owner.get(`/api/v1/images/${largerMap.json.id}/recipe`)).json.output).toMatchObject({
      columns: 8,
      rows: 6,
      pixels_per_square: 200,
    });
    expect(styledMap.json).toMatchObject({ width: 400, height: 300 });
  });

  it('keeps a token round and transparent, whatever is done to it', async () => {
    const { image_id: portraitId } = await portrait();
    const token = await made('token', { image_id: portraitId, frame: { disposition: 'hostile' } });
    const before = await pixels(token.image_id);

    const styled = await edit(token.image_id, 'style', { style: { art_style: 'ink drawing' } });
    const larger = await edit(token.image_id, 'upscale', { factor: 2 });

    const after = await pixels(idOf(styled));
    const alphas = (data: Buffer): Buffer => data.filter((_, index) => index % 4 === 3) as Buffer;
    expect(alphas(before.data)[0]).toBe(0);
    expect(alphas(after.data)[0]).toBe(0);
    expect(alphas(after.data)[(after.width * after.height + after.width) / 2]).toBe(255);
    expect(larger.json).toMatchObject({ kind: 'token', width: before.width * 2, height: before.height * 2 });
  });

  it('makes a portrait again from what was first asked, also when an edit of it is named', async () => {
    const { image_id: id } = await portrait({ aspect: '1:1' });
    const larger = await edit(id, 'upscale', { factor: 2 });

    const again = await owner.post(`/api/v1/portraits/${larger.json.id}/regenerate`, { keep: 'seed' }, WAIT);

    expect(again.json).toMatchObject({ seed: 42, width: 1024, height: 1024, parent_id: larger.json.id });
    expect((await owner.get(`/api/v1/images/${id}`)).json).toMatchObject({ status: 'active' });
  });

  it('refuses at once what could not succeed, and names the member', async () => {
    const { image_id: id } = await portrait();
    const map = await made('map', { description: 'a cave', dimensions: { width: 20, height: 20 } });
    const square = await maskOf(100, 100);
    const nothing = { create: { width: 83, height: 122, channels: 3, background: '#000000' } } as const;
    const black = (await sharp(nothing).png().toBuffer()).toString('base64');

    const answers = await Promise.all([
      owner.post(`/api/v1/images/${id}/style`, {}),
      owner.post(`/api/v1/images/${id}/style`, { theme: 'fantasy', strength: 1.5 }),
      owner.post(`/api/v1/images/${id}/inpaint`, { mask: square, prompt: 'a hat' }),
      owner.post(`/api/v1/images/${id}/inpaint`, { mask: black, prompt: 'a hat' }),
      owner.post(`/api/v1/images/${id}/inpaint`, { mask: 'AAAA', prompt: 'a hat' }),
      owner.post(`/api/v1/images/${id}/inpaint`, { mask: await maskOf(83, 122), prompt: '<lora:x:1>' }),
      owner.post(`/api/v1/images/${id}/upscale`, { factor: 3 }),
      owner.post(`/api/v1/images/${map.image_id}/upscale`, { factor: 4 }),
    ]);

    expect(
      answers.map(({ status, json }) => [status, (json as { errors: { path: string }[] }).errors[0]?.path]),
    ).toEqual([
      [422, 'style'],
      [422, 'strength'],
      [422, 'mask'],
      [422, 'mask'],
      [422, 'mask'],
      [422, 'prompt'],
      [422, 'factor'],
      [422, 'factor'],
    ]);
  });

  it('answers 404 for what is not there and 410 for what is gone', async () => {
    const { image_id: id } = await portrait();
    await owner.delete(`/api/v1/portraits/${id}`);

    const gone = await owner.post(`/api/v1/images/${id}/upscale`, { factor: 2 });
    const unknown = await owner.post(`/api/v1/portraits/00000000-0000-4000-8000-000000000000/regenerate`, {});
    const token = await made('token', { description: 'a guard' });
    const wrongKind = await owner.post(`/api/v1/portraits/${token.image_id}/regenerate`, {});

    expect([gone.status, unknown.status, wrongKind.status]).toEqual([410, 404, 404]);
  });

  it('draws an item that was asked for over the hub, and lists it', async () => {
    const item = await made('item', {
      item: { name: 'Flame Tongue', type: 'longsword', rarity: 'rare' },
      theme_id: 'horror',
    });

    const listed = await owner.get(`/api/v1/images?kind=item`);
    const recipe = (await owner.get(`/api/v1/images/${item.image_id}/recipe`)).json;

    expect(item).toMatchObject({ kind: 'item', width: 1024, height: 1024, theme: 'horror' });
    const { items } = listed.json as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toContain(item.image_id);
    expect(recipe.subject).toMatchObject({ type: 'sword', rarity: 'rare' });
  });

  it('lists themes and style elements, and says when they are known already', async () => {
    const { json, headers, status } = await owner.get('/api/v1/themes');
    const again = await owner.get('/api/v1/themes', { headers: { 'if-none-match': headers.get('etag') ?? '' } });

    expect([status, again.status]).toEqual([200, 304]);
    const { themes, style_elements: elements } = json as {
      themes: { id: string }[];
      style_elements: { name: string }[];
    };
    expect(themes.map(({ id }) => id)).toContain('space_fantasy');
    expect(elements.map(({ name }) => name)).toEqual([
      'pose',
      'expression',
      'background',
      'lighting',
      'mood',
      'art_style',
    ]);
  });
});
