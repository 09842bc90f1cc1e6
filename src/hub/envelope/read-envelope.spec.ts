import * as fc from 'fast-check';
import { derivedId } from '../../common/ids';
import { CanonicalEvent } from './canonical-event';
import { EnvelopeOutcome, IncomingMessage, readEnvelope } from './read-envelope';

const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

function aMessage(
  body: unknown,
  options: { subject?: string; headers?: Record<string, string> } = {},
): IncomingMessage {
  const data = body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
  const headers = new Map(Object.entries(options.headers ?? {}));
  return { subject: options.subject ?? 'character.created', data, headers, streamName: 'EVENTS', streamSequence: 7 };
}

function read(body: unknown, options?: { subject?: string; headers?: Record<string, string> }): EnvelopeOutcome {
  return readEnvelope(aMessage(body, options));
}

function eventOf(outcome: EnvelopeOutcome): CanonicalEvent {
  if ('event' in outcome) return outcome.event;
  throw new Error(`no event: ${JSON.stringify(outcome)}`);
}

const FORMS: [string, unknown, { subject?: string; headers?: Record<string, string> }, object][] = [
  [
    'our own envelope',
    {
      id: 'b1c1f6a2-6a0e-4b0e-9a39-6a3f3a4c7b21',
      type: 'event',
      event_type: 'character.created',
      version: 1,
      source: 'character-service',
      correlation_id: 'corr-1',
      timestamp: '2026-11-22T10:01:00.000Z',
      payload: { character_id: 'char-1' },
    },
    {},
    {
      id: 'b1c1f6a2-6a0e-4b0e-9a39-6a3f3a4c7b21',
      type: 'character.created',
      source: 'character-service',
      correlationId: 'corr-1',
      correlationCreated: false,
      timestamp: new Date('2026-11-22T10:01:00Z'),
      payload: { character_id: 'char-1' },
    },
  ],
  [
    'E1, a service message with time to live and priority',
    {
      id: 'm-1',
      type: 'service_message',
      source: 'campaign',
      destination: 'image',
      correlation_id: 'c-1',
      payload: { request_id: 'r-1', type: 'map', data: {} },
      timestamp: '2025-08-30T14:49:14Z',
      ttl: 300,
      priority: 1,
    },
    { subject: 'generation.requested' },
    {
      id: 'm-1',
      type: 'generation.requested',
      ttlS: 300,
      priority: 1,
      payload: { request_id: 'r-1', type: 'map', data: {} },
    },
  ],
  [
    'E2, an event',
    { id: 'e-2', type: 'event', event_type: 'CHARACTER_UPDATED', correlation_id: 'c', payload: { id: 'char-0' } },
    { subject: 'events' },
    { id: 'e-2', type: 'character.updated', payload: { id: 'char-0' } },
  ],
  [
    'E3, an event type that is only a class of event',
    { id: 'e-3', type: 'event', source: 'character', event_type: 'state_change', payload: { character_id: 'c' } },
    { subject: 'character.updated' },
    { id: 'e-3', type: 'character.updated', source: 'character' },
  ],
  [
    'E4, names in bridged headers and a loop clock for a time',
    { character_id: 'c-4' },
    {
      subject: 'events',
      headers: {
        source: 'character',
        event_type: 'character_created',
        timestamp: '184422.33',
        ttl: '60',
        priority: '7',
        message_id: 'm-4',
        correlation_id: 'k',
      },
    },
    { id: 'm-4', type: 'character.created', timestamp: undefined, ttlS: 60, priority: 7, correlationId: 'k' },
  ],
  [
    'E5, metadata and data',
    {
      metadata: { event_type: 'character_updated', source_id: 'character', correlation_id: 'c5', timestamp: 184422.33 },
      data: { character_id: 'c' },
    },
    { subject: 'image_service' },
    {
      type: 'character.updated',
      correlationId: 'c5',
      source: 'character',
      timestamp: undefined,
      payload: { character_id: 'c' },
    },
  ],
  [
    'E6, metadata and events',
    {
      metadata: {
        correlation_id: 'c6',
        source_service: 'campaign',
        event_type: 'campaign.theme.updated',
        event_version: '1',
        timestamp: '2025-09-01T00:00:00',
        ttl: 30,
      },
      events: { campaign_id: 'camp', new_theme: 'horror' },
    },
    { subject: 'events' },
    {
      type: 'campaign.theme_changed',
      source: 'campaign',
      timestamp: new Date('2025-09-01T00:00:00Z'),
      ttlS: 30,
      payload: { campaign_id: 'camp', new_theme: 'horror' },
    },
  ],
  [
    'E6 as its code has it, flat beside metadata',
    {
      event_type: 'campaign_location_added',
      campaign_id: 'camp',
      correlation_id: 'c',
      metadata: { a: 1 },
      location_id: 'l',
    },
    { subject: 'events' },
    {
      type: 'campaign.location_added',
      payload: { campaign_id: 'camp', correlation_id: 'c', metadata: { a: 1 }, location_id: 'l' },
    },
  ],
  [
    'E7, an upper-case type with metadata and data',
    {
      id: 'e-7',
      type: 'CHARACTER_CREATED',
      timestamp: '2025-09-01T10:00:00',
      version: '1.0',
      metadata: {},
      data: { character_id: 'c', name: 'n' },
    },
    { subject: 'events' },
    { id: 'e-7', type: 'character.created', payload: { character_id: 'c', name: 'n' } },
  ],
  [
    'E7 over AMQP, type and data with a service',
    {
      type: 'CHARACTER_CREATED',
      data: { character_id: 'c' },
      timestamp: '2025-09-01T10:00:00.123456',
      service: 'character',
    },
    { subject: 'events' },
    {
      type: 'character.created',
      source: 'character',
      payload: { character_id: 'c' },
      timestamp: new Date('2025-09-01T10:00:00.123Z'),
    },
  ],
  [
    'the LLM service, context beside data',
    {
      context: { request_id: 'r', source_service: 'llm', timestamp: '2025-09-01T10:00:00Z', correlation_id: 'c8' },
      data: { character_id: 'c' },
      metadata: {},
    },
    {},
    { type: 'character.created', source: 'llm', correlationId: 'c8', payload: { character_id: 'c' } },
  ],
  [
    'the LLM service, a campaign event with its data beside the campaign',
    { event_type: 'location_added', campaign_id: 'camp', data: { location_id: 'l' }, theme_context: {} },
    { subject: 'events' },
    {
      type: 'campaign.location_added',
      payload: { campaign_id: 'camp', data: { location_id: 'l' }, theme_context: {} },
    },
  ],
  [
    'the hub core, with a message type',
    {
      source: 'character',
      destination: 'image',
      message_type: 'character.deleted',
      correlation_id: 'c',
      payload: { character_id: 'c' },
      reply_to: null,
    },
    { subject: 'events' },
    { type: 'character.deleted', payload: { character_id: 'c' } },
  ],
  [
    'the event store',
    {
      event_type: 'character.created',
      event_id: 'es-1',
      timestamp: '2025-09-01T10:00:00Z',
      source_service: 'character',
      source_component: 'x',
      data: { character_id: 'c' },
      metadata: {},
      correlation_id: 'c',
      causation_id: 'd',
      sequence_number: 4,
      stream_id: 's',
    },
    { subject: 'events' },
    { id: 'es-1', type: 'character.created', source: 'character', payload: { character_id: 'c' } },
  ],
  [
    "Nest's pattern and data",
    { pattern: 'character.created', data: { character_id: 'c' } },
    { subject: 'events' },
    { type: 'character.created', payload: { character_id: 'c' } },
  ],
  [
    'an envelope that Nest wrapped again',
    {
      pattern: 'character.created',
      data: {
        id: 'in',
        type: 'event',
        event_type: 'character.created',
        source: 'character',
        payload: { character_id: 'c' },
      },
    },
    {},
    { id: 'in', source: 'character', payload: { character_id: 'c' } },
  ],
  [
    'a structured CloudEvent',
    {
      specversion: '1.0',
      type: 'com.example.character.updated.v1',
      source: '/characters',
      id: 'ce-1',
      time: '2026-01-01T00:00:00Z',
      correlationid: 'cc',
      data: { character_id: 'c' },
    },
    { subject: 'events' },
    {
      id: 'ce-1',
      type: 'character.updated',
      source: '/characters',
      correlationId: 'cc',
      timestamp: new Date('2026-01-01T00:00:00Z'),
      payload: { character_id: 'c' },
    },
  ],
  [
    'a structured CloudEvent around a request that has a type and data itself',
    {
      specversion: '1.0',
      type: 'generation.requested',
      source: 's',
      id: 'ce-3',
      data: { request_id: 'r', type: 'portrait', data: { character_id: 'c' } },
    },
    { subject: 'events' },
    {
      id: 'ce-3',
      type: 'generation.requested',
      payload: { request_id: 'r', type: 'portrait', data: { character_id: 'c' } },
    },
  ],
  [
    'a structured CloudEvent with its data in base 64',
    {
      specversion: '1.0',
      type: 'character.updated',
      source: 's',
      id: 'ce-4',
      data_base64: Buffer.from('{"character_id":"c"}').toString('base64'),
    },
    {},
    { type: 'character.updated', payload: { character_id: 'c' } },
  ],
  [
    'a binary CloudEvent',
    { character_id: 'c' },
    {
      subject: 'events',
      headers: {
        'ce-specversion': '1.0',
        'ce-type': 'character.created',
        'ce-id': 'ce-2',
        'ce-source': 'char%20acter',
        'ce-time': '2026-01-01T00:00:00+01:00',
      },
    },
    {
      id: 'ce-2',
      type: 'character.created',
      source: 'char acter',
      timestamp: new Date('2025-12-31T23:00:00Z'),
      payload: { character_id: 'c' },
    },
  ],
  [
    'a plain payload',
    { character_id: 'c', timestamp: '2026-01-01T00:00:00Z', details: { species: 'elf' } },
    { headers: { 'nats-msg-id': 'n-1', traceparent: TRACE } },
    {
      id: 'n-1',
      type: 'character.created',
      traceparent: TRACE,
      payload: { character_id: 'c', timestamp: '2026-01-01T00:00:00Z', details: { species: 'elf' } },
    },
  ],
  [
    'a plain request with its own type, data and metadata',
    {
      request_id: 'r-9',
      type: 'portrait',
      data: { character_id: 'c' },
      metadata: { a: 1 },
      priority: 'urgent',
      user_id: 'u',
    },
    { subject: 'image.generation.requested' },
    {
      type: 'generation.requested',
      priority: 9,
      userId: 'u',
      payload: {
        request_id: 'r-9',
        type: 'portrait',
        data: { character_id: 'c' },
        metadata: { a: 1 },
        priority: 'urgent',
        user_id: 'u',
      },
    },
  ],
];

