import { readCloudEventName, readEventName } from './event-names';
import { readIncomingJson } from './incoming-json';
import { isRecord, JsonRecord } from './json-record';

/** A message body taken out of its wrappers. */
export interface OpenedBody {
  /** What may name the event, innermost wrapper first. */
  readonly names: readonly unknown[];
  /** Objects to look up envelope members in (id, source, ttl …), innermost first. */
  readonly fields: readonly JsonRecord[];
  /** Whatever stood in the place of the payload; undefined when nothing did. */
  readonly payload: unknown;
}

const DEEPEST_WRAPPING = 4;

/**
 * Takes the payload out of every wrapper that real senders use (docs/messages.md): our own `{payload}`, Nest's
 * `{pattern, data}`, CloudEvents, `{metadata, data|events}` and a plain payload. A transport wrapper (Nest, CloudEvents)
 * may hold another envelope; four levels are opened.
 */
export function openBody(body: JsonRecord, level = 1): OpenedBody {
  if (level <= DEEPEST_WRAPPING) {
    if ('pattern' in body && 'data' in body) return openTransport(body, [patternName(body['pattern'])], level);
    if (isCloudEvent(body)) return openTransport(body, [readCloudEventName(body['type'])], level);
  }
  return 'payload' in body ? { ...described(body), payload: body['payload'] } : openFlat(body);
}

function patternName(pattern: unknown): unknown {
  return isRecord(pattern) ? (pattern['cmd'] ?? pattern['event']) : pattern;
}

function isCloudEvent(body: JsonRecord): boolean {
  return typeof body['specversion'] === 'string' && typeof body['type'] === 'string';
}

function openTransport(body: JsonRecord, names: readonly unknown[], level: number): OpenedBody {
  const data = body['data'] ?? decodeBase64(body['data_base64']);
  const fields = describingParts(body);
  if (!isRecord(data)) return { names, fields, payload: data };
  const inner = openBody(data, level + 1);
  return { names: [...inner.names, ...names], fields: [...inner.fields, ...fields], payload: inner.payload };
}

function decodeBase64(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  const read = readIncomingJson(Buffer.from(text, 'base64'));
  return 'value' in read ? read.value : undefined;
}

function describingParts(body: JsonRecord): JsonRecord[] {
  return [body, body['metadata'], body['context']].filter(isRecord);
}

function namesIn(body: JsonRecord): unknown[] {
  return describingParts(body).flatMap((part) => [part['event_type'], part['message_type'], part['type']]);
}

function described(body: JsonRecord): Omit<OpenedBody, 'payload'> {
  return { names: namesIn(body), fields: describingParts(body) };
}

/** Members that say something about the message, never about its subject. */
const ENVELOPE_MEMBERS = new Set([
  ...[
    'id',
    'event_id',
    'message_id',
    'type',
    'event_type',
    'message_type',
    'event_version',
    'version',
    'schema_version',
  ],
  ...['source', 'source_id', 'source_service', 'source_component', 'service', 'destination', 'reply_to', 'timestamp'],
  ...[
    'time',
    'correlation_id',
    'correlationId',
    'causation_id',
    'causationId',
    'ttl',
    'priority',
    'user_id',
    'owner_id',
  ],
  ...['traceparent', 'sequence_number', 'stream_id', 'metadata', 'context', 'data', 'events'],
]);
const NAMING_MEMBERS = ['event_type', 'message_type', 'type'];
const SUBJECT_IDS = ['character_id', 'campaign_id', 'location_id', 'request_id'];

/** `type` values that say "this is a message" and leave the event's name to `event_type`. */
const MARKERS = new Set(['event', 'service_message']);
/** `type` values that belong to a `generation.requested` payload, so that its `data` is no wrapper's. */
const REQUEST_TYPES = new Set(['portrait', 'character_portrait', 'map', 'token', 'item', 'batch']);

function without(body: JsonRecord, names: Iterable<string>): JsonRecord {
  const dropped = new Set(names);
  return Object.fromEntries(Object.entries(body).filter(([name]) => !dropped.has(name)));
}

function typeIn(body: JsonRecord, values: ReadonlySet<string>): boolean {
  return typeof body['type'] === 'string' && values.has(body['type'].toLowerCase());
}

function namesItsSubject(body: JsonRecord): boolean {
  return SUBJECT_IDS.some((name) => name in body);
}

/** A body without a `payload` member: `{metadata, data}`, `{type, data}`, or the payload itself. */
function openFlat(body: JsonRecord): OpenedBody {
  const content = wrappedContent(body);
  if (content) {
    // What stands beside the content belongs to the subject as well (`campaign_id` of a campaign's event).
    return { ...described(body), payload: { ...without(body, ENVELOPE_MEMBERS), ...content } };
  }
  const isNamed = namesIn(body).some((name) => readEventName(name) !== undefined);
  const isMarked = typeIn(body, MARKERS);
  const naming = NAMING_MEMBERS.filter((name) => readEventName(body[name]) || (isMarked && name !== 'message_type'));
  // Senders of plain payloads call the character's or location's own id `id`: taken for a message id, the second
  // change of a character would be dropped as a duplicate.
  const idIsOfMessage = isMarked || (isNamed && namesItsSubject(body));
  const fields = idIsOfMessage ? body : without(body, ['id']);
  const payload = without(body, idIsOfMessage ? [...naming, 'id'] : naming);
  return { names: namesIn(body), fields: describingParts(fields), payload };
}

/**
 * The object under `data` or `events` when it is the payload. Beside `metadata`, `context` or a marker type it is;
 * beside a known event name only if nothing else in the body could be payload (contract, small print: a member
 * called `data` alone makes no envelope).
 */
function wrappedContent(body: JsonRecord): JsonRecord | undefined {
  const content = [body['data'], body['events']].find(isRecord);
  if (!content || typeIn(body, REQUEST_TYPES)) return undefined;
  const onlyDescribes = Object.keys(body).every((name) => ENVELOPE_MEMBERS.has(name));
  const isNamed = namesIn(body).some((name) => readEventName(name) !== undefined);
  if (typeIn(body, MARKERS)) return content;
  if (isRecord(body['metadata']) || isRecord(body['context'])) return isNamed || onlyDescribes ? content : undefined;
  return isNamed && onlyDescribes && ('id' in content || namesItsSubject(content)) ? content : undefined;
}
