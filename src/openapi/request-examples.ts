import type { JsonObject } from './json';

/** White where a portrait of 2:3 has its forehead: 13 × 19 pixels, grey. */
const MASK =
  'iVBORw0KGgoAAAANSUhEUgAAAA0AAAATCAAAAABuXNhLAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEklEQVQY02NgwA/+QwDJvKEHAONcG+Wzn89uAAAAAElFTkSuQmCC';

/** Requests as callers send them, by the class of their body. Each is accepted as it stands (test/e2e/openapi.spec.ts). */
const REQUEST_EXAMPLES: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  PortraitRequestDto: {
    'in words': {
      description: 'an old half-elf ranger with a scar over the left eye and a green cloak',
      style: { expression: 'watchful', background: 'a foggy moor', lighting: 'cold morning light' },
      equipment: ['longbow', 'silver brooch'],
      aspect: '3:4',
      theme: 'fantasy',
      seed: 4242,
      campaign_id: 'campaign-7',
      tags: ['ranger', 'party'],
    },
    'of a character': { character_id: 'char-204', priority: 'high' },
  },
  RegeneratePortraitDto: {
    'the same face, another mood': { keep: 'seed', changes: { style: { expression: 'laughing' } } },
    'from scratch': { keep: 'nothing' },
  },
  MapRequestDto: {
    'of a location': {
      location: { name: 'The Sunken Crypt', type: 'dungeon', features: ['altar', 'water'] },
      dimensions: { width: 24, height: 16 },
      grid: { type: 'square', pixels_per_square: 70, feet_per_square: 5, visible: false },
      theme: 'horror',
      campaign_id: 'campaign-7',
    },
    'in words': { description: 'a forest clearing with a ruined watchtower', seed: 7 },
  },
  LogLevelDto: {
    'more, for a quarter of an hour': { level: 'debug', for_seconds: 900 },
    'as it was': { level: 'info' },
  },
  MapChangeDto: {
    'another name, and its tags': { name: 'The Sunken Crypt, flooded', tags: ['crypt', 'session-12'] },
    'overlays: an ogre, a fireball, the way in, and a secret door': {
      grid: { type: 'square', feet_per_square: 5 },
      overlays: [
        {
          type: 'position',
          elements: [{ position: { x: 6, y: 3 }, properties: { size: 'large', label: 'Ogre', color: '#b3261e' } }],
        },
        {
          type: 'effect',
          elements: [{ position: { x: 5, y: 4 }, properties: { shape: 'sphere', radius: 20, opacity: 0.4 } }],
        },
        {
          type: 'route',
          elements: [
            {
              coordinates: [
                { x: 1, y: 1 },
                { x: 3.5, y: 1 },
                { x: 3.5, y: 4 },
              ],
              properties: { style: 'dashed' },
            },
          ],
        },
        {
          type: 'marker',
          elements: [{ position: { x: 2, y: 2 }, properties: { label: 'Secret door', hidden: true } }],
        },
      ],
    },
  },
  TokenRequestDto: {
    'in words': {
      description: 'a goblin scout with a crooked dagger',
      size: 'small',
      frame: { shape: 'circle', disposition: 'hostile', color: '#8a6d3b' },
      tags: ['goblin'],
    },
    'of a character, for two tabletops': {
      character_id: 'char-204',
      frame: { shape: 'hex', disposition: 'party' },
      targets: ['foundry', 'foundry_subject', 'roll20'],
    },
  },
  BatchDto: {
    'a band of goblins': {
      items: [
        { description: 'a goblin archer', frame: { disposition: 'hostile' } },
        { description: 'a goblin shaman', frame: { disposition: 'hostile' } },
      ],
      shared: { campaign_id: 'campaign-7', theme: 'fantasy' },
    },
  },
  ItemRequestDto: {
    'in words': { description: 'a curved silver dagger with a ruby in its hilt', theme: 'fantasy' },
  },
  ImageChangeDto: {
    'tags and notes': {
      tags: ['ranger', 'canon'],
      metadata: { reviewed: true, artist_note: 'the cloak is canon', draft: null },
    },
  },
  StyleEditDto: { 'as an ink drawing': { theme: 'horror', style: { art_style: 'ink drawing' }, strength: 0.5 } },
  InpaintEditDto: {
    'a circlet on the forehead': { mask: MASK, prompt: 'a silver circlet with a ruby', strength: 0.75 },
  },
  UpscaleEditDto: { 'twice as large': { factor: 2 } },
};

/** Examples of a request body by its schema, as OpenAPI names them; undefined when there are none. */
export function requestExamples(schema: JsonObject): JsonObject | undefined {
  const name = typeof schema.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? '') : '';
  const examples = REQUEST_EXAMPLES[name];
  if (examples === undefined) return undefined;
  return Object.fromEntries(Object.entries(examples).map(([summary, value]) => [keyOf(summary), { summary, value }]));
}

function keyOf(summary: string): string {
  return summary.replace(/\W+/g, '_');
}
