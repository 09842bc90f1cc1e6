import type { MapSetting, MapTheme, PlaceKind } from './map-brief';

/** Shape of the plans below. Raise it when the meaning of a field changes: stored recipes carry plans. */
export const MAP_PLAN_VERSION = 1;

/** A place in grid squares: origin 0,0 is the top left corner of the map, y grows downwards. */
export type Point = [x: number, y: number];

/** x, y, width, height in whole squares. */
export type Rect = [x: number, y: number, width: number, height: number];

/** What covers a square, by the one letter that stands for it in `MapPlan.terrain`. */
export const TERRAIN = {
  rock: '#',
  stone: '.',
  wood: '=',
  deck: 'd',
  cave: 'v',
  earth: 'e',
  grass: 'g',
  path: 'p',
  cobble: 'c',
  water: '~',
  sea: 'o',
  lava: 'l',
  rubble: 'r',
  roof: 'x',
  forest: 'f',
  hills: 'h',
  mountain: 'm',
  snow: 'n',
  sand: 's',
  marsh: 'w',
} as const;
export type TerrainName = keyof typeof TERRAIN;
export type Terrain = (typeof TERRAIN)[TerrainName];

/** Everything that can stand, lie or grow on a map. */
export const FEATURE_KINDS = [
  'rug', 'table', 'round_table', 'chair', 'stool', 'bench', 'bed', 'barrel', 'crate', 'chest', 'gold', 'bar', 'shelf',
  'bottles', 'hearth', 'stove', 'altar', 'statue', 'pillar', 'coffin', 'throne', 'weapon_rack', 'brazier', 'candles',
  'stairs', 'console', 'bones', 'web', 'well', 'fountain', 'stall', 'cart', 'house', 'lamp', 'mast', 'hatch', 'cannon',
  'helm', 'capstan', 'rope', 'tree', 'pine', 'bush', 'rock', 'log', 'campfire', 'tent', 'mushrooms', 'stalagmite',
  'crystals', 'bridge', 'flowers', 'stump', 'rubble_pile',
] as const; // prettier-ignore
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/**
 * One thing on the map. `x`, `y`: its centre. `w`, `h`: its size in squares before turning.
 * `turn`: degrees clockwise (0 when missing); at 0 its back points up. `look`: which of its drawings, from 0.
 */
export type PlanFeature = {
  kind: FeatureKind;
  x: number;
  y: number;
  w: number;
  h: number;
  turn?: number;
  look?: number;
};

/** `wall`: built; `rock`: natural, a closed loop; `hull`: the side of a ship. A line of sight ends at each of them. */
export type PlanWall = { kind: 'wall' | 'rock' | 'hull'; points: Point[] };

/**
 * An opening in a wall: walls end exactly at its two bounds. `rotation`: radians, 0 for a door in a horizontal wall,
 * π/2 in a vertical one. `archway` has no leaf; `window` lets light through and nobody else.
 */
export type PlanDoor = {
  kind: 'door' | 'double_door' | 'archway' | 'window';
  bounds: [Point, Point];
  rotation: number;
  closed: boolean;
};

/** Light painted on the map. `range` in squares, `intensity` 0 to 1, `color` as rrggbb. */
export type PlanLight = { x: number; y: number; range: number; intensity: number; color: string };

/**
 * A place with a name. `labelKey` is our own word for what it is ("kitchen"); `label` is the caller's name for it and
 * text from outside. `rects` cover it. `enclosed`: walls and doors leave no gap to any square outside of it.
 */
export type PlanRoom = { labelKey: string; label?: string; rects: Rect[]; enclosed: boolean };

/** A river or road of a region, from its source or one of its ends. `width` in squares: of a river, at its mouth. */
export type PlanWay = { kind: 'river' | 'road'; points: Point[]; width: number };

/** Something marked on the map of a region. `label`: the caller's name for it, text from outside. */
export type PlanPlace = { kind: PlaceKind; x: number; y: number; label?: string };

/**
 * A map before it is drawn: plain JSON, all lengths in grid squares. The same plan is drawn, painted over by a
 * back end and exported with walls and doors, so that all of them agree.
 */
export type MapPlan = {
  version: typeof MAP_PLAN_VERSION;
  setting: MapSetting;
  theme: MapTheme;
  lighting: 'bright' | 'dim' | 'dark';
  columns: number;
  rows: number;
  seed: number;
  /** One text per row, one letter of `TERRAIN` per square. */
  terrain: string[];
  walls: PlanWall[];
  doors: PlanDoor[];
  lights: PlanLight[];
  rooms: PlanRoom[];
  features: PlanFeature[];
  /** Of a region only. */
  ways?: PlanWay[];
  places?: PlanPlace[];
};

/** Rounds to a hundredth of a square: half a pixel at 50 px, and it keeps plans short. */
export function hundredth(value: number): number {
  return Math.round(value * 100) / 100 || 0;
}
