import { randomUUID } from 'node:crypto';
import { eventually } from '../../support/eventually';
import { SAMPLE_CHARACTERS } from '../../support/sample-characters';
import type { SimulatedA1111 } from '../../support/simulated-a1111';
import type { HubStranger } from './hub';
import type { ServiceUnderTest } from './service';
import { tokenFor } from './token';

/** A word that no program uses: found in a metric, it came from outside. */
export const PLANTED = 'zanzibarquux';

/** Whom a day happens to. */
export interface Scene {
  readonly service: ServiceUnderTest;
  readonly hub: HubStranger;
  readonly server: SimulatedA1111;
}

/**
 * Everything that the metrics tell of, once: pictures over both doors, one that was there already, a try that is made
 * again, failures, reads from the cache and past it, requests over the hub, a message nobody understands, paths nobody
 * serves.
 *
 * @returns ids that came up, and which no metric may hold
 */
export async function liveThroughADay({ service, hub, server }: Scene): Promise<string[]> {
  const http = caller(service.url);
  const seed = Math.floor(Math.random() * 2 ** 31);
  const description = `a ${PLANTED} in a green cloak`;
  const portrait = await http.made('/api/v1/portraits', { description, seed });
  const again = await http.made('/api/v1/portraits', { description, seed });
  const events = await overTheHub(hub, server);
  await buryOne(hub);
  await readAround(http, portrait.image_id);
  await hub.connection.request('image.list', JSON.stringify({ campaign_id: PLANTED, limit: 1 }), { timeout: 5000 });
  return [...idsIn([portrait, again]), ...events];
}

async function overTheHub(hub: HubStranger, server: SimulatedA1111): Promise<string[]> {
  server.faults.push('http500');
  const map = await hub.publish('generation.requested', {
    request_id: `map-${randomUUID()}`,
    type: 'map',
    data: { description: `a cellar of ${PLANTED}`, dimensions: { width: 8, height: 8 } },
  });
  await hub.answers(map);
  const { id: characterId } = SAMPLE_CHARACTERS[0];
  const created = await hub.publish('character.created', { character_id: characterId });
  const stranger = await hub.publish('character.created', { character_id: randomUUID() });
  const invalid = await hub.publish('generation.requested', { type: 'portrait', data: { aspect: PLANTED } });
  const answers = [
    ...(await hub.answers(created, 2)),
    ...(await hub.answers(stranger, 2)),
    ...(await hub.answers(invalid)),
  ];
  return [map, created, stranger, invalid, characterId, ...answers.flatMap(({ id, correlation_id: c }) => [id, c])];
}

/** Resolves when the hub has it among the dead letters. */
async function buryOne(hub: HubStranger): Promise<void> {
  const buried = hub.connection.subscribe('image.dead.>', { max: 1 });
  const heard = (async () => {
    for await (const message of buried) return message;
  })();
  await hub.publishBytes('character.created', `this is ${PLANTED} and no JSON`);
  await heard;
}

async function readAround(http: Caller, imageId: string): Promise<void> {
  for (const path of ['', '/content', '/content', '/content?w=256&format=webp', '/recipe']) {
    await http.get(`/api/v1/images/${imageId}${path}`, 200);
  }
  await http.get(`/api/v1/images/${randomUUID()}`, 404);
  await http.get('/api/v1/images/no-uuid', 400);
  await http.get(`/${PLANTED}/${randomUUID()}`, 404);
  await http.get('/%zz', 400);
}

const idsIn = (values: unknown): string[] => JSON.stringify(values).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];

type Caller = ReturnType<typeof caller>;

function caller(url: string) {
  const authorization = `Bearer ${tokenFor({ sub: `player-${PLANTED}`, roles: ['service'] })}`;
  const get = async (path: string, status: number): Promise<Response> => {
    const answer = await fetch(url + path, { headers: { authorization } });
    await answer.arrayBuffer();
    if (answer.status !== status) throw new Error(`GET ${path} answered ${answer.status}`);
    return answer;
  };
  return {
    get,
    made: async (path: string, body: object): Promise<{ readonly image_id: string; readonly job_id: string }> => {
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const accepted = (await answer.json()) as { image_id: string; job_id: string };
      await eventually(() => get(`/api/v1/images/${accepted.image_id}`, 200), { timeoutMs: 20_000, everyMs: 50 });
      return accepted;
    },
  };
}
