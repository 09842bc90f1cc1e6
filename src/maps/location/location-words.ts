import type { Landform, MapSetting, PlaceKind } from '../layout/map-brief';

const words = (text: string): readonly string[] => text.split(' ');

/** Words that tell the kind of place, more telling ones first: a "ruined temple in the forest" is a building's ruin. */
export const SETTING_WORDS: readonly (readonly [MapSetting, readonly string[]])[] = [
  [
    'ship',
    words('ship boat galleon airship starship vessel deck barge spaceship longship caravel sloop frigate zeppelin'),
  ],
  ['cavern', words('cavern caverns cave caves grotto lair den burrow underground hive nest')],
  [
    'dungeon',
    words('dungeon crypt tomb catacomb catacombs prison vault sewer sewers mine mines labyrinth mausoleum barrow jail'),
  ],
  ['dungeon', words('bunker ruin ruins temple undercroft oubliette fortress cellar cistern sanctum gaol ziggurat')],
  [
    'building',
    words(
      'building tavern inn house mansion manor tower castle keep church shop library chapel monastery abbey cathedral',
    ),
  ],
  [
    'building',
    words(
      'saloon palace barracks warehouse mill farmhouse cottage hall interior laboratory station smithy lighthouse bank',
    ),
  ],
  [
    'building',
    words('theatre theater museum factory workshop hospital school academy guildhall stable barn apartment bar club'),
  ],
  [
    'city',
    words(
      'city town village street streets market district settlement hamlet harbor harbour plaza slum docks alley bazaar',
    ),
  ],
  ['city', words('port square neighbourhood neighborhood arcology outpost spaceport')],
  [
    'wilderness',
    words(
      'wilderness forest wood woods swamp marsh desert mountain mountains hill hills plain graveyard cemetery battlefield',
    ),
  ],
  [
    'wilderness',
    words('plains jungle tundra river lake coast beach island valley road clearing grove field bog moor fen farm'),
  ],
  [
    'wilderness',
    words(
      'region world outdoor outdoors camp canyon oasis glade ravine pass mesa crater volcano glacier meadow steppe prairie',
    ),
  ],
];

/** What a place is called that is a whole region: said as its type or size, never in passing ("an inn in the valley"). */
export const REGION_WORDS: ReadonlySet<string> = new Set([
  ...words('region regional kingdom realm empire duchy county barony province principality nation country territory'),
  ...words(
    'continent continental world overworld isle island islands archipelago peninsula coast coastline coastal valley',
  ),
]);

/** How a region lies, by words of what is said about it; the first that is said counts. */
export const LANDFORM_WORDS: readonly (readonly [Landform, ReadonlySet<string>])[] = [
  ['island', new Set(words('island islands isle isles archipelago atoll'))],
  [
    'coast',
    new Set(
      words('coast coastline coastal shore shores seaside sea ocean bay gulf peninsula maritime harbor harbour port'),
    ),
  ],
  ['valley', new Set(words('valley vale dale basin gorge'))],
];

/** What a place of a region is, by words of its type or name. */
export const PLACE_WORDS: readonly (readonly [PlaceKind, ReadonlySet<string>])[] = [
  ['port', new Set(words('port harbor harbour haven docks wharf'))],
  ['city', new Set(words('city capital metropolis citadel'))],
  ['town', new Set(words('town borough market settlement'))],
  ['village', new Set(words('village hamlet thorp farm farmstead homestead'))],
  ['castle', new Set(words('castle keep fort fortress stronghold garrison palace outpost'))],
  ['temple', new Set(words('temple shrine monastery abbey church sanctuary cathedral'))],
  ['mine', new Set(words('mine mines quarry'))],
  ['ruin', new Set(words('ruin ruins ruined wreck battlefield graveyard cemetery barrow stones circle'))],
  ['dungeon', new Set(words('dungeon crypt tomb catacomb catacombs labyrinth prison vault lair den'))],
  ['cave', new Set(words('cave caves cavern caverns grotto'))],
  ['tower', new Set(words('tower spire lighthouse watchtower observatory'))],
  ['camp', new Set(words('camp encampment campsite bandits caravan'))],
];

/** Things worth placing when a description speaks of them; everything else it says stays unread. */
export const FEATURE_WORDS: ReadonlySet<string> = new Set([
  ...words('altar shrine pool pond lake river stream moat lava rubble pillar pillars column columns'),
  ...words('fireplace hearth stove forge bar counter bridge tree trees bush bushes boulder boulders'),
  ...words('stalagmites mushrooms crystals campfire tent tents well fountain stall stalls cart wagon'),
  ...words('lamp lanterns brazier braziers candles stairs staircase ladder barrel barrels crate crates'),
  ...words('table tables desk chair chairs bench benches pews bed beds bookshelf bookshelves statue'),
  ...words('statues throne sarcophagus coffin coffins grave graves rug carpet bones cobwebs console'),
  ...words('mast cannon cannons waterfall pit cage cages cauldron anvil stage garden fence ruins'),
]);

/** Words of light and of mood in running text. */
export const LIGHTING_WORDS: ReadonlySet<string> = new Set(
  words(
    'torchlit candlelit moonlit sunlit dim dark bright night daylight dusk dawn twilight neon gaslit starlit firelit',
  ),
);
export const MOOD_WORDS: ReadonlySet<string> = new Set([
  ...words('eerie peaceful cosy cozy gloomy abandoned sacred lively tense mysterious haunted serene'),
  ...words('festive grim bustling quiet desolate majestic ominous foggy misty crowded holy'),
]);

/** Sentences of a description that tell the game master what players shall not know. */
export const HIDDEN_SENTENCE =
  /\b(?:secret|secretly|hidden|hides|conceal|conceals|concealed|trap|traps|trapped|invisible|disguised|unknown to|dm|gm)\b/;

/** Rooms (houses, for a city) of a place nobody has counted. */
export const USUAL_ROOMS: Readonly<Record<MapSetting, number>> = {
  dungeon: 6,
  cavern: 4,
  building: 4,
  city: 8,
  wilderness: 1,
  ship: 3,
  region: 1,
};
