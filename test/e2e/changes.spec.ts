import { eventually } from '../support/eventually';
import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { HubStranger, type Payload } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

/** What happens to pictures and jobs when their characters change, go, or nobody wants them any more. */
describe('Changes', () => {
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;

  beforeAll(async () => {
    server = await startSimulatedA1111({ renderMs: 100 });
    service = await startServiceUnderTest({ STABLE_DIFFUSION_URL: server.url, UPDATE_DEBOUNCE_MS: '0' });
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
    await server?.stop();
  });

  const call = (
    method: string,
    path: string,
    claims: Parameters<typeof tokenFor>[0] = { sub: 'root', roles: ['admin'] },
  ): Promise<Response> =>
    fetch(service.url + path, { method, headers: { authorization: `Bearer ${tokenFor(claims)}` } });

  /** Creates a character and waits for its portrait and token. */
  const created = async (id: string): Promise<{ portrait: Payload; token: Payload }> => {
    characters.put({ ...SAMPLE_CHARACTERS[0], id });
    return picturesOf(await hub.answers(await hub.publish('character.created', { character_id: id }), 2));
  };

  const picturesOf = (answers: readonly { payload: Payload }[]): { portrait: Payload; token: Payload } => {
    const [portrait, token] = ['portrait', 'token'].map(
      (kind) => answers.find(({ payload }) => payload.kind === kind)?.payload,
    );
    return { portrait: portrait as Payload, token: token as Payload };
  };

  /** Holds the backend for a while, so that what is asked meanwhile waits. */
  const occupied = async (): Promise<() => void> => {
    server.faults.push('hang');
    const before = server.requests.length;
    await hub.publish('generation.requested', { type: 'portrait', data: { description: 'a guard' } });
    await eventually(() => expect(server.requests.length).toBeGreaterThan(before));
    return () => server.revive();
  };

  it('makes a new portrait and token when what can be seen changes, in place of the old', async () => {
    const before = await created('changing');
    characters.put({ ...SAMPLE_CHARACTERS[0], id: 'changing', equipment: ['plate armor', 'warhammer'] });

    const after = picturesOf(
      await hub.answers(await hub.publish('character.updated', { character_id: 'changing' }), 2),
    );

    expect(after).toMatchObject({
      portrait: { supersedes: before.portrait.image_id },
      token: { supersedes: before.token.image_id },
    });
    const old = await (await call('GET', `/api/v1/images/${before.portrait.image_id}`)).json();
    expect(old).toMatchObject({ status: 'superseded', image_version: 2 });
  });

  it('paints nothing and says nothing when only numbers change', async () => {
    await created('steady');
    characters.put({ ...SAMPLE_CHARACTERS[0], id: 'steady', level: 19, hit_points: { current: 3 } });
    const renders = server.renders;

    const id = await hub.publish('character.updated', { character_id: 'steady', changes: { level: 19 } });
    await hub.answers(
      await hub.publish('generation.requested', { type: 'portrait', data: { description: 'a later guard' } }),
    );

    expect(server.renders).toBe(renders + 1);
    expect(hub.answersTo(id)).toEqual([]);
  });

  it('answers an update that waits as superseded when a newer one comes', async () => {
    await created('restless');
    const release = await occupied();
    await eventually(async () => expect(await waiting()).toBe(0));
    characters.put({ ...SAMPLE_CHARACTERS[0], id: 'restless', equipment: ['net', 'trident'] });
    const fillers = await Promise.all(
      [1, 2].map((n) =>
        hub.publish('generation.requested', { type: 'portrait', data: { description: `filler ${n}` } }),
      ),
    );
    const first = await hub.publish('character.updated', { character_id: 'restless' });
    // While it is being composed it counts as begun, and an equal change after it as no change.
    await eventually(async () => expect(await preparedBy(first)).toBe(1));
    const second = await hub.publish('character.updated', { character_id: 'restless' });

    release();
    const answers = [...(await hub.answers(first, 2)), ...(await hub.answers(second, 2))];
    await Promise.all(fillers.map((id) => hub.answers(id)));

    expect(answers.map(({ event_type }) => event_type).filter((type) => type === 'image.generated')).toHaveLength(2);
    expect(answers.filter(({ payload }) => payload.code === 'SUPERSEDED')).toHaveLength(2);
  }, 60_000);

  it('retires the pictures of a character that is deleted', async () => {
    const { portrait, token } = await created('leaving');

    const id = await hub.publish('character.deleted', { character_id: 'leaving' });
    const answers = await hub.answers(id, 2);

    expect(answers.map(({ event_type, payload }) => [event_type, payload.image_id]).sort()).toEqual(
      [portrait, token].map(({ image_id }) => ['image.deleted', image_id]).sort(),
    );
    expect((await call('GET', portrait.url)).status).toBe(410);
  });

  it('cancels a job that is being painted, and answers it once', async () => {
    server.renderMs = 3000;
    const id = await hub.publish('generation.requested', {
      type: 'portrait',
      data: { description: 'a mistake' },
      user_id: 'mind-changer',
    });
    const jobId = await eventually(async () => {
      const job = await jobCausedBy(id);
      expect(job?.status).toBe('running');
      return job?.id ?? '';
    });

    const stranger = await call('DELETE', `/api/v1/jobs/${jobId}`, { sub: 'stranger' });
    const owner = await call('DELETE', `/api/v1/jobs/${jobId}`, { sub: 'mind-changer' });
    const again = await call('DELETE', `/api/v1/jobs/${jobId}`, { sub: 'mind-changer' });
    server.renderMs = 100;
    const [answer] = await hub.answers(id);

    expect([stranger.status, owner.status, again.status]).toEqual([404, 204, 409]);
    expect(answer).toMatchObject({ event_type: 'image.failed', payload: { code: 'CANCELLED' } });
    await hub.answers(
      await hub.publish('generation.requested', { type: 'portrait', data: { description: 'afterwards' } }),
    );
    expect(hub.answersTo(id)).toHaveLength(1);
    expect(await (await call('GET', `/api/v1/jobs/${jobId}`)).json()).toMatchObject({
      status: 'cancelled',
      error: { code: 'CANCELLED' },
    });
  }, 60_000);

  const query = async <T>(sql: string, values: unknown[] = []): Promise<T[]> => {
    const { Client } = await import('pg');
    const client = new Client({ connectionString: service.env.DATABASE_URL });
    await client.connect();
    return (await client.query(sql, values).finally(() => client.end())).rows as T[];
  };

  const jobCausedBy = async (eventId: string): Promise<{ id: string; status: string } | undefined> =>
    (
      await query<{ id: string; status: string }>('SELECT id, status FROM generation_jobs WHERE causation_id = $1', [
        eventId,
      ])
    )[0];

  const preparedBy = async (eventId: string): Promise<number> =>
    (
      await query(`SELECT id FROM generation_jobs WHERE causation_id = $1 AND status = 'pending' AND prepared`, [
        eventId,
      ])
    ).length;

  const waiting = async (): Promise<number> =>
    Number((await query<{ count: string }>(`SELECT count(*) FROM generation_jobs WHERE status = 'pending'`))[0]?.count);
});
