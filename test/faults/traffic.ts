import { headers, type JetStreamClient, type PubAck } from 'nats';
import type { SimulatedCharacterService } from '../support/simulated-character-service';
import { faultEvent, type FaultEvent } from './fault-events';
import type { SeededRandom } from '../support/seeded-random';
import type { FaultSettings } from './settings';

const DUPLICATE_SHARE = 0.1;
const LONGEST_DELAY_MS = 5000;
const RETRY_MS = 200;
/** A publisher that gets no acknowledgement for so long gives up; then nobody promised anything. */
const PUBLISH_LIMIT_MS = 60_000;

/** What the hub has taken, and what therefore must come of it. */
export interface Accepted {
  /** Distinct events the hub has acknowledged. */
  events: number;
  /** Answers that must come, each exactly once. */
  readonly answers: Set<string>;
  /** Those of `answers` that must be refusals; all others must be pictures. */
  readonly refusals: Set<string>;
  /** Stream sequences that must be named by a dead letter. */
  readonly unreadable: Set<number>;
  /** Messages published on top of the first of each event, by manner. */
  readonly duplicates: Record<string, number>;
  /** Messages never acknowledged within the time. */
  givenUp: number;
}

/** Where events go. */
export interface TrafficDoors {
  readonly jetstream: JetStreamClient;
  readonly characters: SimulatedCharacterService;
}

/** Publishes all events of a run at its rate; resolves when each is acknowledged or given up. */
export async function sendTraffic(
  settings: FaultSettings,
  random: SeededRandom,
  { jetstream, characters }: TrafficDoors,
): Promise<Accepted> {
  const accepted = nothingAccepted();
  const run = `${settings.seed}-${Date.now().toString(36)}`;
  const sending: Promise<void>[] = [];
  for (let index = 0; index < settings.events; index += 1) {
    await pause(random.exponential(1000 / settings.ratePerS));
    const event = faultEvent(random, index, run);
    if (event.character !== undefined) characters.put(event.character);
    sending.push(send(jetstream, event, accepted, true));
    if (random.chance(DUPLICATE_SHARE)) sending.push(sendAgain(jetstream, event, accepted, random));
  }
  await Promise.all(sending);
  return accepted;
}

async function sendAgain(
  jetstream: JetStreamClient,
  event: FaultEvent,
  accepted: Accepted,
  random: SeededRandom,
): Promise<void> {
  const { again } = event;
  const manner = again === undefined ? 'same message' : random.pick(['same message', 'other message', 'ten at once']);
  const delayMs = manner === 'ten at once' ? 0 : random.between(0, LONGEST_DELAY_MS);
  const copies = manner === 'ten at once' ? 10 : 1;
  accepted.duplicates[manner] = (accepted.duplicates[manner] ?? 0) + copies;
  await pause(delayMs);
  const copyOf = (copy: number): FaultEvent =>
    again === undefined || manner === 'same message' ? event : again(`${event.messageId}-again-${copy}`);
  await Promise.all(Array.from({ length: copies }, (_, copy) => send(jetstream, copyOf(copy), accepted, false)));
}

async function send(
  jetstream: JetStreamClient,
  event: FaultEvent,
  accepted: Accepted,
  isFirst: boolean,
): Promise<void> {
  const ack = await publishUntilTaken(jetstream, event);
  if (ack === undefined) {
    accepted.givenUp += 1;
    return;
  }
  if (isFirst) accepted.events += 1;
  if (event.outcome === 'dead letter') {
    accepted.unreadable.add(ack.seq);
    return;
  }
  for (const key of event.outcome.answers) {
    accepted.answers.add(key);
    if (event.outcome.isRefused) accepted.refusals.add(key);
  }
}

function nothingAccepted(): Accepted {
  return {
    events: 0,
    answers: new Set(),
    refusals: new Set(),
    unreadable: new Set(),
    duplicates: {},
    givenUp: 0,
  };
}

/** The same message id at every try: what was stored without us hearing of it is not stored twice. */
async function publishUntilTaken(jetstream: JetStreamClient, event: FaultEvent): Promise<PubAck | undefined> {
  const endAt = Date.now() + PUBLISH_LIMIT_MS;
  while (Date.now() < endAt) {
    try {
      return await jetstream.publish(event.subject, Buffer.from(event.body), {
        msgID: event.messageId,
        headers: headers(),
        timeout: 2000,
      });
    } catch {
      await pause(RETRY_MS);
    }
  }
  return undefined;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
