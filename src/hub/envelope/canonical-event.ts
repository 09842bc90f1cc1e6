import { JsonRecord } from './json-record';

/** The events this service acts upon; also the subjects they are published on. */
export const EVENT_TYPES = [
  'character.created',
  'character.updated',
  'character.deleted',
  'campaign.location_added',
  'campaign.theme_changed',
  'generation.requested',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * What every accepted message becomes, whatever form it came in. No text in it holds a NUL or a lone surrogate
 * (PostgreSQL's jsonb refuses both), and it nests at most 64 levels.
 */
export interface CanonicalEvent {
  /**
   * The sender's id when it is 1–200 printable ASCII characters, else one derived from it; never empty. A replay has
   * another one than its original.
   */
  readonly id: string;
  readonly type: EventType;
  /** The sending service, 1–200 printable ASCII characters; never this service. */
  readonly source?: string;
  /** 1–200 printable ASCII characters. */
  readonly correlationId: string;
  /** True when the sender gave no correlation id: it is then derived from `id`, the same at every delivery. */
  readonly correlationCreated: boolean;
  /** For whatever this event causes: equal to `id`; of a replay, the id of the message that was buried. */
  readonly causationId: string;
  /** Set when a person had a dead letter delivered again: its sequence among the dead letters, decimal digits. */
  readonly replayOf?: string;
  /** When the sender says it was sent; absent when it gave no real time of day. */
  readonly timestamp?: Date;
  /** Seconds after `timestamp` from which the work is waste, 0 to 31536000. */
  readonly ttlS?: number;
  /** 0–9, whole, 9 most urgent. */
  readonly priority?: number;
  /** The owner, 1–200 printable ASCII characters. */
  readonly userId?: string;
  /** W3C trace context, version-traceid-parentid-flags. */
  readonly traceparent?: string;
  /** At least one member. */
  readonly payload: JsonRecord;
}
