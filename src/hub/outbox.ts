import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { derivedId } from '../common/ids';

/** An event of ours before it has an envelope. */
export interface OutgoingEvent {
  /** `image.generated`, `image.failed`, `image.updated` or `image.deleted`. */
  readonly type: string;
  /** What makes it this event and no other: the same words give the same id, so publishing twice is one event. */
  readonly identity: readonly string[];
  /** Events of one image leave in order; this is the image's id. */
  readonly orderingKey: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly traceparent?: string;
  /** Also published on `image.ready.<service>`, for the one who asked. */
  readonly targetService?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Events that are promised by a transaction and published after it. */
@Injectable()
export class Outbox {
  /**
   * Writes events in the caller's transaction: they leave if, and only if, it commits. Announcing an identity a
   * second time changes nothing.
   */
  async append(manager: EntityManager, events: readonly OutgoingEvent[]): Promise<void> {
    const rows = events.flatMap(rowsOf);
    if (rows.length === 0) return;
    await manager.query(
      `WITH appended AS (
         INSERT INTO outbox (event_id, subject, ordering_key, envelope, traceparent)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::jsonb[], $5::text[])
         ON CONFLICT (event_id) DO NOTHING)
       SELECT pg_notify('image_outbox', '')`,
      [
        rows.map((row) => row.eventId),
        rows.map((row) => row.subject),
        rows.map((row) => row.orderingKey),
        rows.map((row) => JSON.stringify(row.envelope)),
        rows.map((row) => row.traceparent),
      ],
    );
  }
}

function rowsOf(event: OutgoingEvent) {
  const row = (subject: string, identity: readonly string[]) => {
    const eventId = derivedId(...identity);
    return {
      eventId,
      subject,
      orderingKey: event.orderingKey,
      traceparent: event.traceparent,
      envelope: envelopeOf(event, eventId),
    };
  };
  const rows = [row(event.type, event.identity)];
  if (event.targetService !== undefined) {
    // An id of its own: streams drop a second message with an id they have seen, whatever its subject.
    rows.push(row(`image.ready.${event.targetService}`, ['ready', ...event.identity]));
  }
  return rows;
}

/** The published envelope, exactly as the contract spells it. */
export function envelopeOf(
  event: Pick<OutgoingEvent, 'type' | 'correlationId' | 'causationId' | 'payload'>,
  id: string,
): Record<string, unknown> {
  return {
    id,
    type: 'event',
    event_type: event.type,
    version: 1,
    source: 'image-service',
    correlation_id: event.correlationId,
    causation_id: event.causationId,
    timestamp: new Date().toISOString(),
    payload: event.payload,
  };
}
