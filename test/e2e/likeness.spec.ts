import sharp from 'sharp';
import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedA1111, type SimulatedA1111, type SimulatedA1111Options } from '../support/simulated-a1111';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { Api } from './support/api';
import { HubStranger, type Payload } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

interface Recipe {
  readonly source_image_id?: string;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly render: { readonly prompt: string; readonly seed: number };
}

interface Sent {
  readonly path: string;
  readonly seed: number;
  readonly prompt: string;
  readonly init_images?: readonly string[];
  readonly denoising_strength?: number;
  readonly alwayson_scripts: { readonly controlnet?: { readonly args: readonly Readonly<Record<string, unknown>>[] } };
}

const CONTROL_NET = {
  models: ['ip-adapter-faceid-plusv2_sdxl [1]', 'ip-adapter-plus-face_sdxl_vit-h [2]'],
  modules: ['none', 'CLIP-ViT-H (IPAdapter)', 'InsightFace+CLIP-H (IPAdapter)'],
};

/** A character that puts on something else, or is painted again, is the same person: by whatever means a server has. */
describe.each<[string, SimulatedA1111Options]>([
  ['that paints over pictures', {}],
  ['that takes references', { dialect: 'forge', controlNet: CONTROL_NET }],
])('On a server %s', (_means, options) => {
  const takesReferences = options.controlNet !== undefined;
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;
  let api: Api;

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 5, ...options });
    service = await startServiceUnderTest({
      STABLE_DIFFUSION_URL: server.url,
      UPDATE_DEBOUNCE_MS: '0',
      AUTO_TOKEN: 'false',
    });
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
    api = new Api(service.url, tokenFor({ sub: 'root', roles: ['admin'] }));
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  const sheet = (id: string, more: object = {}) => ({ ...SAMPLE_CHARACTERS[0], id, campaign_id: undefined, ...more });
  const told = async (event: string, id: string): Promise<Payload> =>
    (await hub.answers(await hub.publish(event, { character_id: id })))[0]?.payload as Payload;
  const recipeOf = async (id: unknown): Promise<Recipe> =>
    (await api.get(`/api/v1/images/${String(id)}/recipe`)).json as Recipe;
  const lastSent = (): Sent => {
    const last = server.requests.filter(({ path }) => path.endsWith('2img')).at(-1);
    return { path: last?.path ?? '', ...(last?.body as Omit<Sent, 'path'>) };
  };
  /** The face of a prompt: everything before what is worn. */
  const anchorsIn = (prompt: string): string => prompt.split(', wizard')[0] ?? '';
  const pixelsOf = (bytes: Buffer) => sharp(bytes).removeAlpha().raw().toBuffer();
  const contentOf = async (id: unknown): Promise<Buffer> =>
    (await api.get(`/api/v1/images/${String(id)}/content`, { headers: { accept: 'image/png' } })).bytes;

  /** What a server was sent to keep somebody's likeness. */
  async function expectLikenessOf(portrait: Payload, { path, init_images, alwayson_scripts }: Sent): Promise<void> {
    const accepted = await contentOf(portrait.image_id);
    const unit = alwayson_scripts.controlnet?.args[0];
    if (!takesReferences) {
      expect([path, unit]).toEqual(['/sdapi/v1/img2img', undefined]);
      const sent = Buffer.from(init_images?.[0] ?? '', 'base64');
      expect((await pixelsOf(sent)).equals(await pixelsOf(accepted))).toBe(true);
      return;
    }
    expect([path, init_images]).toEqual(['/sdapi/v1/txt2img', undefined]);
    expect(unit).toMatchObject({ model: CONTROL_NET.models[1], module: CONTROL_NET.modules[1] });
    const square = await sharp(accepted).removeAlpha().resize(512, 512, { fit: 'cover', position: 'top' }).toBuffer();
    expect((await pixelsOf(Buffer.from(String(unit?.image), 'base64'))).equals(await pixelsOf(square))).toBe(true);
  }

  it('puts other clothes on the same person, out of the accepted portrait', async () => {
    characters.put(sheet('dresser'));
    const before = await told('character.created', 'dresser');
    const first = lastSent();
    characters.put(sheet('dresser', { level: 9, equipment: ['plate armor', 'warhammer'] }));

    const after = await told('character.updated', 'dresser');

    const sent = lastSent();
    await expectLikenessOf(before, sent);
    expect(sent.seed).toBe(first.seed);
    expect(after).toMatchObject({ seed: before.seed, supersedes: before.image_id });
    expect(anchorsIn(sent.prompt)).toBe(anchorsIn(first.prompt));
    expect([first.prompt, sent.prompt].map((prompt) => prompt.includes('full plate armour'))).toEqual([false, true]);
    expect(await recipeOf(after.image_id)).toMatchObject({ source_image_id: before.image_id });
    const history = (await api.get(`/api/v1/images/${after.image_id}/history`)).json.items as { id: string }[];
    expect(history.map(({ id }) => id)).toEqual(expect.arrayContaining([before.image_id, after.image_id]));
  }, 40_000);

  it.each([
    ['seed', true, false],
    ['face', true, true],
    ['nothing', false, false],
  ] as const)(
    'keeps the %s of a portrait that is asked again',
    async (keep, isSeedTheSame, isFaceKept) => {
      characters.put(sheet(`again-${keep}`));
      const before = await told('character.created', `again-${keep}`);
      const first = lastSent();

      const changes = { equipment: ['lantern'] };
      const path = `/api/v1/portraits/${before.image_id}/regenerate`;
      const again = await api.post(path, { keep, changes }, { headers: { prefer: 'wait=30' } });

      const sent = lastSent();
      expect(again).toMatchObject({ status: 201, json: { supersedes: before.image_id, parent_id: before.image_id } });
      expect(sent.seed === first.seed).toBe(isSeedTheSame);
      expect(anchorsIn(sent.prompt)).toBe(anchorsIn(first.prompt));
      expect(sent.prompt).toContain('with a lantern');
      if (isFaceKept) await expectLikenessOf(before, sent);
      else expect([sent.path, sent.alwayson_scripts]).toEqual(['/sdapi/v1/txt2img', {}]);
      expect((await api.get(`/api/v1/images/${before.image_id}`)).json).toMatchObject({ status: 'superseded' });
    },
    40_000,
  );

  it('gives a variant the face of whom it is one of', async () => {
    characters.put({ id: 'parent', species: 'wood elf', class: 'wizard', appearance: { eyes: 'violet' } });
    characters.put({
      id: 'variant',
      parent_id: 'parent',
      class: 'wizard',
      equipment: ['neon jacket'],
      theme: 'cyberpunk',
    });
    await told('character.created', 'parent');
    const parent = lastSent();

    await told('character.created', 'variant');

    const variant = lastSent();
    expect(anchorsIn(variant.prompt)).toBe(anchorsIn(parent.prompt));
    expect(variant.prompt).toContain('neon jacket');
  }, 40_000);
});
