import sharp from 'sharp';
import { eventually } from '../support/eventually';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedSdcpp, type SimulatedSdcpp } from '../support/simulated-sdcpp';
import { Api, type ApiAnswer } from './support/api';
import { HubStranger, type Payload } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const OWNER = 'gm-1';
const WAIT = { headers: { prefer: 'wait=60' } };

interface Sent {
  readonly init_images?: readonly string[];
  readonly mask?: string;
  readonly denoising_strength?: number;
  readonly seed?: number;
  readonly prompt?: string;
}

/** One running service with a server of its own. */
class Place {
  private constructor(
    readonly server: SimulatedA1111 | SimulatedSdcpp,
    readonly service: ServiceUnderTest,
    readonly hub: HubStranger,
    readonly owner: Api,
  ) {}

  static async open(server: SimulatedA1111 | SimulatedSdcpp, dialect: string): Promise<Place> {
    const service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: `${server.url}#dialect=${dialect}` });
    const hub = await HubStranger.join(service.hubUrl);
    return new Place(server, service, hub, new Api(service.url, tokenFor({ sub: OWNER })));
  }

  async close(): Promise<void> {
    await this.hub.leave();
    await this.service.remove();
    await this.server.stop();
  }

  async made(type: string, data: object): Promise<Payload> {
    const [answer] = await this.hub.answers(
      await this.hub.publish('generation.requested', { type, data, user_id: OWNER }),
    );
    expect(answer).toMatchObject({ event_type: 'image.generated' });
    return answer?.payload as Payload;
  }

  edit(id: string, what: string, body: object): Promise<ApiAnswer> {
    return this.owner.post(`/api/v1/images/${id}/${what}`, body, WAIT);
  }

  /** The last request that painted. */
  lastSent(path: string): Sent {
    return this.server.requests.findLast((request) => request.path === path)?.body ?? {};
  }

  async pixels({ json }: ApiAnswer | { json: unknown }) {
    const { id } = json as { id: string };
    const { bytes } = await this.owner.get(`/api/v1/images/${id}/content?format=png`);
    const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  }
}

describe('Edits by a server that can do all of them', () => {
  let place: Place;

  beforeAll(async () => {
    place = await Place.open(await startSimulatedA1111({ renderMs: 20 }), 'a1111');
  }, 60_000);

  afterAll(() => place?.close());

  const portrait = (): Promise<Payload> => place.made('portrait', { description: 'a knight', seed: 77 });

  it('sends the old portrait along where a face is to stay, lightly painted over', async () => {
    const { image_id: id } = await portrait();

    const again = await place.owner.post(`/api/v1/portraits/${id}/regenerate`, { keep: 'face' }, WAIT);

    const sent = place.lastSent('/sdapi/v1/img2img');
    expect(again).toMatchObject({ status: 201, json: { seed: 77, supersedes: id, width: 832, height: 1216 } });
    expect(sent).toMatchObject({ seed: 77, denoising_strength: 0.45 });
    expect(sent.init_images).toHaveLength(1);
    expect(sent.mask).toBeUndefined();
  });

  it('starts a style from the picture, as strong as asked', async () => {
    const { image_id: id } = await portrait();

    const styled = await place.edit(id, 'style', {
      theme: 'steampunk',
      style: { art_style: 'engraving' },
      strength: 0.35,
    });

    expect(styled).toMatchObject({ status: 201, json: { width: 832, height: 1216, theme: 'steampunk' } });
    expect(place.lastSent('/sdapi/v1/img2img')).toMatchObject({ denoising_strength: 0.35 });
    expect(place.lastSent('/sdapi/v1/img2img').prompt).toMatch(/engraving.*steampunk/);
  });

  // The simulated server tints by seed, with four tints: 78 differs from the portrait in every pixel.
  it('sends the mask with a repaint, and keeps the rest of the picture whatever the server did to it', async () => {
    const { image_id: id } = await portrait();
    const size = { width: 832, height: 1216, channels: 3 } as const;
    const white = await sharp({ create: { ...size, width: 400, height: 300, background: '#ffffff' } })
      .png()
      .toBuffer();
    const mask = await sharp({ create: { ...size, background: '#000000' } })
      .composite([{ input: white, left: 100, top: 200 }])
      .png()
      .toBuffer();

    const repainted = await place.edit(id, 'inpaint', {
      mask: mask.toString('base64'),
      prompt: 'a winged helmet',
      seed: 78,
    });

    const sent = place.lastSent('/sdapi/v1/img2img');
    expect(sent.prompt).toMatch(/^a winged helmet, /);
    const sentMask = await sharp(Buffer.from(sent.mask ?? '', 'base64'))
      .greyscale()
      .raw()
      .toBuffer();
    expect(sentMask.filter((value) => value > 128)).toHaveLength(400 * 300);
    const [before, after] = [await place.pixels({ json: { id } }), await place.pixels(repainted)];
    const differing = [...Array(832 * 1216).keys()].filter(
      (pixel) => !before.data.subarray(pixel * 3, pixel * 3 + 3).equals(after.data.subarray(pixel * 3, pixel * 3 + 3)),
    );
    const isInside = (pixel: number): boolean => {
      const [x, y] = [pixel % 832, Math.floor(pixel / 832)];
      return x >= 100 && x < 500 && y >= 200 && y < 500;
    };
    expect(differing.every(isInside)).toBe(true);
    expect(differing.length).toBeGreaterThan(400 * 300 * 0.8);
  });

  it('lets the server enlarge, and keeps a map on its grid', async () => {
    const map = await place.made('map', {
      description: 'a cave',
      dimensions: { width: 8, height: 6 },
      grid: { pixels_per_square: 50 },
    });

    const larger = await place.edit(map.image_id, 'upscale', { factor: 2 });

    expect(larger).toMatchObject({ status: 201, json: { width: 800, height: 600 } });
    expect(place.server.requests.some(({ path }) => path === '/sdapi/v1/extra-single-image')).toBe(true);
  });
});

describe('Edits by a server without an upscaler', () => {
  let place: Place;

  beforeAll(async () => {
    place = await Place.open(await startSimulatedSdcpp({ renderMs: 20 }), 'sdcpp');
  }, 60_000);

  afterAll(() => place?.close());

  it('enlarges by interpolation, and says so', async () => {
    const { image_id: id } = await place.made('portrait', { description: 'a knight', aspect: '1:1' });

    const larger = await place.edit(id, 'upscale', { factor: 2 });

    expect(larger).toMatchObject({ status: 201, json: { width: 2048, height: 2048, parent_id: id } });
    const { id: largerId } = larger.json as { id: string };
    await eventually(() => {
      const event = place.hub.heard.find(({ envelope }) => envelope.payload.image_id === largerId);
      expect(event?.envelope.payload).toMatchObject({ backend: { dialect: 'painter', model: 'lanczos' } });
    });
  });
});
