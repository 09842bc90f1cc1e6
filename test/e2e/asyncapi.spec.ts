import { randomUUID } from 'node:crypto';
import type { Msg } from 'nats';
import { eventually } from '../support/eventually';
import type { Schema } from '../support/openapi-document';
import { strictJudge } from '../support/openapi-schemas';
import { startSimulatedCharacterService, type SimulatedCharacterService } from '../support/simulated-character-service';
import { Api } from './support/api';
import { HubStranger } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';
import { tokenFor } from './support/token';

interface Channel {
  readonly address: string | null;
  readonly messages: Readonly<Record<string, { readonly payload: Schema; readonly headers?: Schema }>>;
}
interface Document {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<
    Record<string, { readonly channel: { readonly $ref: string }; readonly reply?: object }>
  >;
}

/** What goes over the hub, held against what the service says of it. `src/asyncapi.spec.ts` holds it against the code. */
describe('The AsyncAPI document of the running service', () => {
  let service: ServiceUnderTest;
  let hub: HubStranger;
  let characters: SimulatedCharacterService;
  let document: Document;
  const heard: { subject: string; body: unknown; headers: Record<string, string> }[] = [];

  beforeAll(async () => {
    service = await startServiceUnderTest();
    hub = await HubStranger.join(service.hubUrl);
    characters = await startSimulatedCharacterService({ url: service.hubUrl });
    hub.connection.subscribe('>', { callback: (_, message) => void heard.push(read(message)) });
    await hub.connection.flush();
    document = (await (await fetch(`${service.url}/asyncapi.json`)).json()) as Document;
  }, 60_000);

  afterAll(async () => {
    await characters?.stop();
    await hub?.leave();
    await service?.remove();
  });

  /** Faults of a message at every channel whose address fits; unknown members are faults. */
  const faultsOf = ({ subject, body, headers }: (typeof heard)[number]): string[] => {
    const channel = Object.values(document.channels).find(({ address }) => fits(address, subject));
    if (channel === undefined) return [`${subject} is not documented`];
    const tries = Object.values(channel.messages).map(({ payload, headers: about }) => [
      ...strictJudge(document, payload)(body),
      ...(about === undefined ? [] : strictJudge(document, about)(headers)),
    ]);
    return tries.some((faults) => faults.length === 0) ? [] : tries.flat().map((fault) => `${subject} ${fault}`);
  };
  const saidOn = (subject: string) => heard.filter((one) => one.subject === subject);

  it('names exactly the subjects that the streams of the hub hold', async () => {
    const manager = await hub.connection.jetstreamManager();
    const streams = await manager.streams.list().next();
    const held = streams.flatMap(({ config }) => config.subjects);
    const asked = new Set(
      Object.values(document.operations)
        .filter(({ reply }) => reply !== undefined)
        .map(({ channel }) => channel.$ref.replace('#/channels/', '')),
    );

    const events = Object.entries(document.channels)
      .filter(([name, { address }]) => address !== null && !asked.has(name))
      // Said in passing: held by no stream.
      .filter(([, { address }]) => address !== 'image.progress')
      .map(([, { address }]) => address?.replace('{subject}', '>').replace(/\{\w+\}/, '*'));

    expect(events.sort()).toEqual(held.sort());
  });

  it('describes every event that is published, to its last member', async () => {
    const api = new Api(service.url, tokenFor({ sub: 'user-17', roles: ['player'] }));
    const ask = (type: string, data: object) =>
      hub.publish('generation.requested', {
        type,
        data,
        user_id: 'user-17',
        request_id: randomUUID(),
        target_service: 'vtt',
      });
    const good = await Promise.all([
      ask('portrait', { description: 'a fisher' }),
      ask('map', { description: 'a jetty', dimensions: { width: 6, height: 6 } }),
      ask('token', { description: 'a gull' }),
    ]);
    const pictures = (await Promise.all(good.map((id) => hub.answers(id, 2)))).map(
      ([answer]) => answer?.payload.image_id,
    );
    await hub.answers(await ask('token', { size: 'colossal' }));
    await hub.publishBytes('character.created', 'no JSON');
    await api.patch(`/api/v1/images/${pictures[0]}/metadata`, { tags: ['fisher'] });
    await api.delete(`/api/v1/portraits/${pictures[0]}`);
    const wanted = [
      ...['image.generated', 'image.failed', 'image.updated', 'image.deleted', 'image.ready.vtt'],
      'image.dead.character.created',
    ];

    await eventually(() => expect(wanted.filter((subject) => saidOn(subject).length === 0)).toEqual([]));

    const published = heard.filter(({ subject }) => wanted.includes(subject));
    expect(published.flatMap(faultsOf)).toEqual([]);
    expect(saidOn('image.generated')).toHaveLength(3);
  }, 60_000);

  it('describes the question for details', async () => {
    const id = await hub.publish('character.created', { character_id: 'char-0' });

    await hub.answers(id);

    expect(saidOn('character.get').length).toBeGreaterThan(0);
    expect(saidOn('character.get').flatMap(faultsOf)).toEqual([]);
  }, 40_000);

  it.each([
    ['image.generate_portrait', { description: 'a potter' }],
    ['image.generate_map', { description: 'a cellar', dimensions: { width: 5, height: 5 } }],
    ['image.generate_token', { description: 'a rat' }],
    ['image.generate_token', { size: 'colossal' }],
    ['image.get', { image_id: randomUUID() }],
    ['image.get', { image_id: 'generated' }],
    ['image.list', { limit: 3 }],
    ['image.list', { limit: 'many' }],
  ])('describes the answer on %s to %j, bare and to Nest', async (subject, body) => {
    const known = saidOn('image.generated')[0]?.body as { payload: { image_id: string } } | undefined;
    const question = 'image_id' in body && body.image_id === 'generated' ? { image_id: known?.payload.image_id } : body;
    const packet = { pattern: subject, data: question, id: randomUUID() };
    const answers: unknown[] = [];
    for (const asked of [question, packet]) {
      const reply = await hub.connection.request(subject, JSON.stringify(asked), { timeout: 5000 });
      answers.push(JSON.parse(new TextDecoder().decode(reply.data)));
    }

    const replies = Object.values(document.channels[`${subject}.reply`]?.messages ?? {});
    const faults = answers.map((answer) => {
      const tries = replies.map(({ payload }) => strictJudge(document, payload)(answer));
      return tries.some((found) => found.length === 0) ? [] : [JSON.stringify(answer).slice(0, 300), ...tries.flat()];
    });

    expect(faults).toEqual([[], []]);
  });
});

function read(message: Msg): { subject: string; body: unknown; headers: Record<string, string> } {
  const names = message.headers?.keys() ?? [];
  const headers = Object.fromEntries(names.map((name) => [name, message.headers?.get(name) ?? '']));
  const text = new TextDecoder().decode(message.data);
  return { subject: message.subject, body: parsed(text), headers };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function fits(address: string | null, subject: string): boolean {
  if (address === null) return false;
  const pattern = address
    .replaceAll('.', '\\.')
    .replace('{subject}', '.+')
    .replace(/\{\w+\}/, '[^.]+');
  return new RegExp(`^${pattern}$`).test(subject);
}
