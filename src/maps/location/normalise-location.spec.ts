import * as fc from 'fast-check';
import { MAP_SETTINGS } from '../layout/map-brief';
import { normaliseLocation } from './normalise-location';

const FORMS: [string, unknown, object][] = [
  [
    'the content model',
    {
      id: 'l',
      name: 'The Gilded Griffin',
      type: 'tavern',
      description: 'A cosy tavern, with a long bar and a fireplace. A trapdoor hidden under the rug leads to a pit.',
      environment: 'urban, candlelit',
      points_of_interest: [{ name: 'The old well', type: 'landmark' }, 'Stage for bards'],
      secrets: ['the throne of bones'],
      location_metadata: { theme: 'western' },
    },
    {
      setting: 'building',
      features: ['well', 'stage', 'bar', 'fireplace'],
      rooms: 4,
      lighting: 'candlelit',
      mood: 'cosy',
      theme: 'western',
    },
  ],
  [
    'the map model',
    { location_type: 'cave', coordinates: { x: 3, y: 4 }, location_metadata: { size: 'Large', dm_notes: 'a coffin' } },
    { setting: 'cavern', features: [], rooms: 4, columns: 40, rows: 40 },
  ],
  [
    'the theme model',
    {
      location_type: 'harbor',
      attributes: { lighting: 'Foggy Night', features: ['Crates', 'Secret door'] },
      state: 'x',
    },
    { setting: 'city', features: ['crates'], rooms: 8, lighting: 'foggy night' },
  ],
  [
    'the factory',
    {
      location_data: {
        name: 'n',
        type: 'crypt',
        features: { architecture: 'Rows of pillars', atmosphere: 'Eerie', population: 'none' },
        areas: [
          { name: 'Hall', description: 'A sarcophagus', points_of_interest: ['altar'] },
          { name: 'Vault', description: 'A cage', hidden: true },
          { name: 'Chapel', description: 'An altar' },
        ],
        hooks: ['a cauldron'],
      },
    },
    { setting: 'dungeon', features: ['sarcophagus', 'altar', 'pillars'], rooms: 2, mood: 'eerie' },
  ],
  [
    'a map of the factory',
    {
      type: 'building',
      dimensions: { width: 30, height: 20, scale: '1 inch = 100 feet' },
      features: [{ type: 'statue', name: 'Vorn', position: { x: 1, y: 2 } }],
    },
    { setting: 'building', columns: 30, rows: 20, features: ['statue'], rooms: 4 },
  ],
  [
    'an archived campaign map',
    {
      map_type: 'dungeon',
      scale: '1 square = 5 feet',
      dimensions: '30x40 squares',
      grid_size: 70,
      hidden_areas: [{ type: 'throne' }],
      dm_notes: 'lava',
    },
    { setting: 'dungeon', columns: 30, rows: 40, features: [], rooms: 6 },
  ],
  [
    "the image service's own test data",
    {
      location_id: 'l',
      type: 'dungeon',
      size: { width: 2048, height: 1024 },
      theme_id: 'horror',
      features: ['lava river'],
      style: { lighting: 'dark', atmosphere: 'tense' },
    },
    {
      setting: 'dungeon',
      columns: 32,
      rows: 16,
      features: ['lava river'],
      rooms: 6,
      lighting: 'dark',
      mood: 'tense',
      theme: 'horror',
    },
  ],
  [
    'a request of the root models',
    {
      grid_size: { width: 24, height: 18, scale: 5 },
      terrain_features: [{ type: 'boulder', position: 'x' }],
      lighting_conditions: 'dim',
      theme: { primary: 'steampunk' },
    },
    { setting: 'dungeon', columns: 24, rows: 18, features: ['boulder'], rooms: 6, lighting: 'dim', theme: 'steampunk' },
  ],
];

