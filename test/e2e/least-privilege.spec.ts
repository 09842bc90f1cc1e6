import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AckPolicy, ErrorCode, Events, JSONCodec, NatsError, type NatsConnection } from 'nats';
import { eventually } from '../support/eventually';
import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import { startSimulatedA1111, type SimulatedA1111 } from '../support/simulated-a1111';
import { startGuardedHub, type GuardedHub, type HubAccount } from './support/guarded-hub';
import type { Envelope } from './support/hub';
import { startServiceUnderTest, type ServiceUnderTest } from './support/service';

const json = JSONCodec<Record<string, unknown>>();

function envelope(type: string, payload: object): string {
  const timestamp = new Date().toISOString();
  return JSON.stringify({ id: randomUUID(), type: 'event', event_type: type, source: 'tests', timestamp, payload });
}

/** What a plain subscription of the account hears. */
function listen(connection: NatsConnection, ...subjects: string[]): { subject: string; envelope: Envelope }[] {
  const heard: { subject: string; envelope: Envelope }[] = [];
  for (const subject of subjects) {
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error === null) heard.push({ subject: message.subject, envelope: message.json() });
      },
    });
  }
  return heard;
}

/** Resolves once the server has refused what `attempt` does, by a failed call or by an error that comes afterwards. */
async function refusal(connection: NatsConnection, attempt: () => unknown): Promise<string> {
  const refusals: string[] = [];
  void (async () => {
    for await (const { type, data } of connection.status())
      if (type === Events.Error) refusals.push(JSON.stringify(data));
  })();
  await Promise.resolve(attempt()).catch((error: unknown) => {
    if (error instanceof NatsError) refusals.push(JSON.stringify(error.code));
  });
  await connection.flush();
  return eventually(() => {
    expect(refusals).not.toEqual([]);
    return [...new Set(refusals)].join();
  });
}

