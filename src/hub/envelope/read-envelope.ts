import { derivedId } from '../../common/ids';
import { readTraceparent } from '../../tracing/traceparent';
import { CanonicalEvent, EventType } from './canonical-event';
import { readId, readPriority, readSequence, readTimestamp, readTtlS } from './envelope-values';
import { isMixedContentName, readCloudEventName, readEventName } from './event-names';
import { PoisonReason, readIncomingJson } from './incoming-json';
import { isRecord, JsonRecord } from './json-record';
import { openBody, OpenedBody } from './open-body';

/** A message as it lies in its stream. */
export interface IncomingMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Names in lower case, one value each. */
  readonly headers: ReadonlyMap<string, string>;
  readonly streamName: string;
  readonly streamSequence: number;
  /** When the stream stored it: a stream that was deleted and made anew counts from 1 again. */
  readonly storedAtNanos?: number;
}

/** What to do with a message: act upon it, acknowledge and forget it, or bury it among the dead letters. */
export type EnvelopeOutcome =
  | { readonly event: CanonicalEvent }
  | { readonly ignored: 'own message' | 'unknown event type' }
  | { readonly poison: PoisonReason };

/** The name this service signs its own events with. */
export const OWN_SOURCE = 'image-service';

/**
 * Reads any accepted form of message into the one canonical event (docs/messages.md lists the forms). Never throws,
 * whatever the bytes.
 *
 * The event is named by the body when that holds a known name, then by the headers `event_type` and `ce-type`, then
 * by the subject: a body is written by whoever knows what happened, a subject may be a collecting one. Names that are
 * only a class of event (`business`, `state_change`) are not known names and leave the decision to the subject.
 */
export function readEnvelope(message: IncomingMessage): EnvelopeOutcome {
  const read = readIncomingJson(message.data);
  if ('poison' in read) return read;
  if (!isRecord(read.value)) return { poison: 'the body is not a JSON object' };
  const opened = withHeaders(openBody(read.value), message.headers);
  if (readText(opened, SOURCE_NAMES)?.toLowerCase() === OWN_SOURCE) return { ignored: 'own message' };
  const name = readName(opened, message);
  if (!name) return { ignored: 'unknown event type' };
  const payload = opened.payload ?? {};
  if (!isRecord(payload)) return { poison: 'the payload is not a JSON object' };
  if (Object.keys(payload).length === 0) return { poison: 'the payload is missing or empty' };
  if (isMixedContentName(name.spelling) && !speaksOfLocation(payload)) return { ignored: 'unknown event type' };
  return { event: canonicalEvent(opened, name.type, payload, message) };
}

const SOURCE_NAMES = ['source', 'source_service', 'service', 'source_id'];
const ID_NAMES = ['event_id', 'message_id', 'id'];
const CORRELATION_NAMES = ['correlation_id', 'correlationId', 'correlationid'];
const OWNER_NAMES = ['user_id', 'owner_id'];

/** Headers speak last: an AMQP bridge or a CloudEvents binary sender puts there what others put into the body. */
function withHeaders(opened: OpenedBody, headers: ReadonlyMap<string, string>): OpenedBody {
  const header = (name: string) => headers.get(name);
  const fields = {
    event_id: percentDecoded(header('ce-id')) ?? header('message_id'),
    source: header('source') ?? percentDecoded(header('ce-source')),
    correlation_id:
      header('correlation_id') ?? header('x-correlation-id') ?? percentDecoded(header('ce-correlationid')),
    timestamp: header('timestamp') ?? header('ce-time'),
    ttl: header('ttl'),
    priority: header('priority'),
    traceparent: header('traceparent') ?? header('ce-traceparent'),
  };
  const names = [header('event_type'), readCloudEventName(percentDecoded(header('ce-type')))];
  return { names: [...opened.names, ...names], fields: [...opened.fields, fields], payload: opened.payload };
}

/** CloudEvents headers are percent-encoded like those of its HTTP binding (NATS binding 1.0, section 3.1.3). */
function percentDecoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The first value under any of the names, innermost wrapper first, that `read` understands. */
function firstRead<T>(
  opened: OpenedBody,
  names: readonly string[],
  read: (value: unknown) => T | undefined,
): T | undefined {
  for (const fields of opened.fields) {
    for (const name of names) {
      const value = read(fields[name]);
      if (value !== undefined) return value;
    }
  }
  return undefined;
}

function readText(opened: OpenedBody, names: readonly string[]): string | undefined {
  return firstRead(opened, names, readId);
}

function readName(opened: OpenedBody, message: IncomingMessage): { type: EventType; spelling: unknown } | undefined {
  for (const spelling of [...opened.names, message.subject]) {
    const type = readEventName(spelling);
    if (type) return { type, spelling };
  }
  return undefined;
}

function speaksOfLocation(payload: JsonRecord): boolean {
  return ['location_id', 'location', 'location_type'].some((name) => name in payload);
}

/** The id that the sender gave, or one in its place; and, of a replayed dead letter, which one it was. */
function readIdentity(opened: OpenedBody, message: IncomingMessage): { sentId: string; replayOf?: string } {
  const { headers, streamName, streamSequence, storedAtNanos } = message;
  const replayOf = readSequence(headers.get('dead-letter-origin'));
  const own = { id: 'nats-msg-id', stream: streamName, sequence: `${streamSequence}@${storedAtNanos ?? 0}` };
  // A replay has a message id and a place of its own; what its original had is in these headers (`replay-headers.ts`).
  const original = {
    id: 'original-nats-msg-id',
    stream: headers.get('dead-letter-stream') ?? streamName,
    sequence: headers.get('dead-letter-sequence') ?? own.sequence,
  };
  const first = replayOf === undefined ? own : original;
  const sentId =
    readText(opened, ID_NAMES) ?? readId(headers.get(first.id)) ?? derivedId('stream', first.stream, first.sequence);
  return { sentId, replayOf };
}

function canonicalEvent(
  opened: OpenedBody,
  type: EventType,
  payload: JsonRecord,
  message: IncomingMessage,
): CanonicalEvent {
  const { headers } = message;
  const { sentId, replayOf } = readIdentity(opened, message);
  const correlationId = readText(opened, CORRELATION_NAMES);
  const asked = type === 'generation.requested' ? readPriority(payload['priority']) : undefined;
  return {
    // What a replay asks for must not be taken for what its original has asked for already.
    id: replayOf === undefined ? sentId : derivedId('replay', sentId, replayOf),
    replayOf,
    type,
    source: readText(opened, SOURCE_NAMES),
    correlationId: correlationId ?? derivedId('correlation', sentId),
    correlationCreated: correlationId === undefined,
    causationId: sentId,
    timestamp: firstRead(opened, ['timestamp', 'time'], readTimestamp),
    ttlS: firstRead(opened, ['ttl'], readTtlS),
    // The caller's own wish counts before the routing priority that its client library put on the envelope.
    priority: asked ?? firstRead(opened, ['priority'], readPriority),
    userId: readId(payload['user_id']) ?? readId(payload['owner_id']) ?? readText(opened, OWNER_NAMES),
    traceparent: readTraceparent(headers.get('traceparent')) ?? firstRead(opened, ['traceparent'], readTraceparent),
    payload,
  };
}
