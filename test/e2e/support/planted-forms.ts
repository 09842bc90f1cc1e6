import { SAMPLE_CHARACTERS } from '../../support/sample-characters';
import type { Markers } from './markers';

/** Members of a character that nobody paints. */
const OF_CHARACTERS = [
  ...['name', 'character_name', 'player_name', 'nickname', 'email', 'phone', 'alignment', 'faith', 'faction', 'notes'],
  ...[
    'dm_notes',
    'secret',
    'journal',
    'plot',
    'goals',
    'languages',
    'personality',
    'ideals',
    'bonds',
    'flaws',
    'feats',
  ],
  ...[
    'hit_points',
    'armor_class',
    'initiative',
    'xp',
    'currency',
    'speed',
    'audit_trail',
    'custom_properties',
    'password',
  ],
];
const OF_LOCATIONS = [
  ...[
    'name',
    'dm_notes',
    'notes',
    'plot',
    'history',
    'owner_name',
    'email',
    'rumours',
    'encounter',
    'state',
    'population',
  ],
];

/** Every sample character, with a word planted in everything but its looks. */
export function plantedCharacters(markers: Markers): Record<string, unknown>[] {
  return SAMPLE_CHARACTERS.map((sample: Readonly<Record<string, unknown>>, index) => {
    const at = (where: string): string => markers.at(`character ${index}: ${where}`);
    const appearance =
      typeof sample.appearance === 'object'
        ? { appearance: { ...sample.appearance, notes: at('appearance.notes') } }
        : {};
    return {
      ...sample,
      ...appearance,
      ...markers.in(`character ${index}`, OF_CHARACTERS),
      secrets: [at('secrets'), { text: at('secrets.text') }],
      plot_hooks: [{ description: at('plot_hooks.description') }],
      relationships: [{ name: at('relationships.name'), type: 'enemy', description: at('relationships.description') }],
      traits: { personality: at('traits.personality'), ideals: [at('traits.ideals')] },
      features: [{ name: at('features.name'), description: at('features.description') }],
      spells: [{ name: at('spells') }, at('spell')],
      ability_scores: { strength: 18, note: at('ability_scores.note') },
      backstory: `${at('backstory.name')} came from ${at('backstory.place')}. He knows that ${at('backstory.secret')} is the murderer.`,
      history: {
        backstory: at('history.backstory'),
        significant_events: [at('history.events')],
        notes: at('history.notes'),
      },
      background: {
        name: at('background.name'),
        feature: at('background.feature'),
        description: at('background.description'),
      },
      inventory: [{ item_data: { name: at('inventory.unequipped') }, equipped: false, quantity: 3 }],
      campaign: { name: at('campaign.name'), secrets: [at('campaign.secrets')] },
    };
  });
}

/** Locations in the forms of the campaign service, with a word planted in everything that players do not see. */
export function plantedLocations(markers: Markers): Record<string, unknown>[] {
  const forms: Record<string, unknown>[] = [
    { type: 'tavern', description: 'A cosy tavern with a long bar and a fireplace.', environment: 'urban, candlelit' },
    { location_type: 'cave', location_metadata: { size: 'Small' } },
    { location_type: 'harbor', attributes: { lighting: 'Foggy Night', features: ['Crates'] } },
    { location_data: { type: 'crypt', areas: [{ name: 'Hall', description: 'A sarcophagus' }] } },
    { name: 'crypt', size: { width: 8, height: 6 } },
  ];
  return forms.map((form, index) => {
    const at = (where: string): string => markers.at(`location ${index}: ${where}`);
    const description = typeof form.description === 'string' ? form.description : 'A quiet place.';
    return {
      ...form,
      ...markers.in(`location ${index}`, OF_LOCATIONS),
      description: `${description} ${at('description.person')} lives here. A secret door leads to ${at('description.secret')}.`,
      secrets: [at('secrets'), { description: at('secrets.description') }],
      hidden_areas: [{ name: at('hidden_areas.name'), type: at('hidden_areas.type'), description: at('hidden_areas') }],
      hooks: [at('hooks')],
      npcs: [{ name: at('npcs.name'), secrets: [at('npcs.secrets')], description: at('npcs.description') }],
      treasure: [{ name: at('treasure') }],
      points_of_interest: [
        { name: `The ${at('points_of_interest.name')} well`, type: 'well' },
        { name: at('points_of_interest.hidden'), type: at('points_of_interest.hidden.type'), hidden: true },
      ],
      connected_locations: [at('connected_locations')],
    };
  });
}

/** An item as an inventory has it. */
export function plantedItem(markers: Markers): Record<string, unknown> {
  const names = [
    'owner_name',
    'notes',
    'dm_notes',
    'curse',
    'history',
    'value',
    'origin_story',
    'secret_power',
    'container',
  ];
  return {
    name: 'silver dagger',
    type: 'weapon',
    ...markers.in('item', names),
    properties: [markers.at('item.properties')],
  };
}
