import type { MapSetting, MapTheme } from './map-brief';
import type { FeatureKind, MapPlan } from './map-plan';

/** What a burning or glowing thing sends out: range in squares, intensity 0 to 1, color rrggbb. */
export interface LightSource {
  readonly range: number;
  readonly intensity: number;
  readonly color: string;
}

const FIRE = 'ffb055';
const LAMP_COLORS: Record<MapTheme, string> = {
  fantasy: FIRE,
  western: 'ffc060',
  cyberpunk: '3fe0ff',
  steampunk: 'ffcf70',
  horror: 'd8e08a',
  space_fantasy: '8fd0ff',
};
const CRYSTAL_COLORS: Record<MapTheme, string> = {
  fantasy: '7fd8ff',
  western: 'ffd27f',
  cyberpunk: 'ff4fd8',
  steampunk: '8fffc8',
  horror: '9fe070',
  space_fantasy: 'c09bff',
};

/** The light of a feature, if it has any. */
export function lightOf(kind: FeatureKind, theme: MapTheme): LightSource | undefined {
  if (kind === 'hearth' || kind === 'campfire') return { range: 5, intensity: 0.9, color: FIRE };
  if (kind === 'brazier' || kind === 'lamp') return { range: 4, intensity: 0.7, color: LAMP_COLORS[theme] };
  if (kind === 'candles') return { range: 2, intensity: 0.5, color: FIRE };
  if (kind === 'stove') return { range: 2, intensity: 0.5, color: FIRE };
  if (kind === 'crystals' || kind === 'console') return { range: 2.5, intensity: 0.5, color: CRYSTAL_COLORS[theme] };
  return undefined;
}

const DARK_WORDS = /dark|night|midnight|black|pitch|moon/;
const DIM_WORDS = /dim|dusk|dawn|torch|candle|gloom|twilight|shadow|low|fire/;
const BRIGHT_WORDS = /bright|day|noon|sun|lit/;

/**
 * How light the place is: what the words say, else the usual light of the setting.
 * @param words free text; only looked at, never kept
 */
export function lightingOf(setting: MapSetting, theme: MapTheme, words = ''): MapPlan['lighting'] {
  const text = words.toLowerCase();
  if (DARK_WORDS.test(text)) return 'dark';
  if (DIM_WORDS.test(text)) return 'dim';
  if (BRIGHT_WORDS.test(text)) return 'bright';
  const isUnderground = setting === 'dungeon' || setting === 'cavern';
  return isUnderground || theme === 'horror' || (theme === 'cyberpunk' && setting === 'city') ? 'dim' : 'bright';
}
