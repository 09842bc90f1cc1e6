import sharp from 'sharp';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { Api } from './support/api';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const WAIT = { headers: { prefer: 'wait=60' } };

interface Sent {
  readonly init_images: readonly string[];
  readonly mask?: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly prompt: string;
}
interface MapPlan {
  readonly walls: readonly { readonly points: readonly (readonly [number, number])[] }[];
}

describe('A large map and a server that paints over pictures', () => {
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let owner: Api;
  let map: { id: string; width: number; height: number };

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 20 });
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: `${server.url}#dialect=a1111` });
    owner = new Api(service.url, tokenFor({ sub: 'gm-1' }));
    const grid = { pixels_per_square: 70 };
    const body = { description: 'a crypt', seed: 77, dimensions: { width: 28, height: 20 }, grid };
    const { status, json } = await owner.post('/api/v1/maps', body, WAIT);
    expect(status).toBe(201);
    map = json as typeof map;
  }, 90_000);

  afterAll(async () => {
    await service?.remove();
    await server?.stop();
  });

  const sent = (): Sent[] =>
    server.requests.filter(({ path }) => path === '/sdapi/v1/img2img').map(({ body }) => body as Sent);
  const picture = async (id: string): Promise<{ data: Buffer; at: (x: number, y: number) => number[] }> => {
    const { bytes } = await owner.get(`/api/v1/images/${id}/content?format=png`);
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]; // prettier-ignore
    return { data, at };
  };
  const sizeOf = async (base64 = ''): Promise<number[]> => {
    const { width = 0, height = 0 } = await sharp(Buffer.from(base64.replace(/^data:[^,]*,/, ''), 'base64')).metadata();
    return [width, height];
  };

  it('is painted in parts of a training size over its plan, and comes out exact to the pixel', async () => {
    const parts = sent();

    expect(map).toMatchObject({ width: 1960, height: 1400 });
    expect(parts.map(({ width, height, seed }) => [width, height, seed])).toEqual(
      [0, 1, 2, 3].map((at) => [1024, 1024, 77 + at]),
    );
    expect(new Set(parts.map(({ prompt }) => prompt)).size).toBe(1);
    expect(await sizeOf(parts[0]?.init_images[0])).toEqual([1024, 1024]);
    expect((await owner.get('/api/v1/maps/' + map.id + '/uvtt')).status).toBe(200);
  });

  it('names its parts in the recipe, and shows the walls where its plan has them', async () => {
    const recipe = (await owner.get(`/api/v1/images/${map.id}/recipe`)).json as {
      render: { tiles: { places: unknown[] }; starts_from: string; mode: string };
      subject: MapPlan;
    };
    const { at } = await picture(map.id);

    const middles = recipe.subject.walls.flatMap(({ points }) =>
      points.slice(1).map(([x, y], index) => {
        const [fromX, fromY] = points[index] ?? [x, y];
        return [((x + fromX) / 2) * 70, ((y + fromY) / 2) * 70].map(Math.round);
      }),
    );
    // The wall's own colour, within what joints, WebP and a little transparency make of it.
    const isWall = ([red = 0, green = 0, blue = 0]: number[]): boolean =>
      Math.abs(red - 0x92) < 60 && Math.abs(green - 0x86) < 60 && Math.abs(blue - 0x78) < 60;
    const onWalls = middles.filter(([x = 0, y = 0]) => isWall(at(Math.min(1959, x), Math.min(1399, y))));
    expect(recipe.render).toMatchObject({ mode: 'img2img', starts_from: 'underpainting' });
    expect(recipe.render.tiles.places).toHaveLength(4);
    expect(onWalls.length / middles.length).toBeGreaterThan(0.8);
  });

  it('is repainted in a window around the mask, and stays the same elsewhere', async () => {
    const before = await picture(map.id);
    const hole = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const mask = await sharp({ create: { width: 1960, height: 1400, channels: 3, background: '#000' } })
      .composite([{ input: hole, left: 300, top: 1200 }])
      .png()
      .toBuffer();

    const body = { mask: mask.toString('base64'), prompt: 'a well', seed: 5 };
    const repainted = await owner.post(`/api/v1/images/${map.id}/inpaint`, body, WAIT);

    const request = sent().at(-1);
    expect(repainted.json).toMatchObject({ width: 1960, height: 1400 });
    expect(await Promise.all([sizeOf(request?.init_images[0]), sizeOf(request?.mask)])).toEqual([
      [1024, 1024],
      [1024, 1024],
    ]);
    const recipe = (await owner.get(`/api/v1/images/${(repainted.json as { id: string }).id}/recipe`)).json;
    expect(recipe).toMatchObject({ edit: { window: { left: 0, top: 376, width: 1024, height: 1024 } } });
    const after = await picture((repainted.json as { id: string }).id);
    const distance = (x: number, y: number): number =>
      Math.max(...after.at(x, y).map((value, channel) => Math.abs(value - (before.at(x, y)[channel] ?? 0))));
    // Outside the mask only the codec may tell them apart, inside everything.
    const far = Array.from({ length: 300 }, (_, at) => distance((at * 71) % 1960, (at * 37) % 1100));
    expect(far.filter((value) => value > 40)).toEqual([]);
    expect(after.data.equals(before.data)).toBe(false);
  }, 60_000);

  it('is restyled in the same parts', async () => {
    const before = sent().length;

    const styled = await owner.post(`/api/v1/images/${map.id}/style`, { theme: 'horror' }, WAIT);

    expect(styled.json).toMatchObject({ kind: 'map', width: 1960, height: 1400, theme: 'horror' });
    expect(sent().length - before).toBe(4);
  }, 60_000);
});
