import { EVENT_TYPES, EventType } from './canonical-event';

/**
 * Other spellings that real senders use, as they read after `plainName` (docs/messages.md).
 * The two-word names without a family come from senders that put the family into the exchange.
 */
export const EVENT_ALIASES: Readonly<Record<string, EventType>> = {
  'campaign.chapter_location_added': 'campaign.location_added',
  'campaign.location.added': 'campaign.location_added',
  'campaign.chapter.content.added': 'campaign.location_added',
  'location.added': 'campaign.location_added',
  'campaign.theme_updated': 'campaign.theme_changed',
  'campaign.theme.updated': 'campaign.theme_changed',
  'campaign.theme.changed': 'campaign.theme_changed',
  'theme.updated': 'campaign.theme_changed',
  'theme.changed': 'campaign.theme_changed',
  'image.generation.requested': 'generation.requested',
  'image.generation_requested': 'generation.requested',
};

const KNOWN = new Map<string, EventType>([
  ...EVENT_TYPES.map((type): [string, EventType] => [type, type]),
  ...Object.entries(EVENT_ALIASES),
]);

const LONGEST_NAME = 200;

/** Lower case, and only the first separator becomes a dot: `CAMPAIGN_LOCATION_ADDED` is `campaign.location_added`. */
function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/^([a-z]+)[._]/, '$1.');
}

/** The event a name stands for: dotted, snake_case, UPPER or an alias. Anything else is undefined. */
export function readEventName(name: unknown): EventType | undefined {
  if (typeof name !== 'string' || name.length > LONGEST_NAME) return undefined;
  return KNOWN.get(plainName(name));
}

/**
 * The event a CloudEvents `type` stands for. The specification asks senders to put a reversed host name in front,
 * and many put a version behind: `com.example.character.created.v1` is `character.created`.
 */
export function readCloudEventName(name: unknown): EventType | undefined {
  if (typeof name !== 'string' || name.length > LONGEST_NAME) return undefined;
  const parts = name.replace(/\.v\d+$/i, '').split('.');
  for (let first = 0; first < parts.length; first++) {
    const type = readEventName(parts.slice(first).join('.'));
    if (type) return type;
  }
  return undefined;
}

/**
 * Whether this name covers more than locations: such an event counts only when its payload speaks of a location.
 */
export function isMixedContentName(name: unknown): boolean {
  return typeof name === 'string' && plainName(name) === 'campaign.chapter.content.added';
}
