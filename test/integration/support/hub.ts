import { AckPolicy, connect, DeliverPolicy, type NatsConnection } from 'nats';
import { HubConnection } from '../../../src/hub/hub-connection';
import { Streams } from '../../../src/hub/streams';
import { testConfig } from './test-config';

/** The service's own connection to the hub at `url`, with its streams for `heard` subjects in place. */
export async function openHub(
  url: string,
  heard: readonly string[],
): Promise<{ hub: HubConnection; streams: Streams }> {
  const hub = new HubConnection(testConfig({ MESSAGE_HUB_URL: url }));
  await hub.opened();
  const streams = new Streams(hub);
  await streams.provision(heard);
  return { hub, streams };
}

/** A message as it lies in a stream. */
export interface StoredMessage {
  readonly subject: string;
  readonly data: Buffer;
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sequence: number;
}

/** Everything that lies in a stream of the server at `url` now, in order; optionally of one subject. */
export async function messagesIn(url: string, stream: string, subject?: string): Promise<StoredMessage[]> {
  const connection = await connect({ servers: url, reconnect: false });
  try {
    return await readAll(connection, stream, subject);
  } finally {
    await connection.close();
  }
}

async function readAll(
  connection: NatsConnection,
  stream: string,
  subject: string | undefined,
): Promise<StoredMessage[]> {
  const manager = await connection.jetstreamManager();
  const reader = { ack_policy: AckPolicy.None, deliver_policy: DeliverPolicy.All, filter_subject: subject };
  const { name, num_pending } = await manager.consumers.add(stream, { ...reader, inactive_threshold: 5_000_000_000 });
  const stored: StoredMessage[] = [];
  if (num_pending === 0) return stored;
  const consumer = await connection.jetstream().consumers.get(stream, name);
  for await (const message of await consumer.fetch({ max_messages: num_pending, expires: 2000 })) {
    const headers = Object.fromEntries([...(message.headers ?? [])].map(([key, values]) => [key, values.join()]));
    const { subject: stands, info } = message;
    stored.push({
      subject: stands,
      data: Buffer.from(message.data),
      id: headers['Nats-Msg-Id'] ?? '',
      headers,
      sequence: info.streamSequence,
    });
  }
  return stored;
}
