import { randomUUID } from 'node:crypto';
import { connect, JSONCodec, type NatsConnection } from 'nats';
import { eventually } from '../../support/eventually';

const json = JSONCodec<Envelope>();

/** The members of terminal events that tests look into; which are there depends on the event. */
export interface Payload {
  readonly job_id: string;
  readonly image_id: string;
  readonly kind: string;
  readonly url: string;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly seed: number;
  readonly variants: readonly { readonly name: string }[];
  readonly code: string;
  readonly message: string;
}

/** A published event, as any consumer without our code reads it. */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  readonly event_type: string;
  readonly version: number;
  readonly source: string;
  readonly correlation_id: string;
  readonly causation_id?: string;
  readonly timestamp: string;
  readonly payload: Payload;
}

/** Another program on the hub: publishes what senders send, and hears what the service says. */
export class HubStranger {
  readonly heard: { subject: string; envelope: Envelope; headers: Record<string, string> }[] = [];

  private constructor(readonly connection: NatsConnection) {}

  static async join(url: string): Promise<HubStranger> {
    const connection = await connect({ servers: url });
    const stranger = new HubStranger(connection);
    connection.subscribe('image.>', {
      callback: (error, message) => {
        if (error !== null) return;
        const names = message.headers?.keys() ?? [];
        const headers = Object.fromEntries(names.map((name) => [name, message.headers?.get(name) ?? '']));
        if (message.subject.startsWith('image.dead.')) return;
        stranger.heard.push({ subject: message.subject, envelope: json.decode(message.data), headers });
      },
    });
    await connection.flush();
    return stranger;
  }

  /** Publishes in the documented envelope; resolves with its id once the hub has stored it. */
  async publish(type: string, payload: object, more: object = {}): Promise<string> {
    const id = randomUUID();
    const timestamp = new Date().toISOString();
    const envelope = {
      id,
      type: 'event',
      event_type: type,
      source: 'tests',
      correlation_id: randomUUID(),
      timestamp,
      payload,
      ...more,
    };
    await this.connection.jetstream().publish(type, JSON.stringify(envelope));
    return id;
  }

  /** Publishes bytes as they are. */
  async publishBytes(subject: string, bytes: string | Uint8Array): Promise<void> {
    await this.connection.jetstream().publish(subject, bytes);
  }

  /** The terminal events that `eventId` caused. */
  answersTo(eventId: string): Envelope[] {
    return this.heard.map(({ envelope }) => envelope).filter((envelope) => envelope.causation_id === eventId);
  }

  /** Waits for `count` terminal events caused by `eventId`. */
  async answers(eventId: string, count = 1): Promise<Envelope[]> {
    return eventually(
      () => {
        const found = this.answersTo(eventId);
        if (found.length < count) throw new Error(`${found.length} of ${count} answers: ${JSON.stringify(found)}`);
        return found;
      },
      { timeoutMs: 30_000, everyMs: 50 },
    );
  }

  async leave(): Promise<void> {
    await this.connection.close();
  }
}
