import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { Api } from './support/api';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor, type Claims } from './support/token';

/** A character belongs to its owner and to its campaign: what a stranger asks for it fails as for one that does not exist. */
describe('Pictures of a foreign character', () => {
  let service: ServiceUnderTest;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    service = await startServiceUnderTest();
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
    characters.put({ ...SAMPLE_CHARACTERS[0], id: 'bobs', user_id: 'bob', campaign_id: 'c2' });
  }, 60_000);
  afterAll(async () => {
    await characters?.stop();
    await service?.remove();
  });

  const ask = async (who: Claims, kind: 'portraits' | 'tokens') => {
    const api = new Api(service.url, tokenFor(who));
    const init = { headers: { Prefer: 'wait=30' } };
    return api.post(`/api/v1/${kind}`, { character_id: 'bobs' }, init);
  };

  it.each(['portraits', 'tokens'] as const)('are not made for a stranger: %s', async (kind) => {
    const answer = await ask({ sub: 'alice', campaigns: ['c1'] }, kind);

    expect(answer).toMatchObject({ status: 200, json: { status: 'failed', error: { code: 'CHARACTER_NOT_FOUND' } } });
  });

  it.each([
    ['its owner', { sub: 'bob' }],
    ['a member of its campaign', { sub: 'carol', campaigns: ['c2'] }],
    ['a service', { sub: 'campaigns', roles: ['service'] }],
  ])('are made for %s', async (_, who) => {
    const answer = await ask(who, 'portraits');

    expect(answer).toMatchObject({ status: 201, json: { character_id: 'bobs', campaign_id: 'c2', owner_id: who.sub } });
  });
});
