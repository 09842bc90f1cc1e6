import type { MapTheme } from '../layout/map-brief';
import { type Colour, darker, greyer, lighter, mix } from './colour';

/** How a built floor is laid. */
export type FloorStyle = 'flags' | 'planks' | 'panels' | 'cobbles';

/** Every colour of a theme. Names say what is painted with it. */
export interface Palette {
  readonly rock: Colour;
  readonly stone: Colour;
  readonly wood: Colour;
  readonly deck: Colour;
  readonly cave: Colour;
  readonly cobble: Colour;
  readonly earth: Colour;
  readonly path: Colour;
  readonly grass: Colour;
  readonly water: Colour;
  readonly bank: Colour;
  readonly sea: Colour;
  readonly lava: Colour;
  readonly wall: Colour;
  readonly houseWall: Colour;
  readonly line: Colour;
  readonly timber: Colour;
  readonly masonry: Colour;
  readonly metal: Colour;
  readonly gold: Colour;
  readonly cloth: readonly Colour[];
  readonly leaf: readonly Colour[];
  readonly pine: Colour;
  readonly roof: readonly Colour[];
  readonly glow: Colour;
  readonly night: Colour;
  /** A shining line along walls and panels; only where the theme has one. */
  readonly trim?: Colour;
  /** Space instead of the sea. */
  readonly hasStars?: boolean;
  readonly stoneStyle: FloorStyle;
  readonly woodStyle: FloorStyle;
  readonly cobbleStyle: FloorStyle;
}

const FANTASY: Palette = {
  rock: '#3b342e',
  stone: '#b3a58c',
  wood: '#a9774a',
  deck: '#b98f5e',
  cave: '#9a8a74',
  cobble: '#a39a8c',
  earth: '#ab9064',
  path: '#c2a676',
  grass: '#809c52',
  water: '#3f86a6',
  bank: '#8d7b55',
  sea: '#2f7396',
  lava: '#e8692a',
  wall: '#837666',
  houseWall: '#6e5138',
  line: '#221c17',
  timber: '#835630',
  masonry: '#9b9184',
  metal: '#6f7378',
  gold: '#e6bd45',
  cloth: ['#9c3030', '#31598c', '#3f7a4c', '#7f548f'],
  leaf: ['#55803a', '#648d3f', '#47733a', '#7b9440'],
  pine: '#35634a',
  roof: ['#a9563d', '#8f6c48', '#6d7580', '#9a743e'],
  glow: '#ffb055',
  night: '#0b1030',
  stoneStyle: 'flags',
  woodStyle: 'planks',
  cobbleStyle: 'cobbles',
};

/** Applies one change to every colour of a palette; styles stay. */
function recoloured(palette: Palette, change: (colour: Colour) => Colour): Palette {
  const one = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(one);
    return typeof value === 'string' && value.startsWith('#') ? change(value as Colour) : value;
  };
  return Object.fromEntries(Object.entries(palette).map(([name, value]) => [name, one(value)])) as unknown as Palette;
}

const WESTERN: Palette = {
  ...recoloured(FANTASY, (colour) => mix(colour, '#c9985a', 0.16)),
  rock: '#5b3d2a',
  wood: '#b58a5c',
  cobble: '#c3a274',
  earth: '#cfae7a',
  path: '#dcc08f',
  grass: '#b0a45e',
  cave: '#b58d63',
  stone: '#c0a27c',
  houseWall: '#805a37',
  cloth: ['#a8452f', '#3d6478', '#8a7a3a', '#7a4a3a'],
  leaf: ['#7d8a45', '#8d9350', '#6f7f42', '#99944f'],
  roof: ['#9b6a45', '#8a5a3c', '#a88a63', '#7c6a58'],
  cobbleStyle: 'flags',
};

const HORROR: Palette = {
  ...recoloured(FANTASY, (colour) => darker(greyer(mix(colour, '#5c6b66', 0.22), 0.5), 0.2)),
  line: '#100f12',
  rock: '#201f22',
  glow: '#d9e08a',
  night: '#0a0f18',
  lava: '#8fa03a',
  gold: '#b5a468',
};

