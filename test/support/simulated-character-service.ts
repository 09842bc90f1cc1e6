import { connect, type Msg, type NatsConnection } from 'nats';
import { SAMPLE_CHARACTERS } from './sample-characters';

/** A character as the simulated service keeps it: any JSON object with `id` or `character_id`. */
export type SimulatedCharacter = Readonly<Record<string, unknown>>;

/**
 * How requests are answered: `nest` as a Nest `@MessagePattern` does on the wire; `bare` with the character alone, or
 * `{error:{code,message}}`; `silent` not at all; `malformed` with bytes that are no JSON.
 */
export type AnswerManner = 'nest' | 'bare' | 'silent' | 'malformed';

/** How the simulated character service is set up. */
export interface SimulatedCharacterServiceOptions {
  /** Of the hub. */
  readonly url: string;
  readonly user?: string;
  readonly pass?: string;
  /** Default `character.get`. */
  readonly subject?: string;
  /** Default the six of `SAMPLE_CHARACTERS`. */
  readonly characters?: readonly SimulatedCharacter[];
  /** Default `nest`. */
  readonly manner?: AnswerManner;
  /** Pause before an answer; default 0. */
  readonly delayMs?: number;
}

/** One request as it was understood. */
export interface CharacterRequest {
  readonly characterId: string | undefined;
  /** The whole body, parsed; `undefined` when it was no JSON. */
  readonly body: unknown;
}

/** A running simulated character service; what is writable may be changed by a test at any time. */
export interface SimulatedCharacterService {
  readonly requests: readonly CharacterRequest[];
  manner: AnswerManner;
  delayMs: number;
  /** Adds a character, or replaces the one of the same id. */
  put(character: SimulatedCharacter): void;
  remove(characterId: string): void;
  stop(): Promise<void>;
}

/**
 * Answers requests for character details over the hub, with the plain client: a stranger to the service under test.
 * When it has started, its subscription is known to the hub.
 */
export async function startSimulatedCharacterService(
  options: SimulatedCharacterServiceOptions,
): Promise<SimulatedCharacterService> {
  const { url, user, pass, subject = 'character.get' } = options;
  const connection = await connect({ servers: url, name: 'simulated-character-service', ...(user && { user, pass }) });
  const characters = new Map<string, SimulatedCharacter>();
  const requests: CharacterRequest[] = [];
  const service: SimulatedCharacterService = {
    requests,
    manner: options.manner ?? 'nest',
    delayMs: options.delayMs ?? 0,
    put: (character) => void characters.set(idOf(character) ?? '', character),
    remove: (characterId) => void characters.delete(characterId),
    stop: () => stopped(connection),
  };
  for (const character of options.characters ?? SAMPLE_CHARACTERS) service.put(character);
  connection.subscribe(subject, {
    queue: 'simulated-character-service',
    callback: (error, message) => {
      if (error !== null) return;
      const request = requestOf(message);
      requests.push(request);
      const found = characters.get(request.characterId ?? '');
      const answer = answerOf(service.manner, request.body, found);
      if (answer !== undefined) setTimeout(() => respond(connection, message, answer), service.delayMs);
    },
  });
  await connection.flush();
  return service;
}

function requestOf(message: Msg): CharacterRequest {
  try {
    const body: unknown = JSON.parse(message.string());
    // In a Nest packet, `id` is the packet's own.
    const asked = typeof body === 'object' && body !== null && 'data' in body ? body.data : body;
    return { characterId: idOf(asked), body };
  } catch {
    return { characterId: undefined, body: undefined };
  }
}

function idOf(holder: unknown): string | undefined {
  if (typeof holder === 'string') return holder;
  const { character_id, id } = (holder ?? {}) as { character_id?: unknown; id?: unknown };
  const found = character_id ?? id;
  return typeof found === 'string' ? found : undefined;
}

function answerOf(manner: AnswerManner, body: unknown, found: SimulatedCharacter | undefined): string | undefined {
  const refusal = { code: 'CHARACTER_NOT_FOUND', message: 'No such character' };
  const { id } = (body ?? {}) as { id?: unknown };
  switch (manner) {
    case 'silent':
      return undefined;
    case 'malformed':
      return '{"response": {"name": "Tha';
    case 'bare':
      return JSON.stringify(found ?? { error: refusal });
    case 'nest':
      return JSON.stringify({ ...(found ? { response: found } : { err: refusal }), isDisposed: true, id });
  }
}

function respond(connection: NatsConnection, message: Msg, answer: string): void {
  // A pause may outlast the service: what is closed answers nobody.
  if (!connection.isClosed()) message.respond(Buffer.from(answer));
}

async function stopped(connection: NatsConnection): Promise<void> {
  if (!connection.isClosed()) await connection.close();
}
