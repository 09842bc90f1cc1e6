import type { EventType } from './envelope/canonical-event';

/**
 * Every subject that this service hears, and the event it means. Listed one by one and never as `character.>`:
 * a request on a subject that a stream captures is answered by JetStream itself.
 */
export const EVENT_SUBJECTS: Readonly<Record<string, EventType>> = {
  'character.created': 'character.created',
  'character.updated': 'character.updated',
  'character.deleted': 'character.deleted',
  'campaign.location_added': 'campaign.location_added',
  'campaign.chapter_location_added': 'campaign.location_added',
  'campaign.theme_changed': 'campaign.theme_changed',
  'campaign.theme_updated': 'campaign.theme_changed',
  'campaign.theme.updated': 'campaign.theme_changed',
  'generation.requested': 'generation.requested',
  'image.generation.requested': 'generation.requested',
};

/** Subjects this service publishes as JetStream events. */
export const PUBLISHED_SUBJECTS = [
  'image.generated',
  'image.failed',
  'image.updated',
  'image.deleted',
  'image.ready.*',
] as const;

/** Subjects this service only says in passing: no stream of ours keeps them, and only `PROGRESS_EVENTS` switches them on. */
export const PASSING_SUBJECTS = ['image.progress'] as const;

/** Stream of what could not be understood. */
export const DEAD_LETTER_STREAM = 'IMAGE_DEAD_LETTERS';
export const DEAD_LETTER_PREFIX = 'image.dead.';