describe('normaliseLocation', () => {
  it.each(FORMS)('reads %s', (_form, location, expected) => {
    const normal = normaliseLocation(location);

    expect(normal).toEqual(expected);
  });

  it.each([
    [{ size: [2048, 2048] }, 32, 32],
    [{ size: { width: 2800, height: 1400 }, grid: { size: 140 } }, 20, 10],
    [{ dimensions: '150 x 100 ft' }, 30, 20],
    [{ dimensions: '30 by 40' }, 30, 40],
    [{ dimensions: { width: 100, height: 50, unit: 'feet' } }, 20, 10],
    [{ dimensions: { width: '200', height: 200 } }, 200, 200],
    [{ dimensions: { width: 201, height: 100 } }, 3, 2],
    [{ size: 'medium' }, 30, 30],
    [{ size: 'Gargantuan' }, 80, 80],
    [{ size: { width: 0, height: -4 } }, undefined, undefined],
    [{ size: { width: 99999, height: 99999 } }, 200, 200],
  ])('takes %j for %p by %p squares', (location, columns, rows) => {
    const normal = normaliseLocation(location);

    expect([normal.columns, normal.rows]).toEqual([columns, rows]);
  });

  it.each([
    [{ name: 'Whispering Forest' }, 'wilderness'],
    [{ type: 'airship' }, 'ship'],
    [{ type: 'battle', description: 'A street of the old town' }, 'city'],
    [{ type: 'world' }, 'region'],
    [{ terrain: { type: 'swamp', properties: {} }, size: { width: 20, height: 20 } }, 'wilderness'],
    [{ role: 'lair', description: 'A busy market', description_override: 'A flooded cave' }, 'cavern'],
    [null, 'dungeon'],
  ])('takes %j for a %s', (location, setting) => {
    const normal = normaliseLocation(location);

    expect(normal.setting).toBe(setting);
  });

  it.each([
    [{ rooms: 5 }, 5],
    [{ rooms: '7' }, 7],
    [{ rooms: [{}, {}, { secret: true }] }, 2],
    [{ room_count: 1000 }, 30],
    [{ rooms: 0 }, 6],
    [{ rooms: { valueOf: 1, toString: 1 } }, 6],
  ])('plans for %j %p rooms', (location, rooms) => {
    const normal = normaliseLocation(location);

    expect(normal.rooms).toBe(rooms);
  });

  it('never reads what players shall not know', () => {
    const marker = 'zqxmarker';
    const property = fc.property(fc.jsonValue(), fc.constantFrom('throne', 'coffin', 'altar'), (noise, thing) => {
      const secret = `a ${thing} of ${marker}`;
      const hidden = {
        secrets: [secret],
        hidden_areas: [{ type: thing, name: secret }],
        dm_notes: secret,
        hooks: [secret],
        goals: noise,
      };
      const features = [
        { type: secret, hidden: true },
        { type: 'secret door', name: secret },
        { type: 'pool', player_visible: false },
      ];

      const normal = normaliseLocation({
        type: 'cave',
        ...hidden,
        features,
        description: `A secret ${secret}.`,
        name: marker,
      });

      expect(normal).toEqual({ setting: 'cavern', features: [], rooms: 4 });
    });

    fc.assert(property, { numRuns: 50 });
  });

  it('never throws and keeps every promised limit, whatever comes', () => {
    const names = [
      'data',
      'location',
      'type',
      'size',
      'dimensions',
      'features',
      'rooms',
      'areas',
      'style',
      'lighting',
      'grid',
      'width',
      'height',
    ];
    const { tree } = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.jsonValue(),
        tie('tree'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.double(),
        fc.constant('30x40'),
      ),
      tree: fc.dictionary(fc.constantFrom(...names, 'valueOf', 'toString', '__proto__'), tie('value'), { maxKeys: 6 }),
    }));
    const property = fc.property(fc.oneof(tree, fc.jsonValue()), (location) => {
      const normal = normaliseLocation(location);

      expect(MAP_SETTINGS).toContain(normal.setting);
      expect(
        [normal.columns ?? 1, normal.rows ?? 1].filter((side) => !(Number.isInteger(side) && side >= 1 && side <= 200)),
      ).toEqual([]);
      expect(normal.rooms).toBeGreaterThanOrEqual(1);
      expect(normal.rooms).toBeLessThanOrEqual(30);
      expect(normal.features.length).toBeLessThanOrEqual(12);
      expect(
        [...normal.features, normal.lighting ?? 'a', normal.mood ?? 'a'].filter(
          (text) => !/^[a-z0-9 ,'-]{1,60}$/.test(text),
        ),
      ).toEqual([]);
    });

    fc.assert(property, { numRuns: 500 });
  });
});
