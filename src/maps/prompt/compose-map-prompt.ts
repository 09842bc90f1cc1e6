import { cleanWords } from '../../characters/clean-words';
import { SAFETY_NEGATIVES } from '../../characters/prompt/portrait-style';
import { capTokens, fitPhrases } from '../../characters/prompt-budget';
import { Theme } from '../../common/themes';
import type { MapSetting } from '../layout/map-brief';

/** Everything a map's words depend on. The free texts come from outside and are cleaned here. */
export interface MapPromptInput {
  readonly setting: MapSetting;
  readonly theme: Theme;
  /** What is to be seen; the first eight count. */
  readonly features: readonly string[];
  /** What it is built of; the theme's own materials when absent. */
  readonly materials?: string;
  readonly lighting?: string;
  readonly mood?: string;
  /** Oil painting, ink drawing … */
  readonly artStyle?: string;
  /** What is to be seen above all, as an edit asks: goes first. */
  readonly wish?: string;
}

const PLACES: Readonly<Record<MapSetting, string>> = {
  dungeon: 'dungeon rooms and corridors',
  cavern: 'natural cave floor with rock walls',
  building: 'building interior floor plan without roof',
  city: 'city streets and rooftops',
  wilderness: 'wilderness ground with trees and rocks',
  ship: 'ship deck',
  region: 'region with coast, mountains, forests and rivers',
};

const THEME_WORDS: Readonly<Record<Theme, { readonly style: string; readonly materials: string }>> = {
  fantasy: { style: 'fantasy', materials: 'grey stone and timber' },
  western: { style: 'old west frontier', materials: 'dry planks and dusty earth' },
  cyberpunk: { style: 'cyberpunk', materials: 'concrete, metal and neon' },
  steampunk: { style: 'steampunk', materials: 'brick, iron and brass' },
  horror: { style: 'gothic horror', materials: 'crumbling stone and rotten wood' },
  space_fantasy: { style: 'space fantasy', materials: 'hull metal and glowing crystal' },
};

/** What spoils a battle map: anything but the view from straight above, and what is drawn later on exact coordinates. */
const VIEW_NEGATIVES =
  'isometric, perspective, horizon, tilted, side view, people, characters, text, labels, compass, grid lines, border, frame, ' +
  'watermark';

const BATTLE_VIEW = 'top-down orthographic battle map, viewed straight from above';
const REGION_VIEW = 'hand-painted atlas map of a region, viewed straight from above';

const MOST_FEATURES = 8;
const LONGEST_FEATURE = 60;
/** Of what an edit asks to see: characters, and CLIP tokens. */
const LONGEST_WISH = 600;
const MOST_WISH_TOKENS = 32;

/**
 * Words a top-down battle map: the view first, then the place, what it is made of, what stands there, light and mood.
 * The light stays flat unless asked for otherwise, because shadows would disagree with the table's own lights.
 *
 * @returns plain words and commas, at most 75 CLIP tokens each unless a wish takes more, never over 150; the same for the same input
 */
export function composeMapPrompt(input: MapPromptInput): { readonly prompt: string; readonly negativePrompt: string } {
  const { style, materials } = THEME_WORDS[input.theme];
  const features = input.features.map((feature) => cleanWords(feature, LONGEST_FEATURE) ?? '').filter(Boolean);
  const lighting = cleanWords(input.lighting, LONGEST_FEATURE);
  const mood = cleanWords(input.mood, LONGEST_FEATURE);
  const prompt = fitPhrases([
    { text: capTokens(cleanWords(input.wish, LONGEST_WISH) ?? '', MOST_WISH_TOKENS), rank: 0 },
    { text: input.setting === 'region' ? REGION_VIEW : BATTLE_VIEW, rank: 0 },
    { text: `${style} ${PLACES[input.setting]}`, rank: 0 },
    { text: input.setting === 'region' ? '' : (cleanWords(input.materials, LONGEST_FEATURE) ?? materials), rank: 1 },
    ...features.slice(0, MOST_FEATURES).map((text, index) => ({ text, rank: 2 + index })),
    { text: lighting === undefined ? 'flat lighting' : `${lighting.replace(/ light(?:ing)?$/, '')} lighting`, rank: 2 },
    { text: mood === undefined ? '' : `${mood.replace(/ mood$/, '')} mood`, rank: 20 },
    { text: cleanWords(input.artStyle, LONGEST_FEATURE) ?? '', rank: 3 },
    { text: 'game asset', rank: 0 },
  ]);
  return { prompt, negativePrompt: `${SAFETY_NEGATIVES}, ${VIEW_NEGATIVES}` };
}
