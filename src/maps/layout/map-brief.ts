import { type Fault, ValidationFailedError } from '../../common/errors';

/** The kinds of place we can plan: battle maps, and a whole region. */
export const MAP_SETTINGS = ['dungeon', 'cavern', 'building', 'city', 'wilderness', 'ship', 'region'] as const;
export type MapSetting = (typeof MAP_SETTINGS)[number];

/** How the land of a region lies. */
export const LANDFORMS = ['coast', 'island', 'valley', 'inland'] as const;
export type Landform = (typeof LANDFORMS)[number];

/** What is marked on the map of a region. */
export const PLACE_KINDS = [
  'city', 'town', 'village', 'port', 'castle', 'tower', 'temple', 'ruin', 'dungeon', 'cave', 'mine', 'camp', 'place',
] as const; // prettier-ignore
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** A place of a region that players may know. `label` is text from outside: it is written on layers, never into a prompt. */
export interface KnownPlace {
  readonly kind: PlaceKind;
  readonly label?: string;
}

/** The visual themes; each has a palette in `drawing/`. */
export const MAP_THEMES = ['fantasy', 'western', 'cyberpunk', 'steampunk', 'horror', 'space_fantasy'] as const;
export type MapTheme = (typeof MAP_THEMES)[number];

/** Most squares on a side: 200 × 200 at 5 ft is a 1000 ft battlefield. */
export const MOST_SQUARES = 200;

/**
 * What a map shall show. Sizes in grid squares, 1 to 200 on each side.
 * `features` are cleaned words ("altar", "pool"); unknown ones are ignored.
 * `rooms` asks for (at least, where they fit) as many rooms; a label may name a purpose ("Kitchen").
 * `landform` and `places` count for a region only.
 * `lighting` is a free word such as "night" or "torchlit"; unknown or missing: the setting's own light.
 */
export interface MapBrief {
  readonly setting: MapSetting;
  readonly columns: number;
  readonly rows: number;
  readonly features: readonly string[];
  readonly rooms?: readonly { readonly label?: string }[];
  readonly theme: MapTheme;
  readonly lighting?: string;
  readonly landform?: Landform;
  readonly places?: readonly KnownPlace[];
}

function sideFault(path: string, value: number): Fault[] {
  const isSide = Number.isInteger(value) && value >= 1 && value <= MOST_SQUARES;
  return isSide ? [] : [{ path, message: `must be a whole number from 1 to ${MOST_SQUARES}` }];
}

function memberFault(path: string, value: string, members: readonly string[]): Fault[] {
  return members.includes(value) ? [] : [{ path, message: `must be one of ${members.join(', ')}` }];
}

/** @throws ValidationFailedError naming every field that is out of range */
export function assertBrief(brief: MapBrief, seed: number): void {
  const faults = [
    ...sideFault('columns', brief.columns),
    ...sideFault('rows', brief.rows),
    ...memberFault('setting', brief.setting, MAP_SETTINGS),
    ...memberFault('theme', brief.theme, MAP_THEMES),
    ...(Number.isSafeInteger(seed) ? [] : [{ path: 'seed', message: 'must be a safe integer' }]),
  ];
  if (faults.length > 0) throw new ValidationFailedError(faults);
}
