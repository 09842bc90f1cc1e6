import { startSimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { startSimulatedComfyui } from '../support/simulated-comfyui';
import { startSimulatedSdcpp } from '../support/simulated-sdcpp';
import { startSimulatedSdnext } from '../support/simulated-sdnext';
import type { SimulatedServer } from '../support/stable-diffusion/simulated-server';
import { Api } from './support/api';
import { HubStranger, type Payload } from './support/hub';
import { Markers } from './support/markers';
import { plantedCharacters, plantedItem, plantedLocations } from './support/planted-forms';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

const controlNet = { models: ['ip-adapter-plus-face_sdxl_vit-h'], modules: ['ip-adapter-auto'] };

/** Each dialect words its requests in its own way, and sends pictures in its own way: all of them are read here. */
describe.each<[string, RegExp, () => Promise<SimulatedServer>]>([
  ['Forge with ControlNet', /2img$/, () => startSimulatedA1111({ dialect: 'forge', renderMs: 5, controlNet })],
  ['SD.Next', /2img$/, () => startSimulatedSdnext({ renderMs: 5 })],
  ['sd-server', /2img$/, () => startSimulatedSdcpp({ renderMs: 5 })],
  ['ComfyUI', /^\/prompt$/, () => startSimulatedComfyui({ renderMs: 5 })],
])('Of what nobody is to see, %s', (_dialect, painting, start) => {
  const markers = new Markers();
  let server: SimulatedServer;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    server = await start();
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url, AUTO_TOKEN: 'false' });
    hub = await HubStranger.join(service.hubUrl);
    const planted = plantedCharacters(markers);
    characters = await startSimulatedCharacterService({ url: service.hubUrl, characters: planted });
    await makeOneOfEach(planted);
  }, 300_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  async function makeOneOfEach(planted: readonly Record<string, unknown>[]): Promise<void> {
    const created = planted.map((form) =>
      hub.publish('character.created', { ...form, character_id: form.id ?? form.character_id }),
    );
    // Small ones: it is words that are looked for, and a large map is painted in many parts.
    const size = { width: 8, height: 6 };
    const added = plantedLocations(markers).map((place, index) =>
      hub.publish('campaign.location_added', {
        ...place,
        size,
        location_id: `loc-${index}`,
        campaign_id: 'campaign-1',
      }),
    );
    const item = { type: 'item', data: { item: plantedItem(markers), note: markers.at('request.note') } };
    const all = await Promise.all([...created, ...added, hub.publish('generation.requested', item)]);
    const answers: Payload[] = [];
    for (const id of all) answers.push(...(await hub.answers(id)).map(({ payload }) => payload));
    const portrait = answers[0];
    const api = new Api(service.url, tokenFor({ sub: 'root', roles: ['admin'] }));
    const wait = { headers: { prefer: 'wait=30' } };
    // What starts from a picture sends that picture.
    const again = await api.post(`/api/v1/portraits/${portrait?.image_id}/regenerate`, { keep: 'face' }, wait);
    const styled = await api.post(`/api/v1/images/${again.json.id}/style`, { style: { mood: 'calm' } }, wait);
    expect([again.status, styled.status]).toEqual([201, 201]);
  }

  it('is told nothing', () => {
    const told = server.requests.flatMap(({ path, headers, raw }) => [
      { path, text: raw },
      { path: `headers of ${path}`, text: JSON.stringify(headers) },
    ]);

    expect(told.filter(({ path }) => painting.test(path)).length).toBeGreaterThan(10);
    expect(told.flatMap(({ path, text }) => markers.foundIn(path, text))).toEqual([]);
    expect(markers.count).toBeGreaterThan(300);
  });

  it('is told nothing that it would take for a command', () => {
    expect(server.escapes).toEqual([]);
  });
});