const STEAMPUNK: Palette = {
  ...recoloured(FANTASY, (colour) => mix(colour, '#8a5a2b', 0.18)),
  stone: '#a08a6c',
  rock: '#33261d',
  wall: '#8a6136',
  houseWall: '#7c4f2c',
  metal: '#a87a3c',
  masonry: '#a58a68',
  grass: '#7e8f55',
  water: '#4a8a86',
  trim: '#d9a441',
  glow: '#ffcf70',
  roof: ['#8c4a34', '#5d6b68', '#a9763d', '#6d5244'],
  stoneStyle: 'panels',
};

const CYBERPUNK: Palette = {
  ...recoloured(FANTASY, (colour) => darker(mix(greyer(colour, 0.45), '#233052', 0.5), 0.25)),
  rock: '#0c0f18',
  stone: '#333b4c',
  wood: '#3a3444',
  deck: '#3a4356',
  cave: '#353a4a',
  cobble: '#3a4150',
  earth: '#4a4a55',
  path: '#555766',
  grass: '#3a5750',
  water: '#1f7f8f',
  bank: '#2a3040',
  sea: '#132f4a',
  lava: '#ff3fb0',
  wall: '#4a5266',
  houseWall: '#4a5266',
  line: '#05070c',
  timber: '#5d6478',
  masonry: '#6a7286',
  metal: '#8b96ab',
  gold: '#ffd84a',
  cloth: ['#b02a6b', '#2a6bb0', '#1f8f7f', '#7a3fb0'],
  leaf: ['#3f8f6f', '#4f9f7f', '#3f7f8f', '#6f8f5f'],
  pine: '#2f6f6a',
  roof: ['#2c3346', '#3b3550', '#26404a', '#44384a'],
  glow: '#3fe0ff',
  night: '#05061a',
  trim: '#28d7ff',
  stoneStyle: 'panels',
  woodStyle: 'panels',
  cobbleStyle: 'panels',
};

const SPACE_FANTASY: Palette = {
  ...recoloured(FANTASY, (colour) => mix(colour, '#6f7fae', 0.32)),
  rock: '#1b1d2e',
  stone: '#8d97ab',
  wood: '#8f8aa5',
  deck: '#98a2b6',
  cave: '#7d76a0',
  cobble: '#848da3',
  earth: '#a58aa0',
  path: '#b9a5bb',
  grass: '#5f93a0',
  water: '#4fb5c9',
  sea: '#0a0c1e',
  wall: '#5a657f',
  houseWall: '#5a657f',
  line: '#121421',
  timber: '#6b7390',
  masonry: '#96a0b8',
  metal: '#b5c0d4',
  cloth: ['#7a3fa8', '#2f7fb5', '#2f9a8a', '#b5527a'],
  leaf: ['#4f9fa0', '#6f8fc0', '#8f7fc0', '#5fb0a0'],
  pine: '#4a6fb0',
  roof: ['#6f7fa8', '#8a6fa8', '#5f8f9f', '#7f86a0'],
  glow: '#8fd0ff',
  night: '#080a24',
  trim: '#7fe8ff',
  hasStars: true,
  stoneStyle: 'panels',
  woodStyle: 'panels',
  cobbleStyle: 'panels',
};

/** The palette of each theme. */
export const PALETTES: Record<MapTheme, Palette> = {
  fantasy: FANTASY,
  western: WESTERN,
  cyberpunk: CYBERPUNK,
  steampunk: STEAMPUNK,
  horror: HORROR,
  space_fantasy: SPACE_FANTASY,
};

/** Three shades of one material, as every piece of furniture needs them. */
export interface Shades {
  readonly dark: Colour;
  readonly mid: Colour;
  readonly light: Colour;
  readonly line: Colour;
}

/** Shadow side, surface, lit edge and outline of a material. */
export function shadesOf(colour: Colour): Shades {
  return { dark: darker(colour, 0.32), mid: colour, light: lighter(colour, 0.22), line: darker(colour, 0.62) };
}
