import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { headers } from 'nats';
import { HubConnection } from './hub-connection';
import { envelopeOf, type OutgoingEvent } from './outbox';

/** Something that is worth knowing now and worth nothing later. */
export type PassingEvent = Omit<OutgoingEvent, 'identity' | 'orderingKey' | 'targetService'>;

/**
 * Says things in passing: on core NATS, to whoever listens at the moment. No stream keeps them, nobody acknowledges
 * them, and while the hub is away they are not said at all.
 */
@Injectable()
export class HubNews {
  constructor(private readonly hub: HubConnection) {}

  /** Publishes the event at most once; never throws. */
  tell(event: PassingEvent): void {
    const id = randomUUID();
    const list = headers();
    list.set('Nats-Msg-Id', id);
    list.set('Content-Type', 'application/json');
    if (event.traceparent !== undefined) list.set('traceparent', event.traceparent);
    try {
      this.hub.current().publish(event.type, JSON.stringify(envelopeOf(event, id)), { headers: list });
    } catch {
      // The hub is away, and by the time it is back this is old.
    }
  }
}
