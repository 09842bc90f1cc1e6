import { cleanWords } from '../characters/clean-words';
import { capTokens, fitPhrases } from '../characters/prompt-budget';
import { SAFETY_NEGATIVES } from '../characters/prompt/portrait-style';
import type { StyleDto } from '../common/fields/style.dto';
import type { Theme } from '../common/themes';
import type { RenderPlan } from '../generation/recipe';
import type { ItemSubject, Rarity } from './item-subject';

const THEME_WORDS: Readonly<Record<Theme, string>> = {
  fantasy: 'painted high fantasy illustration, rich warm colours',
  western: 'old west illustration, worn leather and brass',
  cyberpunk: 'cyberpunk illustration, chrome and neon accents',
  steampunk: 'steampunk illustration, brass fittings and clockwork',
  horror: 'gothic horror illustration, cold muted colours',
  space_fantasy: 'space fantasy illustration, sleek materials, starlit colours',
};

const RARITY_WORDS: Readonly<Record<Rarity, string>> = {
  common: 'plain and well used',
  uncommon: 'fine workmanship',
  rare: 'finely ornamented, faint magical glow',
  'very rare': 'richly ornamented, magical glow',
  legendary: 'legendary, radiant with magic',
  artifact: 'ancient artifact, overwhelming radiance',
};

/** What spoils the picture of a thing: anybody, anything else, and writing. */
const NEGATIVES = `${SAFETY_NEGATIVES}, people, hands, face, several objects, text, letters, watermark, frame, cropped, blurry, low quality`;

const LONGEST_WISH = 80;
/** Of what an edit asks to see: characters, and CLIP tokens. */
const LONGEST_EDIT = 600;
const MOST_WISH_TOKENS = 32;

/** Words for the picture of one thing on a plain backdrop; the same for the same input. */
export function composeItemPrompt(
  subject: ItemSubject,
  { theme, style = {}, wish: wished }: { readonly theme: Theme; readonly style?: StyleDto; readonly wish?: string },
): Pick<RenderPlan, 'prompt' | 'negative_prompt'> {
  const wish = (text: string | undefined, noun = ''): string => {
    const words = cleanWords(text, LONGEST_WISH);
    return words === undefined || words.includes(noun) ? (words ?? '') : `${words} ${noun}`;
  };
  const background = wish(style.background, 'background');
  const prompt = fitPhrases([
    { text: capTokens(cleanWords(wished, LONGEST_EDIT) ?? '', MOST_WISH_TOKENS), rank: 0 },
    { text: `a single ${subject.name ?? subject.type}, ${subject.type}`, rank: 0 },
    { text: 'whole object centred', rank: 0 },
    { text: subject.words ?? '', rank: 1 },
    { text: subject.rarity === undefined ? '' : RARITY_WORDS[subject.rarity], rank: 2 },
    { text: background === '' ? 'plain soft backdrop' : background, rank: 3 },
    { text: wish(style.lighting, 'light'), rank: 4 },
    { text: wish(style.mood, 'mood'), rank: 6 },
    { text: wish(style.art_style), rank: 5 },
    { text: THEME_WORDS[theme], rank: 0 },
  ]);
  return { prompt, negative_prompt: NEGATIVES };
}