describe('readEnvelope', () => {
  it.each(FORMS)('reads %s', (_form, body, options, expected) => {
    const outcome = read(body, options);

    expect(eventOf(outcome)).toMatchObject(expected);
  });

  it('leaves the id of a plain payload to the character it names', () => {
    const outcome = read({ id: 'char-1', campaign_id: 'camp', name: 'n' });

    expect(eventOf(outcome)).toMatchObject({ id: derivedId('stream', 'EVENTS', '7@0'), payload: { id: 'char-1' } });
  });

  it('tells messages without an id apart when their stream was made anew and counts from 1 again', () => {
    const body = { character_id: 'char-1' };

    const ids = [1, 2].map((storedAtNanos) => eventOf(readEnvelope({ ...aMessage(body), storedAtNanos })).id);

    expect(new Set(ids).size).toBe(2);
  });

  it('takes a flat, named body by its own id when the character has another', () => {
    const outcome = read({ id: 'evt-1', event_type: 'character.created', character_id: 'char-1' });

    expect(eventOf(outcome)).toMatchObject({ id: 'evt-1', payload: { character_id: 'char-1' } });
  });

  it('believes the body where the subject says otherwise', () => {
    const outcome = read({ event_type: 'character.deleted', payload: { character_id: 'c' } });

    expect(eventOf(outcome).type).toBe('character.deleted');
  });

  it('creates the same correlation id at every delivery of a message that has none', () => {
    const first = eventOf(read({ character_id: 'c' }));
    const second = eventOf(read({ character_id: 'c' }));

    expect(first.correlationCreated).toBe(true);
    expect(second.correlationId).toBe(first.correlationId);
    expect(first.causationId).toBe(first.id);
  });

  it('keeps an id of 200 characters and derives one for 201', () => {
    const kept = eventOf(read({ id: 'x'.repeat(200), type: 'event', payload: { a: 1 } }));
    const derived = eventOf(read({ id: 'x'.repeat(201), type: 'event', payload: { a: 1 } }));

    expect(kept.id).toBe('x'.repeat(200));
    expect(derived.id).toBe(derivedId('foreign id', 'x'.repeat(201)));
  });

  it('ignores what this service has sent itself', () => {
    const outcome = read({
      type: 'event',
      event_type: 'character.created',
      source: 'image-service',
      payload: { a: 1 },
    });

    expect(outcome).toEqual({ ignored: 'own message' });
  });

  it('ignores an event that neither body, headers nor subject know', () => {
    const outcome = read({ type: 'event', event_type: 'weather.changed', payload: { a: 1 } }, { subject: 'events' });

    expect(outcome).toEqual({ ignored: 'unknown event type' });
  });

  it('takes added chapter content for a location only when it speaks of one', () => {
    const name = 'campaign.chapter.content.added';

    const location = read({ event_type: name, payload: { location_id: 'l' } });
    const letter = read({ event_type: name, payload: { content_id: 'x' } });

    expect(eventOf(location).type).toBe('campaign.location_added');
    expect(letter).toEqual({ ignored: 'unknown event type' });
  });

  it.each([
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'the body is not UTF-8 text'],
    ["Python's way to print a dictionary", new TextEncoder().encode("{'a': 1}"), 'the body is not JSON'],
    ['nothing at all', new Uint8Array(0), 'the body is not JSON'],
    ['a list', [{ character_id: 'c' }], 'the body is not a JSON object'],
    ['null', null, 'the body is not a JSON object'],
    ['a payload that is text', { type: 'event', payload: 'text' }, 'the payload is not a JSON object'],
    ['a payload that is null', { type: 'event', payload: null }, 'the payload is missing or empty'],
    ['an empty object', {}, 'the payload is missing or empty'],
    ['more than 1 MiB', { a: 'x'.repeat(1024 * 1024) }, 'the body is larger than 1 MiB'],
    [
      'half a million brackets',
      new TextEncoder().encode('['.repeat(500_000)),
      'the body is nested deeper than 64 levels',
    ],
  ])('buries %s', (_what, body, reason) => {
    const outcome = read(body);

    expect(outcome).toEqual({ poison: reason });
  });

  it('reads 64 levels and buries 65', () => {
    const nested = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

    const deep = read(new TextEncoder().encode(nested(64)));
    const deeper = read(new TextEncoder().encode(nested(65)));

    expect(deep).toHaveProperty('event');
    expect(deeper).toEqual({ poison: 'the body is nested deeper than 64 levels' });
  });

  it('replaces what PostgreSQL cannot store and drops members that reach for the prototype', () => {
    const text = '{"character_id":"c","na\\u0000me":"a\\u0000b\\ud800","__proto__":{"polluted":1},"n":1e999}';

    const event = eventOf(read(new TextEncoder().encode(text)));

    expect(event.payload).toEqual({ character_id: 'c', 'na\ufffdme': 'a\ufffdb\ufffd', n: null });
    expect(Object.getPrototypeOf(event.payload)).not.toHaveProperty('polluted');
  });

  it.each([
    ['low', 2],
    ['NORMAL', 5],
    ['critical', 9],
    [99, 9],
    [-3, 0],
    ['4', 4],
    ['soon', undefined],
  ])('reads the priority %p as %p', (priority, expected) => {
    const event = eventOf(read({ type: 'event', priority, payload: { a: 1 } }));

    expect(event.priority).toBe(expected);
  });

  it.each(['00-0-0-01', 'ff' + TRACE.slice(2), TRACE.toUpperCase(), 7])('drops the trace parent %p', (traceparent) => {
    const event = eventOf(read({ type: 'event', traceparent, payload: { a: 1 } }));

    expect(event.traceparent).toBeUndefined();
  });
});

