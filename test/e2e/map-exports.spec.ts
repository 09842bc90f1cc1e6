import sharp from 'sharp';
import { Api, type ApiAnswer } from './support/api';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const WAIT = { headers: { prefer: 'wait=60' } };
const CAMPAIGN = 'camp-exports';

/** Files that tabletops and printers take: made over HTTP, and read back. */
describe('Exports of maps', () => {
  let service: ServiceUnderTest;
  let owner: Api;
  let map: ApiAnswer['json'];

  beforeAll(async () => {
    service = await startServiceUnderTest();
    owner = new Api(service.url, tokenFor({ sub: 'gm-1', campaigns: [CAMPAIGN] }));
    map = await made({});
  }, 90_000);
  afterAll(() => service?.remove());

  const made = async (more: object): Promise<ApiAnswer['json']> => {
    const asked = {
      description: 'an old crypt with an altar',
      location: { name: 'crypt', type: 'dungeon' },
      dimensions: { width: 20, height: 14 },
      grid: { pixels_per_square: 50 },
      seed: 11,
      campaign_id: CAMPAIGN,
      ...more,
    };
    const { status, json } = await owner.post('/api/v1/maps', asked, WAIT);
    if (status !== 201) throw new Error(`${JSON.stringify(json)}\n${service.log().slice(-4000)}`);
    return json;
  };
  const path = (what: string, of = map): string => `/api/v1/maps/${of.id}/${what}`;
  const alphaAt = async (png: Buffer, left: number, top: number): Promise<number> => {
    const at = { left, top, width: 1, height: 1 };
    return (await sharp(png).ensureAlpha().extract(at).extractChannel(3).raw().toBuffer())[0] ?? -1;
  };

  it('give Universal VTT with the very picture in it, on its squares', async () => {
    const { status, json, headers } = await owner.get(path('uvtt'));

    const stored = (await owner.get(`/api/v1/images/${map.id}/content`)).bytes;
    const picture = Buffer.from(json.image as string, 'base64');
    const { width, height } = await sharp(picture).metadata();
    expect(status).toBe(200);
    expect(picture.equals(stored)).toBe(true);
    expect([width, height]).toEqual([20 * json.resolution.pixels_per_grid, 14 * json.resolution.pixels_per_grid]);
    expect(json.resolution).toMatchObject({ map_origin: { x: 0, y: 0 }, map_size: { x: 20, y: 14 } });
    expect(json.line_of_sight.length).toBeGreaterThan(0);
    expect(headers.get('content-disposition')).toContain('filename="Dungeon [20x14].dd2vtt"');
  });

  it('keep their equations when the map is enlarged, and say what name and grid were changed to', async () => {
    const large = (await owner.post(`/api/v1/images/${map.id}/upscale`, { factor: 2 }, WAIT)).json;
    const details = { name: 'Грот "Ы"/..\u202e', grid: { feet_per_square: 10 } };
    await owner.put(`/api/v1/maps/${large.id}`, details);

    const { json, headers } = await owner.get(path('uvtt', large));
    const scene = (await owner.get(path('foundry', large))).json;

    expect(json.resolution).toMatchObject({ map_size: { x: 20, y: 14 }, pixels_per_grid: 100 });
    expect(scene).toMatchObject({ width: 2000, height: 1400, grid: { type: 1, size: 100, distance: 10, units: 'ft' } });
    const name = headers.get('content-disposition')?.split("filename*=UTF-8''")[1] ?? '';
    expect(decodeURIComponent(name)).toBe('Грот Ы [20x14].dd2vtt');
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\x20-\x7e]+"; filename\*=/);
  }, 60_000);

  it('refuse Universal VTT for hexes with a reason, and give Foundry those', async () => {
    const hexes = await made({ grid: { type: 'hex_rows', pixels_per_square: 50 } });

    const refused = await owner.get(path('uvtt', hexes));
    const scene = await owner.get(path('foundry', hexes));

    expect(refused).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    expect(refused.json.detail).toContain('square grids only');
    expect(scene).toMatchObject({ status: 200, json: { grid: { type: 2, size: 50 }, padding: 0 } });
    expect(scene.headers.get('link')).toContain(`/api/v1/images/${hexes.id}/content`);
  }, 60_000);

  it.each([
    ['a4', '841.89 595.28'],
    ['letter', '792 612'],
  ])('print on %s: as many pages as inches need, of the very size', async (paper, size) => {
    const { status, bytes, headers } = await owner.get(path(`print.pdf?paper=${paper}`));

    const text = bytes.toString('latin1');
    const boxes = [...text.matchAll(/\/MediaBox \[0 0 ([\d. ]+)\]/g)].map(([, box]) => box);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/pdf');
    // 20 × 14 inches on pages of 10 × 7, lying, and the overview.
    expect(boxes).toHaveLength(2 * 2 + 1);
    expect([...new Set(boxes)]).toEqual([size]);
  });

  it('refuse to print a pile of paper, and name the limit', async () => {
    const large = await made({ dimensions: { width: 100, height: 96 }, seed: 3 });

    const { status, json } = await owner.get(path('print.pdf', large));

    expect({ status, code: json.code }).toEqual({ status: 409, code: 'CONFLICT' });
    expect(json.detail).toContain('the limit is 120');
  }, 60_000);

  it('lay overlays over the map: exactly its size, transparent where there is nothing', async () => {
    const overlays = [
      { type: 'position', elements: [{ position: { x: 5.5, y: 5.5 }, properties: { size: 'large', label: 'Ogre' } }] },
      { type: 'position', elements: [{ position: { x: 15.5, y: 3.5 }, properties: { hidden: true } }] },
    ];
    await owner.put(`/api/v1/maps/${map.id}`, { overlays });

    const shown = (await owner.get(path('overlay.png'))).bytes;
    const master = (await owner.get(path('overlay.png?player=false'))).bytes;
    const grid = (await owner.get(path('overlay.png?layers=grid'))).bytes;

    expect(await sharp(shown).metadata()).toMatchObject({ width: 1000, height: 700, format: 'png' });
    expect(await alphaAt(shown, 275, 275)).toBeGreaterThan(80);
    expect(await alphaAt(shown, 775, 175)).toBe(0);
    expect(await alphaAt(master, 775, 175)).toBeGreaterThan(80);
    expect([await alphaAt(grid, 275, 275), await alphaAt(grid, 300, 275)].map((alpha) => alpha > 0)).toEqual([
      false,
      true,
    ]);
  });

  it('answer who has them already without making them, and HEAD without a body; a change makes them new', async () => {
    for (const what of ['uvtt', 'foundry', 'print.pdf', 'overlay.png?layers=legend']) {
      const first = await owner.get(path(what));
      const etag = first.headers.get('etag') ?? '';

      const again = await owner.get(path(what), { headers: { 'if-none-match': etag } });
      const head = await owner.head(path(what));

      expect([again.status, again.bytes.length, again.headers.get('etag')]).toEqual([304, 0, etag]);
      expect([head.status, head.bytes.length, head.headers.get('etag')]).toEqual([200, 0, etag]);
      expect((await owner.get(path(what))).bytes.equals(first.bytes)).toBe(true);
    }
    const before = (await owner.head(path('foundry'))).headers.get('etag');
    await owner.put(`/api/v1/maps/${map.id}`, { name: 'Another name' });
    expect((await owner.head(path('foundry'))).headers.get('etag')).not.toBe(before);
  }, 60_000);

  it.each([
    ['uvtt?player=yes', 'player'],
    ['uvtt?x=1', 'x'],
    ['print.pdf?paper=a3', 'paper'],
    ['overlay.png?layers=grid,walls', 'layers'],
    ['overlay.png?layers=grid&layers=legend', 'layers'],
  ])('refuse the query %s and name it', async (what, name) => {
    const answer = await fetch(`${service.url}${path(what)}`, {
      headers: { authorization: `Bearer ${tokenFor({ sub: 'gm-1' })}` },
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ path: name }] });
  });

  it('are of maps that are there: other kinds are unknown, deleted ones gone', async () => {
    const portrait = (await owner.post('/api/v1/portraits', { description: 'a guard' }, WAIT)).json;
    const gone = await made({ dimensions: { width: 6, height: 6 } });
    await owner.delete(`/api/v1/maps/${gone.id}`);

    for (const what of ['uvtt', 'foundry', 'print.pdf', 'overlay.png']) {
      expect((await owner.get(path(what, portrait))).status).toBe(404);
      expect((await owner.get(path(what, gone))).status).toBe(410);
    }
  }, 60_000);

  it('refuse overlays that lie off the map, when it is asked for and when it is changed', async () => {
    const off = [
      { type: 'position', elements: [{ position: { x: 2, y: 2 } }, { position: { x: 20.5, y: 15 } }] },
      { type: 'route', elements: [{ coordinates: [{ x: 1, y: 1 }, { x: 21, y: 1 }] }] },
    ]; // prettier-ignore
    const faulty = [
      'overlays.0.elements.1.position.x',
      'overlays.0.elements.1.position.y',
      'overlays.1.elements.0.coordinates.1.x',
    ];

    const asked = { location: { type: 'dungeon' }, dimensions: { width: 20, height: 14 }, overlays: off };
    const post = await owner.post('/api/v1/maps', asked);
    const put = await owner.put(`/api/v1/maps/${map.id}`, { overlays: off });

    for (const { status, json } of [post, put]) {
      expect(status).toBe(422);
      expect((json.errors as { path: string }[]).map((fault) => fault.path)).toEqual(faulty);
    }
  });

  it('are refused up front for a map that no process could hold, by field and limit', async () => {
    const asked = {
      location: { type: 'dungeon' },
      dimensions: { width: 200, height: 200 },
      grid: { pixels_per_square: 50 },
    };

    const { status, json } = await owner.post('/api/v1/maps', asked);

    expect(status).toBe(422);
    expect(json.errors).toEqual([{ path: 'dimensions', message: expect.stringContaining('48 million pixels') }]);
  });
});
