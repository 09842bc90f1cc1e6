import { SAMPLE_CHARACTERS } from '../support/sample-characters';
import type { SimulatedCharacter } from '../support/simulated-character-service';
import type { SeededRandom } from '../support/seeded-random';

/** What must come of a message: a picture for each key, a refusal for each key, or a dead letter. */
export type Outcome = { readonly answers: readonly string[]; readonly isRefused: boolean } | 'dead letter';

/** A message as it is published. */
export interface FaultEvent {
  readonly subject: string;
  readonly body: string;
  /** `Nats-Msg-Id`. */
  readonly messageId: string;
  readonly outcome: Outcome;
  /** The same event in another message, as a sender that lost its memory sends it; never for what no id is read of. */
  readonly again?: (messageId: string) => FaultEvent;
  /** To be known to the character service beforehand. */
  readonly character?: SimulatedCharacter;
}

const SOURCE = 'fault-harness';
const LOOKS = ['a grey wizard', 'a dwarf smith', 'an elven ranger', 'a one-eyed pirate', 'a bard in red', 'a monk'];
const PLACES = ['a forest clearing', 'a ruined tower', 'a cave', 'a tavern'];
const DEEP = `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`;
const UNREADABLE = ['{"id": "cut o', '', 'null', '[1, 2]', DEEP, '\u0000\u0001', '"text"'];

/** How an answer is recognised: by the request's own id, or by the event and the kind. */
export const answerKey = {
  request: (requestId: string) => `request ${requestId}`,
  event: (eventId: string, kind: string) => `event ${eventId} ${kind}`,
};

/** Event number `index` of a run: 55 % asked for by name, 17 % characters, 25 % places, 3 % poison. */
export function faultEvent(random: SeededRandom, index: number, run: string): FaultEvent {
  const part = random.next();
  const id = `${run}-${index}`;
  if (part < 0.03) return poison(random, id);
  if (part < 0.2) return characterCreated(random, id);
  if (part < 0.45) return locationAdded(random, id);
  return requested(id, random.pick(['portrait', 'token']), { description: random.pick(LOOKS) });
}

function poison(random: SeededRandom, id: string): FaultEvent {
  const part = random.next();
  if (part < 0.25) return requested(id, 'statue', {}, true);
  if (part < 0.5) return requested(id, 'portrait', random.pick([7, null, {}, 'x'.repeat(200_000)]), true);
  const subject = random.pick(['generation.requested', 'character.created', 'campaign.location_added']);
  return { subject, body: random.pick(UNREADABLE), messageId: id, outcome: 'dead letter' };
}

function requested(id: string, type: string, data: unknown, isRefused = false): FaultEvent {
  const payload = { request_id: id, type, data, user_id: 'fault-user' };
  const made = (messageId: string): FaultEvent => ({
    subject: 'generation.requested',
    // Another message of the same request has an envelope id of its own: the request id is what counts.
    body: envelope(messageId, 'generation.requested', payload),
    messageId,
    outcome: { answers: [answerKey.request(id)], isRefused },
    again: made,
  });
  return made(id);
}

function characterCreated(random: SeededRandom, id: string): FaultEvent {
  const characterId = `c-${id}`;
  const character = { ...random.pick(SAMPLE_CHARACTERS), id: characterId, character_id: characterId };
  const answers = ['portrait', 'token'].map((kind) => answerKey.event(id, kind));
  const body = envelope(id, 'character.created', { character_id: characterId });
  return { ...sameBody('character.created', body, id, answers), character };
}

function locationAdded(random: SeededRandom, id: string): FaultEvent {
  const body = envelope(id, 'campaign.location_added', {
    location_id: `l-${id}`,
    campaign_id: 'fault-campaign',
    description: random.pick(PLACES),
    size: { width: 4, height: 4 },
  });
  return sameBody('campaign.location_added', body, id, [answerKey.event(id, 'map')]);
}

function sameBody(subject: string, body: string, messageId: string, answers: readonly string[]): FaultEvent {
  const again = (other: string): FaultEvent => sameBody(subject, body, other, answers);
  return { subject, body, messageId, outcome: { answers, isRefused: false }, again };
}

function envelope(id: string, type: string, payload: object): string {
  const timestamp = new Date().toISOString();
  return JSON.stringify({ id, type: 'event', event_type: type, source: SOURCE, timestamp, payload });
}
