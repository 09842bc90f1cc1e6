import { objectOr, type JsonObject } from '../openapi/json';
import { eventChannels, type DescribedChannel } from './event-channels';
import { requestChannels, type RequestSubjects } from './request-channels';

const DESCRIPTION = `What the service hears and says on NATS. Events are JetStream messages, acknowledged only after their effect is
committed; whoever listens removes duplicates by \`id\`. Every request that was taken ends in exactly one
\`image.generated\` or \`image.failed\`, and the events of one image arrive in order of \`payload.image_version\`.

Only the envelope that is best sent is described here; docs/messages.md lists the other forms that are understood.`;

/**
 * The AsyncAPI 3.0 document of the service's messages.
 *
 * @param subjects the service asks on, and answers on
 * @param schemas of the HTTP document: requests over the hub have the same bodies
 */
export function asyncApiDocument(subjects: RequestSubjects, schemas: JsonObject): JsonObject {
  const channels = [...eventChannels(), ...requestChannels(subjects)];
  return {
    asyncapi: '3.0.0',
    info: { title: 'Image Service', version: '1', description: DESCRIPTION },
    defaultContentType: 'application/json',
    servers: { hub: { host: 'message-hub:4222', protocol: 'nats', description: 'NATS with JetStream' } },
    channels: Object.fromEntries(channels.flatMap(channelsOf)),
    operations: Object.fromEntries(channels.map(operationOf)),
    components: { schemas: usedSchemas(channels, schemas) },
  };
}

/** A name that references can carry. */
function keyOf({ address }: DescribedChannel): string {
  return address.replace(/[{}]/g, '');
}

function channelsOf(channel: DescribedChannel): [string, JsonObject][] {
  const { address, messages, parameters, reply, summary } = channel;
  const own = { address, summary, messages, ...(parameters === undefined ? {} : { parameters }) };
  if (reply === undefined) return [[keyOf(channel), own]];
  const inbox = {
    address: null,
    summary: `Replies to ${address}, on the inbox that the question names`,
    messages: reply,
  };
  return [
    [keyOf(channel), own],
    [`${keyOf(channel)}.reply`, inbox],
  ];
}

function operationOf(channel: DescribedChannel): [string, JsonObject] {
  const key = keyOf(channel);
  const messagesOf = (name: string, messages: DescribedChannel['messages']) =>
    Object.keys(messages).map((message) => ({ $ref: `#/channels/${name}/messages/${message}` }));
  const operation = {
    action: channel.action,
    summary: channel.summary,
    channel: { $ref: `#/channels/${key}` },
    messages: messagesOf(key, channel.messages),
  };
  if (channel.reply === undefined) return [`${channel.action}.${key}`, operation];
  const reply = {
    address: { location: '$message.header#/reply', description: 'the reply subject of the NATS message' },
    channel: { $ref: `#/channels/${key}.reply` },
    messages: messagesOf(`${key}.reply`, channel.reply),
  };
  return [`${channel.action}.${key}`, { ...operation, reply }];
}

/** What the channels refer to. Over HTTP a body refuses what it does not name; over the hub that is ignored. */
function usedSchemas(channels: unknown, schemas: JsonObject): JsonObject {
  const wanted = new Set<string>();
  const collect = (from: unknown): void => {
    for (const [, name = ''] of JSON.stringify(from).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (wanted.has(name)) continue;
      wanted.add(name);
      collect(schemas[name] ?? null);
    }
  };
  collect(channels);
  return Object.fromEntries([...wanted].sort().map((name) => [name, opened(name, objectOr(schemas[name]))]));
}

function opened(name: string, schema: JsonObject): JsonObject {
  return name.endsWith('Dto') ? { ...schema, additionalProperties: true } : schema;
}
