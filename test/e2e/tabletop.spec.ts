import { Api } from './support/api';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const WAIT = { headers: { prefer: 'wait=60' } };
const CAMPAIGN = 'c-table';
const SECRET = { position: { x: 2, y: 2 }, properties: { hidden: true, label: 'trapdoor' } };
const OPEN = { position: { x: 4, y: 3 }, properties: { label: 'camp' } };

interface Shown {
  readonly id: string;
  readonly parent_id: string | null;
  readonly metadata: Record<string, unknown>;
}

describe('Maps for the table', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let owner: Api;
  let player: Api;

  beforeAll(async () => {
    service = await startServiceUnderTest({});
    hub = await HubStranger.join(service.hubUrl);
    owner = new Api(service.url, tokenFor({ sub: 'gm-1', campaigns: [CAMPAIGN] }));
    player = new Api(service.url, tokenFor({ sub: 'player-1', campaigns: [CAMPAIGN] }));
  }, 60_000);

  afterAll(async () => {
    await hub?.leave();
    await service?.remove();
  });

  const made = async (body: object): Promise<Shown> => {
    const { status, json } = await owner.post('/api/v1/maps', { campaign_id: CAMPAIGN, ...body }, WAIT);
    expect(status).toBe(201);
    return json as Shown;
  };
  const small = { description: 'a cave', dimensions: { width: 8, height: 6 }, grid: { pixels_per_square: 50 } };

  it('shows hidden overlays to who may change the map, and to nobody else', async () => {
    const map = await made({ ...small, overlays: [{ type: 'marker', elements: [SECRET, OPEN] }] });
    const own = `/api/v1/maps/${map.id}`;

    const [mine, theirs] = await Promise.all([owner.get(own), player.get(own)]);
    const lists = await player.get(`/api/v1/images?kind=map&campaign_id=${CAMPAIGN}`);
    const history = await player.get(`/api/v1/images/${map.id}/history`);
    const asked = JSON.stringify({ image_id: map.id });
    const reply = (await hub.connection.request('image.get', asked, { timeout: 5000 })).json();
    const exported = await Promise.all(
      ['uvtt', 'overlay.png'].map((what) => player.get(`${own}/${what}?player=false`)),
    );

    expect(JSON.stringify(mine.json)).toContain('trapdoor');
    for (const told of [theirs.json, lists.json, history.json, reply]) {
      expect(JSON.stringify(told)).toContain('"label":"camp"');
      expect(JSON.stringify(told)).not.toContain('trapdoor');
    }
    expect(exported.map(({ status }) => status)).toEqual([403, 403]);
    expect((await player.get(`${own}/foundry`)).status).toBe(200);
  });

  it('maps a kingdom with its places on a layer, without those that are hidden', async () => {
    const places = [
      { type: 'city', name: 'Aurenhold' },
      { type: 'port', name: 'مرفأ اللؤلؤ' },
      { type: 'cave', name: 'Vault of the Lich', hidden: true },
    ];
    const location = { type: 'kingdom', description: 'A kingdom by the sea', points_of_interest: places };

    const map = await made({ location, grid: { type: 'hex_rows', pixels_per_square: 50 } });

    const recipe = JSON.stringify((await player.get(`/api/v1/images/${map.id}/recipe`)).json);
    const layer = await player.get(`/api/v1/maps/${map.id}/overlay.png?layers=places,legend`);
    expect(recipe).toContain('"setting":"region"');
    expect(recipe).toContain('Aurenhold');
    expect(recipe).toContain('"feet_per_square":31680');
    expect(recipe).not.toContain('Lich');
    expect(layer.status).toBe(200);
    expect(layer.bytes.length).toBeGreaterThan(2000);
    expect((await owner.get(`/api/v1/maps/${map.id}/foundry`)).json).toMatchObject({
      grid: { distance: 6, units: 'mi' },
    });
  }, 30_000);

  it('takes overlays far beyond other metadata, and says where that ends', async () => {
    const map = await made(small);
    const many = (count: number): object => ({
      overlays: Array.from({ length: Math.ceil(count / 200) }, () => ({
        type: 'marker',
        elements: Array.from({ length: 200 }, (_, at) => ({
          position: { x: 3, y: 3 },
          properties: { label: `No. ${at}` },
        })),
      })),
    });

    const fits = await owner.put(`/api/v1/maps/${map.id}`, many(1000));
    const tooMany = await owner.put(`/api/v1/maps/${map.id}`, many(4000));

    expect(fits.status).toBe(200);
    expect([tooMany.status, (tooMany.json as { errors: object[] }).errors]).toEqual([
      422,
      [{ path: 'overlays', message: 'expected at most 131072 bytes of JSON' }],
    ]);
  });

  it('lets an older version be chosen again: its edits lie beside it, and a new one may start from it', async () => {
    const map = await made(small);
    const styled = (await owner.post(`/api/v1/images/${map.id}/style`, { theme: 'horror' }, WAIT)).json as Shown;

    const history = (await owner.get(`/api/v1/images/${styled.id}/history`)).json as { items: Shown[] };
    const again = (await owner.post(`/api/v1/images/${map.id}/style`, { theme: 'western' }, WAIT)).json as Shown;
    const original = await owner.get(`/api/v1/images/${map.id}`);

    expect(history.items.map(({ id }) => id)).toEqual([styled.id, map.id]);
    expect([styled.parent_id, again.parent_id]).toEqual([map.id, map.id]);
    expect(original.json).toMatchObject({ id: map.id, status: 'active' });
  }, 30_000);

  const sizes = (side: unknown): object => ({ dimensions: { width: side, height: 10 } });
  const cases: readonly (readonly [string, object, string])[] = [
    ['a side of zero', sizes(0), 'dimensions.width'],
    ['a negative side', sizes(-3), 'dimensions.width'],
    ['a huge side', sizes(1e9), 'dimensions.width'],
    ['half a square', sizes(10.5), 'dimensions.width'],
    ['a side in words', sizes('ten'), 'dimensions.width'],
    ['a number as text', sizes('10'), 'dimensions.width'],
    ['200 × 200 squares', { dimensions: { width: 200, height: 200 } }, 'dimensions'],
    ['a grid of triangles', { grid: { type: 'triangle' } }, 'grid.type'],
    ['squares of 49 pixels', { grid: { pixels_per_square: 49 } }, 'grid.pixels_per_square'],
    ['squares of 257 pixels', { grid: { pixels_per_square: 257 } }, 'grid.pixels_per_square'],
    ['squares of no feet', { grid: { feet_per_square: 0 } }, 'grid.feet_per_square'],
    [
      'a place beyond the grid',
      { dimensions: { width: 5, height: 5 }, overlays: [{ type: 'marker', elements: [{ position: { x: 6, y: 1 } }] }] },
      'overlays.0.elements.0.position.x',
    ],
  ];

  it.each(cases)('refuses %s over HTTP and over the hub, and names the field', async (_, wrong, path) => {
    const body = { description: 'a crypt', ...wrong };

    const overHttp = await owner.post('/api/v1/maps', body);
    const [overHub] = await hub.answers(await hub.publish('generation.requested', { type: 'map', data: body }));

    expect([overHttp.status, (overHttp.json as { errors: { path: string }[] }).errors[0]?.path]).toEqual([422, path]);
    expect(overHub).toMatchObject({ event_type: 'image.failed', payload: { code: 'VALIDATION_FAILED' } });
    expect((overHub?.payload as { message?: string }).message).toContain(path);
  });

  it('refuses empty batches and masks of another shape, and names the field', async () => {
    const map = await made(small);
    const square = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==';

    const batch = await owner.post('/api/v1/tokens/batch', { items: [] });
    const mask = await owner.post(`/api/v1/images/${map.id}/inpaint`, { prompt: 'a well', mask: square });

    expect(
      [batch, mask].map(({ status, json }) => [status, (json as { errors: { path: string }[] }).errors[0]?.path]),
    ).toEqual([
      [422, 'items'],
      [422, 'mask'],
    ]);
  });
});