describe('On a hub where everybody has only the rights that are delivered', () => {
  let hub: GuardedHub;
  let server: SimulatedA1111;
  let service: ServiceUnderTest;
  let character: NatsConnection;
  let game: NatsConnection;

  beforeAll(async () => {
    hub = await startGuardedHub();
    server = await startSimulatedA1111({ renderMs: 50 });
    service = await startServiceUnderTest({
      MESSAGE_HUB_URL: hub.urlOf('image-service'),
      STABLE_DIFFUSION_URL: server.url,
      PROGRESS_EVENTS: 'true',
    });
    character = await hub.join('character-service');
    game = await hub.join('game-service');
  }, 60_000);
  afterAll(async () => {
    await service?.remove();
    await server?.stop();
    await hub?.remove();
  });

  it('a character becomes a portrait and a token, its details asked for and its events heard', async () => {
    const details = { ...SAMPLE_CHARACTERS[0], id: 'guarded-1', character_id: 'guarded-1' };
    character.subscribe('character.get', { callback: (_, message) => void message.respond(json.encode(details)) });
    const heard = listen(game, 'image.generated', 'image.failed');
    await Promise.all([character.flush(), game.flush()]);

    // Its account may not hear the store's confirmation of what it publishes at random: by JetStream, with its own inbox.
    await character
      .jetstream()
      .publish('character.created', envelope('character.created', { character_id: 'guarded-1' }));

    const kinds = await eventually(
      () => {
        expect(heard).toHaveLength(2);
        return heard.map(({ subject, envelope: { payload } }) => `${subject} ${payload.kind}`).sort();
      },
      { timeoutMs: 30_000, everyMs: 100 },
    );
    expect(kinds).toEqual(['image.generated portrait', 'image.generated token']);
  });

  it('the campaign tells its theme and its places, and asks for pictures', async () => {
    const campaign = await hub.join('campaign-service');
    const heard = listen(campaign, 'image.generated');
    const theme = { campaign_id: 'guarded', new_theme: 'horror' };
    await campaign.jetstream().publish('campaign.theme_changed', envelope('campaign.theme_changed', theme));
    const place = {
      location_id: 'crypt',
      campaign_id: 'guarded',
      description: 'a crypt',
      size: { width: 4, height: 4 },
    };
    await campaign.jetstream().publish('campaign.location_added', envelope('campaign.location_added', place));

    const asked = await campaign.request('image.generate_portrait', JSON.stringify({ description: 'a monk' }));
    const listed = await campaign.request('image.list', JSON.stringify({ campaign_id: 'guarded' }));

    expect(json.decode(asked.data)).toMatchObject({ status: 'pending' });
    expect(json.decode(listed.data)).toHaveProperty('items');
    await eventually(() => expect(heard.map(({ envelope: { payload } }) => payload.kind)).toContain('map'), {
      timeoutMs: 30_000,
      everyMs: 100,
    });
  });

  it('the game hears its own answers and their progress, and misses none while it is away', async () => {
    const operator = await hub.join('operator');
    const manager = await operator.jetstreamManager();
    await manager.consumers.add('IMAGE_EVENTS', { durable_name: 'game', ack_policy: AckPolicy.Explicit });
    const heard = listen(game, 'image.ready.game', 'image.progress');
    await game.flush();
    const order = { type: 'portrait', data: { description: 'a bard' }, request_id: 'g-1', target_service: 'game' };
    await game.jetstream().publish('generation.requested', envelope('generation.requested', order));

    await eventually(() => expect(heard.map(({ subject }) => subject)).toContain('image.ready.game'), {
      timeoutMs: 30_000,
      everyMs: 100,
    });
    const consumer = await game.jetstream().consumers.get('IMAGE_EVENTS', 'game');
    const next = await consumer.next({ expires: 5000 });

    expect(next?.subject).toMatch(/^image\./);
    await expect(next?.ackAck()).resolves.toBe(true);
  });

  it('what nobody understands is buried, and the operator replays it', async () => {
    await game.jetstream().publish('generation.requested', '{"id": "cut o');
    const env = { ...service.env, MESSAGE_HUB_URL: hub.urlOf('operator') };

    const listed = await eventually(
      async () => {
        const { stdout } = await runProgram('dead-letters.js', ['list'], env);
        expect(stdout).toMatch(/generation\.requested/);
        return stdout;
      },
      { timeoutMs: 20_000, everyMs: 500 },
    );
    const sequence = /^\s*(\d+)/m.exec(listed)?.[1] ?? '';
    const { stdout } = await runProgram('dead-letters.js', ['replay', sequence], env);

    expect(stdout).toMatch(/generation\.requested/);
  });

  it.each<[HubAccount, string, (connection: NatsConnection) => unknown]>([
    ['image-service', 'says what characters do', (hubOf) => hubOf.publish('character.created', '{}')],
    ['image-service', 'deletes a stream', async (hubOf) => (await managerOf(hubOf)).streams.delete('IMAGE_EVENTS')],
    ['image-service', 'hears what others are answered', (hubOf) => hubOf.subscribe('_INBOX.game-service.>')],
    ['image-service', 'hears everything', (hubOf) => hubOf.subscribe('>')],
    ['character-service', 'says that a picture is there', (hubOf) => hubOf.publish('image.generated', '{}')],
    ['character-service', 'hears what is answered to others', (hubOf) => hubOf.subscribe('_INBOX.>')],
    ['campaign-service', 'says that a character is gone', (hubOf) => hubOf.publish('character.deleted', '{}')],
    ['campaign-service', 'asks for character details', (hubOf) => hubOf.request('character.get', '{}')],
    ['game-service', 'answers for the character service', (hubOf) => hubOf.subscribe('character.get')],
    ['game-service', 'reads dead letters', (hubOf) => hubOf.subscribe('image.dead.>')],
    ['game-service', 'drinks the intake dry', async (hubOf) => (await managerOf(hubOf)).streams.purge('IMAGE_INTAKE')],
  ])('%s is refused when it %s', async (account, _deed, attempt) => {
    const connection = await hub.join(account);

    await expect(refusal(connection, () => attempt(connection))).resolves.toBe(
      JSON.stringify(ErrorCode.PermissionsViolation),
    );
  });

  it('the service is never refused anything', () => {
    expect(service.log()).not.toMatch(/permission|may not/i);
  });
});

const managerOf = (connection: NatsConnection) => connection.jetstreamManager({ checkAPI: false });

const runProgram = (name: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  promisify(execFile)(process.execPath, [join(__dirname, '../../dist/src', name), ...args], { env });