describe('readEnvelope of a dead letter that is delivered again', () => {
  const BODY = { id: 'e-1', type: 'event', payload: { character_id: 'c' } };

  it('gives it an id of its own, the same at every delivery, and names the original as the cause', () => {
    const original = eventOf(read(BODY));
    const replay = eventOf(read(BODY, { headers: { 'dead-letter-origin': '12', 'nats-msg-id': 'new' } }));
    const again = eventOf(read(BODY, { headers: { 'dead-letter-origin': '12', 'nats-msg-id': 'newer' } }));

    expect(replay).toMatchObject({ id: derivedId('replay', 'e-1', '12'), replayOf: '12', causationId: 'e-1' });
    expect(replay.correlationId).toBe(original.correlationId);
    expect(again.id).toBe(replay.id);
    expect(original.replayOf).toBeUndefined();
  });

  it('makes another event of each dead letter', () => {
    const replay = eventOf(read(BODY, { headers: { 'dead-letter-origin': '12' } }));
    const second = eventOf(read(BODY, { headers: { 'dead-letter-origin': '13' } }));

    expect(second.id).not.toBe(replay.id);
    expect(second.causationId).toBe(replay.causationId);
  });

  it.each<[string, Record<string, string>, string]>([
    ['message id', { 'nats-msg-id': 'new', 'original-nats-msg-id': 'm-1' }, 'm-1'],
    [
      'place in its stream',
      { 'nats-msg-id': 'new', 'dead-letter-stream': 'EVENTS', 'dead-letter-sequence': '3' },
      derivedId('stream', 'EVENTS', '3'),
    ],
  ])('knows an original without an id by its %s', (_case, headers, sentId) => {
    const replay = eventOf(
      read({ type: 'event', payload: { a: 1 } }, { headers: { ...headers, 'dead-letter-origin': '12' } }),
    );

    expect(replay).toMatchObject({ id: derivedId('replay', sentId, '12'), causationId: sentId });
  });

  it.each(['', '-1', 'x', '1'.repeat(21)])('takes no notice of the origin %p', (origin) => {
    const event = eventOf(read(BODY, { headers: { 'dead-letter-origin': origin, 'original-nats-msg-id': 'm' } }));

    expect(event).toMatchObject({ id: 'e-1', replayOf: undefined });
  });
});

