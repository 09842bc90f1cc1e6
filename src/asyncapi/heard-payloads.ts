import { FOREIGN_ID } from '../common/fields/request-fields';
import { THEMES } from '../common/themes';
import type { EventType } from '../hub/envelope/canonical-event';
import type { DescribedPayload } from './published-payloads';

const id = { type: 'string', pattern: FOREIGN_ID.source };
const REQUEST_ID = { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,64}$' };

const character = (summary: string): DescribedPayload => ({
  summary,
  schema: {
    type: 'object',
    anyOf: [{ required: ['character_id'] }, { required: ['id'] }],
    properties: { character_id: id, id: { ...id, description: 'read when character_id is absent' }, campaign_id: id },
    additionalProperties: true,
  },
  example: { character_id: 'char-204', campaign_id: 'campaign-7' },
});

/** Bodies of a request over the hub: those of the HTTP `POST` of its kind, but unknown members are ignored. */
const BODIES = ['PortraitRequestDto', 'MapRequestDto', 'TokenRequestDto', 'ItemRequestDto'].map((name) => ({
  $ref: `#/components/schemas/${name}`,
}));

/** A theme by its word, or an object that holds it as `primary`, `name`, `id`, `theme` or `theme_id`. */
const THEME_SAID = { anyOf: [{ type: 'string', examples: [...THEMES] }, { type: 'object' }] };

/** What each event that is heard carries. Senders evolve: members that are not named are ignored. */
export const HEARD_PAYLOADS: Readonly<Record<EventType, DescribedPayload>> = {
  'character.created': character('A portrait and a token of the character are made'),
  'character.updated': character(
    'When something that can be seen has changed, a new portrait and token replace the old; a burst is looked at once',
  ),
  'character.deleted': character('Pictures of the character are retired, and what is being made of it is stopped'),
  'campaign.location_added': {
    summary: 'A map of the location is made; what can be seen of it is remembered by its id',
    schema: {
      type: 'object',
      properties: { location_id: id, campaign_id: id, location: { type: 'object', additionalProperties: true } },
      additionalProperties: { description: 'the place, in any form that docs/messages.md lists' },
    },
    example: {
      location_id: 'loc-31',
      campaign_id: 'campaign-7',
      name: 'The Sunken Crypt',
      type: 'dungeon',
      size: { width: 30, height: 20 },
    },
  },
  'campaign.theme_changed': {
    summary: 'Later images of the campaign use the theme; the others are made again only with AUTO_RETHEME',
    schema: {
      type: 'object',
      anyOf: ['new_theme', 'theme', 'theme_id', 'theme_data'].map((name) => ({ required: [name] })),
      required: ['campaign_id'],
      properties: {
        campaign_id: id,
        new_theme: { ...THEME_SAID, description: 'the first of these members that names a theme counts' },
        theme: THEME_SAID,
        theme_id: THEME_SAID,
        theme_data: THEME_SAID,
      },
      additionalProperties: true,
    },
    example: { campaign_id: 'campaign-7', new_theme: 'horror' },
  },
  'generation.requested': {
    summary: 'Whatever a service asks for by name',
    schema: {
      type: 'object',
      required: ['type', 'data'],
      properties: {
        request_id: { ...REQUEST_ID, description: 'the same id from the same sender is the same request' },
        type: { type: 'string', examples: ['portrait', 'map', 'token', 'item'] },
        data: { anyOf: BODIES },
        priority: {
          anyOf: [{ enum: ['low', 'normal', 'high', 'urgent'] }, { type: 'integer', minimum: 0, maximum: 9 }],
          description: '9 is most urgent',
        },
        user_id: { type: 'string', description: 'the owner' },
        target_service: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
      },
      additionalProperties: true,
    },
    example: {
      request_id: 'order-17',
      type: 'token',
      data: { character_id: 'char-204', frame: { shape: 'circle', disposition: 'party' } },
      priority: 'high',
      user_id: 'player-1',
      target_service: 'vtt',
    },
  },
};
