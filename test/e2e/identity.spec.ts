import { eventually } from '../support/eventually';
import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { HubStranger, type Envelope, type Payload } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

interface Recipe {
  readonly theme: string;
  readonly campaign_style?: number;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly render: { readonly prompt: string; readonly seed: number };
  readonly identity: { readonly anchors: string; readonly appearance: string };
}

const DEBOUNCE_MS = 1000;

/** A character stays the same person, and a campaign keeps its look, over the hub and HTTP alone. */
describe('Identity and campaign style', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    service = await startServiceUnderTest({ UPDATE_DEBOUNCE_MS: String(DEBOUNCE_MS), AUTO_TOKEN: 'false' });
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
  });

  const get = async <T>(path: string): Promise<T> => {
    const headers = { authorization: `Bearer ${tokenFor({ sub: 'reader', roles: ['service'] })}` };
    return (await (await fetch(service.url + path, { headers })).json()) as T;
  };
  const recipeOf = ({ image_id: id }: Payload): Promise<Recipe> => get(`/api/v1/images/${id}/recipe`);
  const sheet = (id: string, more: object = {}) => ({ ...SAMPLE_CHARACTERS[2], id, ...more });
  const first = async (id: string): Promise<Payload> => (await hub.answers(id))[0]?.payload as Payload;
  const created = async (id: string, more: object = {}): Promise<Payload> => {
    characters.put(sheet(id, more));
    return first(await hub.publish('character.created', { character_id: id }));
  };
  const asked = async (data: object): Promise<Payload> =>
    first(await hub.publish('generation.requested', { type: 'portrait', data }));
  const quiet = (): Promise<void> =>
    eventually(
      async () => {
        const jobs = ['pending', 'running'].map((status) => get<{ items: [] }>(`/api/v1/jobs?status=${status}`));
        expect((await Promise.all(jobs)).map(({ items }) => items.length)).toEqual([0, 0]);
      },
      { timeoutMs: 20_000, everyMs: 100 },
    );
  const looks = (id: string): number => characters.requests.filter(({ characterId }) => characterId === id).length;
  const painted = (ids: readonly string[]): Envelope[] =>
    ids.flatMap((id) => hub.answersTo(id)).filter(({ event_type: type }) => type === 'image.generated');

  it('gives two portraits of a character that tells little the same face', async () => {
    characters.put({ id: 'plain', species: 'human' });

    const [one, two] = await Promise.all([asked({ character_id: 'plain' }), asked({ character_id: 'plain' })]);

    const [a, b] = await Promise.all([recipeOf(one), recipeOf(two)]);
    expect(a.render.seed).not.toBe(b.render.seed);
    expect(a.subject).toEqual(b.subject);
    for (const trait of ['skin', 'hair', 'eyes'] as const) expect(a.render.prompt).toContain(a.subject[trait]);
  });

  it('looks once at a burst of twenty updates, and answers each of the others', async () => {
    const before = await created('busy');

    const ids: string[] = [];
    for (let n = 1; n <= 20; n += 1) {
      characters.put(sheet('busy', { equipment: [n % 2 === 0 ? 'plate armor' : 'blue robes'], level: n }));
      ids.push(await hub.publish('character.updated', { character_id: 'busy', changes: { level: n } }));
    }
    const [last] = await eventually(
      () => {
        expect(painted(ids)).not.toEqual([]);
        return painted(ids).map(({ payload }) => payload);
      },
      { timeoutMs: 30_000 },
    );
    await quiet();

    expect(last).toMatchObject({ kind: 'portrait', supersedes: before.image_id });
    expect((await recipeOf(last as Payload)).subject.outfit).toEqual(
      expect.arrayContaining([expect.stringContaining('plate')]),
    );
    expect(painted(ids)).toHaveLength(1);
    const others = ids.flatMap((id) => hub.answersTo(id)).filter(({ payload }) => payload.job_id !== last?.job_id);
    expect(others.map(({ payload }) => payload.code)).toEqual(Array(19).fill('SUPERSEDED'));
    expect(looks('busy')).toBe(2);
  }, 40_000);

  it('paints nothing for a level, and for armour the same person in the same place', async () => {
    const before = await created('growing');

    characters.put(sheet('growing', { level: 9, hit_points: { current: 2 } }));
    const level = await hub.publish('character.updated', { character_id: 'growing', changes: { level: 9 } });
    await eventually(() => expect(looks('growing')).toBe(2), { timeoutMs: 20_000 });
    await quiet();
    characters.put(sheet('growing', { level: 9, equipment: ['chain mail', 'longsword'] }));
    const after = await first(await hub.publish('character.updated', { character_id: 'growing' }));

    expect(hub.answersTo(level)).toEqual([]);
    expect(after).toMatchObject({ supersedes: before.image_id, seed: before.seed });
    const [was, is] = await Promise.all([recipeOf(before), recipeOf(after)]);
    expect(is.identity.anchors).toBe(was.identity.anchors);
    expect(is.identity.appearance).not.toBe(was.identity.appearance);
    expect(await get(`/api/v1/images/${before.image_id}`)).toMatchObject({ status: 'superseded' });
  }, 40_000);

  it('does not let a stream of updates postpone the look for ever', async () => {
    const before = await created('hectic');
    characters.put(sheet('hectic', { equipment: ['plate armor'] }));

    const ids: string[] = [];
    const until = Date.now() + DEBOUNCE_MS * 14;
    while (Date.now() < until && painted(ids).length === 0) {
      ids.push(await hub.publish('character.updated', { character_id: 'hectic' }));
      await new Promise((resolve) => setTimeout(resolve, DEBOUNCE_MS / 5));
    }

    expect(painted(ids)[0]?.payload).toMatchObject({ supersedes: before.image_id });
  }, 40_000);

  it('makes every picture of a campaign in the look of the first, until its theme changes', async () => {
    const campaign_id = 'saga';
    const opening = await asked({ description: 'a sheriff', theme: 'western', campaign_id });
    const later = await asked({ description: 'a banker', campaign_id });
    const other = await asked({ description: 'a ghost', theme: 'horror', campaign_id });

    await hub.publish('campaign.theme_changed', { campaign_id, old_theme: 'western', new_theme: 'steampunk' });
    const afterwards = await eventually(async () => {
      const picture = await asked({ description: 'an engineer', campaign_id });
      expect(picture).toMatchObject({ theme: 'steampunk' });
      return picture;
    });

    const recipes = await Promise.all([opening, later, other, afterwards].map(recipeOf));
    expect(recipes.map(({ theme, campaign_style }) => [theme, campaign_style])).toEqual([
      ['western', 1],
      ['western', 1],
      ['horror', undefined],
      ['steampunk', 2],
    ]);
    await quiet();
    expect(await get(`/api/v1/images/${later.image_id}`)).toMatchObject({ status: 'active', theme: 'western' });
  }, 40_000);
});