/** Every text of a value: strings, and names of members. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}

describe('readEnvelope, whatever comes', () => {
  const anyHeaders = fc.dictionary(
    fc.constantFrom(
      ...['event_type', 'ce-type', 'ce-id', 'ttl', 'priority', 'nats-msg-id', 'traceparent', 'timestamp'],
      ...['dead-letter-origin', 'dead-letter-stream', 'dead-letter-sequence', 'original-nats-msg-id'],
    ),
    fc.string({ unit: 'binary' }),
  );
  const anyEnvelope = fc.dictionary(
    fc.constantFrom(
      ...['id', 'type', 'event_type', 'payload', 'data', 'events', 'pattern', 'metadata', 'context', 'specversion'],
      ...['source', 'correlation_id', 'timestamp', 'ttl', 'priority', 'data_base64', 'character_id', '__proto__'],
    ),
    fc.oneof(
      fc.jsonValue({ stringUnit: 'binary' }),
      fc.constantFrom('event', 'character.created', 'portrait', '1.0'),
      fc.dictionary(fc.constantFrom('event_type', 'payload', 'data', 'pattern', 'id'), fc.jsonValue()),
    ),
  );

  it('gives exactly one of three outcomes for any bytes', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const outcome = read(bytes);

      expect(Object.keys(outcome)).toHaveLength(1);
    });

    fc.assert(property, { numRuns: 500 });
  });

  it('gives storable text and sane ids for any JSON and any headers', () => {
    const property = fc.property(fc.oneof(anyEnvelope, fc.jsonValue()), anyHeaders, (body, headers) => {
      const outcome = read(body, { headers });

      expect(Object.keys(outcome)).toHaveLength(1);
      if (!('event' in outcome)) return;
      expect(outcome.event.id).toMatch(/^[\x20-\x7e]{1,200}$/);
      expect(outcome.event.correlationId).toMatch(/^[\x20-\x7e]{1,200}$/);
      expect(
        textsOf(JSON.parse(JSON.stringify(outcome.event))).filter((text) => /\0|[\ud800-\udfff]/u.test(text)),
      ).toEqual([]);
    });

    fc.assert(property, { numRuns: 500 });
  });
});
