import { THEME_LOOKS } from '../common/themes';
import type { EditPlan, Recipe } from '../generation/recipe';
import type { RestyleLook } from '../processing/restyle';

type Change = Partial<Pick<RestyleLook, 'saturation' | 'brightness' | 'shadow' | 'light'>>;

/** What words of a wish do to a drawing's colours; every one that is there counts, the later over the earlier. */
const WORDS: readonly (readonly [RegExp, Change])[] = [
  [/\b(?:ink|charcoal|pencil|engraving|etching|monochrome|black and white|woodcut)\b/, { saturation: 0.15 }],
  [/\b(?:sepia|photograph|daguerreotype|parchment)\b/, { saturation: 0.3, shadow: '#2a1a10', light: '#f3e2bf' }],
  [/\b(?:watercolou?r|pastel|chalk|storybook)\b/, { saturation: 0.8, brightness: 1.1 }],
  [/\b(?:oil|vivid|vibrant|bright|stained glass|comic)\b/, { saturation: 1.3 }],
  [/\b(?:night|moonlight|moonlit|moon|starlight)\b/, { brightness: 0.78, shadow: '#070b1c', light: '#c3d3f2' }],
  [/\b(?:gloomy|grim|dark|shadowy|sinister|foggy|misty)\b/, { brightness: 0.82, saturation: 0.7 }],
  [
    /\b(?:candle|candlelight|firelight|torch|torchlight|sunset|dawn|golden|warm)\b/,
    { light: '#ffdf9e', shadow: '#2b130a' },
  ],
  [/\b(?:neon)\b/, { saturation: 1.4, shadow: '#0b0a1e', light: '#d9f7ff' }],
  [/\b(?:cold|icy|frozen|winter|snow|snowy)\b/, { light: '#e4f1ff', saturation: 0.8 }],
];

/** Most that a seed turns the colours by, in degrees. */
const SEED_TURN = 8;

/** The look of an edit without a model: the theme's shades, changed by the wishes; the seed nudges the colours. */
export function restyleLook({ theme, render }: Recipe, { words, strength = 0.5 }: EditPlan): RestyleLook {
  const [shadow, , , , light] = THEME_LOOKS[theme].palette;
  const usual = { shadow, light, saturation: 1, brightness: 1 };
  const wished = WORDS.filter(([pattern]) => pattern.test(words)).map(([, change]) => change);
  const look = Object.assign(usual, ...wished) as typeof usual;
  const turn = ((render?.seed ?? 0) % (2 * SEED_TURN + 1)) - SEED_TURN;
  return {
    ...look,
    saturation: 1 + (look.saturation - 1) * (0.4 + 0.6 * strength),
    brightness: 1 + (look.brightness - 1) * (0.4 + 0.6 * strength),
    // Beyond this the colours of a face and of its background would be the same.
    strength: 0.75 * strength,
    hueDegrees: Math.round(turn * strength),
    isPainterly: strength >= 0.4,
  };
}