describe('AUTO_RETHEME', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    service = await startServiceUnderTest({ AUTO_RETHEME: 'true', AUTO_TOKEN: 'false', UPDATE_DEBOUNCE_MS: '0' });
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
  });

  it('makes the newest portraits and maps of the campaign again, once, as they were', async () => {
    const campaign_id = 'road';
    characters.put({ id: 'rider', species: 'human', campaign_id });
    const portrait = (await hub.answers(await hub.publish('character.created', { character_id: 'rider' })))[0]?.payload;
    const place = {
      location_id: 'mill',
      campaign_id,
      type: 'building',
      size: { width: 8, height: 6 },
      theme: 'fantasy',
    };
    const map = (await hub.answers(await hub.publish('campaign.location_added', place)))[0]?.payload;
    const elsewhere = { type: 'portrait', data: { description: 'a stranger', campaign_id: 'elsewhere' } };
    await hub.answers(await hub.publish('generation.requested', elsewhere));

    const change = { campaign_id, theme: { primary: 'Cyberpunk' } };
    const id = await hub.publish('campaign.theme_changed', change);
    const answers = await hub.answers(id, 2);
    // The same message again, as the hub delivers it when an acknowledgement is lost.
    const same = { id, type: 'event', event_type: 'campaign.theme_changed', source: 'tests', payload: change };
    await hub.publishBytes('campaign.theme_updated', Buffer.from(JSON.stringify(same)));
    const level = await hub.publish('character.updated', { character_id: 'rider', changes: { level: 2 } });
    await hub.answers(await hub.publish('generation.requested', elsewhere));
    await new Promise((resolve) => setTimeout(resolve, 1000));

    const made = Object.fromEntries(answers.map(({ payload }) => [payload.kind, payload]));
    expect(made).toMatchObject({
      portrait: { theme: 'cyberpunk', supersedes: portrait?.image_id, seed: portrait?.seed, character_id: 'rider' },
      map: { theme: 'cyberpunk', supersedes: map?.image_id, seed: map?.seed, location_id: 'mill' },
    });
    expect(hub.answersTo(id)).toHaveLength(2);
    expect(hub.answersTo(level)).toEqual([]);
  }, 40_000);
});
