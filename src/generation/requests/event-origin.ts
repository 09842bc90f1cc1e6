import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import type { JobRequest } from '../jobs/job-request';

/** Urgency of a request that names none. */
export const NORMAL_PRIORITY = 5;

/** What a job knows of the event that caused it. */
export type EventOrigin = Pick<
  JobRequest,
  'source' | 'priority' | 'correlationId' | 'causationId' | 'traceparent' | 'ownerId' | 'expiresAt'
>;

/** Carries an event's references over to the jobs it causes. */
export function originOf(event: CanonicalEvent): EventOrigin {
  const { timestamp, ttlS } = event;
  return {
    source: 'hub',
    priority: event.priority ?? NORMAL_PRIORITY,
    correlationId: event.correlationId,
    causationId: event.causationId,
    traceparent: event.traceparent,
    ownerId: event.userId,
    expiresAt: timestamp !== undefined && ttlS !== undefined ? new Date(timestamp.getTime() + ttlS * 1000) : undefined,
  };
}

/** The request that an event makes for one kind of picture. Ids are unique per sender only: two may count from 1. */
export function eventIdentity(event: CanonicalEvent, kind: string): readonly string[] {
  return ['event', event.source ?? '', event.id, kind];
}
