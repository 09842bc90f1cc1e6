import type { JsonObject } from '../openapi/json';

const text = { type: 'string' };
const TRACEPARENT = { type: 'string', description: 'W3C trace context, when there is one' };

/** The envelope around everything that is published, with the payload named by `schema`. */
export function publishedEnvelope(eventType: string | readonly string[], schema: JsonObject): JsonObject {
  return {
    type: 'object',
    required: ['id', 'type', 'event_type', 'version', 'source', 'correlation_id', 'timestamp', 'payload'],
    properties: {
      id: {
        type: 'string',
        format: 'uuid',
        description: 'the same however often it is published: remove duplicates by it',
      },
      type: { const: 'event' },
      event_type: typeof eventType === 'string' ? { const: eventType } : { enum: eventType },
      version: { const: 1 },
      source: { const: 'image-service' },
      correlation_id: text,
      causation_id: { ...text, description: 'id of the message that caused this' },
      timestamp: { type: 'string', format: 'date-time' },
      payload: schema,
    },
  };
}

/** The envelope that is best sent to this service; docs/messages.md lists the other forms that are understood. */
export function heardEnvelope(eventType: string, schema: JsonObject): JsonObject {
  return {
    type: 'object',
    required: ['event_type', 'payload'],
    properties: {
      id: { ...text, description: 'unique for its sender: the same id is the same event' },
      type: { const: 'event' },
      event_type: { ...text, examples: [eventType] },
      source: { ...text, description: 'the sending service' },
      correlation_id: { ...text, description: 'carried to every event this one causes' },
      timestamp: { type: 'string', format: 'date-time' },
      ttl: {
        type: 'number',
        minimum: 0,
        description: 'seconds after the timestamp in which the request is worth carrying out',
      },
      payload: schema,
    },
    additionalProperties: true,
  };
}

/** Headers of what is published. */
export const PUBLISHED_HEADERS: JsonObject = {
  type: 'object',
  required: ['Nats-Msg-Id', 'Content-Type'],
  properties: {
    'Nats-Msg-Id': { type: 'string', format: 'uuid', description: 'equal to the id of the envelope' },
    'Content-Type': { const: 'application/json' },
    traceparent: TRACEPARENT,
  },
};

/** Headers that are read from what is heard. */
export const HEARD_HEADERS: JsonObject = {
  type: 'object',
  properties: { 'Nats-Msg-Id': { ...text, description: 'the id, where the body has none' }, traceparent: TRACEPARENT },
  additionalProperties: true,
};

/** Headers of a dead letter; those of the original are beside them. */
export const DEAD_LETTER_HEADERS: JsonObject = {
  type: 'object',
  required: ['Nats-Msg-Id', 'Dead-Letter-Reason', 'Dead-Letter-Stream', 'Dead-Letter-Sequence'],
  properties: {
    'Nats-Msg-Id': { type: 'string', format: 'uuid' },
    'Dead-Letter-Reason': { ...text, description: 'a fixed sentence' },
    'Dead-Letter-Stream': { ...text, description: 'where the original lies' },
    'Dead-Letter-Sequence': { type: 'string', pattern: '^[0-9]+$' },
    'Dead-Letter-Full-Size': {
      type: 'string',
      pattern: '^[0-9]+$',
      description: 'bytes, when the original had to be cut',
    },
  },
  additionalProperties: {
    type: 'string',
    description: 'headers of the original; those that command a stream begin with Original-',
  },
};

/** What an envelope looks like around a payload. */
export function exampleEnvelope(eventType: string, source: string, payload: unknown): JsonObject {
  return {
    id: '0f6a1e0e-6c3f-5a77-9b0d-0b7c1f1b2a90',
    type: 'event',
    event_type: eventType,
    ...(source === 'image-service' ? { version: 1 } : {}),
    source,
    correlation_id: '7d1f3c1e-5a54-4a55-9a0c-3c8b64c5d3c2',
    ...(source === 'image-service' ? { causation_id: 'b1f6c1d2-8f0e-4a1c-9f43-2b6f2f0b6c11' } : {}),
    timestamp: '2026-11-22T10:01:00.000Z',
    payload,
  };
}
