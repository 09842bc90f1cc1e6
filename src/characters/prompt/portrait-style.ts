import { Theme } from '../../common/themes';

/** The look of each theme: the end of every portrait prompt, so that one campaign's pictures belong together. */
export const PORTRAIT_STYLES: Readonly<Record<Theme, string>> = {
  fantasy: 'painted high fantasy illustration, rich warm colours',
  western: 'dusty frontier western illustration, sun-bleached colours',
  cyberpunk: 'cyberpunk illustration, neon accents, rain-slick city colours',
  steampunk: 'steampunk illustration, brass fittings, warm sepia colours',
  horror: 'gothic horror illustration, cold muted colours',
  space_fantasy: 'space fantasy illustration, sleek materials, starlit colours',
};

/** Minors are never painted in a horror look. */
export const GENTLE_STYLE = 'gentle storybook illustration, soft autumn colours';

/** What is behind somebody when nobody says: the first thing to be given up where words are short. */
export const PORTRAIT_BACKDROPS: Readonly<Record<Theme, string>> = {
  fantasy: 'softly lit castle hall background',
  western: 'wooden main street background',
  cyberpunk: 'night market background',
  steampunk: 'brass workshop background',
  horror: 'misty moonlit forest background',
  space_fantasy: 'starship window background',
};

/** The same for callings of a fantasy world whose place is elsewhere. */
export const FANTASY_BACKDROPS: ReadonlyMap<string, string> = new Map([
  ['barbarian', 'windswept mountain pass background'],
  ['bard', 'cosy tavern background'],
  ['cleric', 'sunlit chapel background'],
  ['druid', 'ancient forest background'],
  ['monk', 'quiet temple courtyard background'],
  ['ranger', 'sunlit forest background'],
  ['rogue', 'lamplit alley background'],
  ['warlock', 'ruined shrine background'],
  ['wizard', 'candlelit library background'],
]);

/** What is behind a creature when nobody says. */
export const WILD_BACKDROP = 'wild landscape background';

/** What is behind a minor when nobody says. */
export const GENTLE_BACKDROP = 'sunny meadow background';

/**
 * What no picture of this service may show. Always first in the negative prompt; nothing a caller sends can
 * take a word of it away.
 */
export const SAFETY_NEGATIVES = 'nsfw, nude, naked, cleavage, lingerie, suggestive pose, gore, blood, graphic violence';

/** Added for minors. */
export const MINOR_NEGATIVES = 'revealing clothes, adult body, romance, horror, injury';

/** What spoils a portrait. */
export const QUALITY_NEGATIVES =
  'low quality, blurry, deformed hands, extra limbs, cropped head, text, watermark, frame, multiple people';

/** What spoils the picture of a creature: anybody beside it. */
export const CREATURE_NEGATIVES =
  'low quality, blurry, extra limbs, cropped head, text, watermark, frame, people, rider, several creatures';

/** What spoils the cut-out of a token. */
export const TOKEN_NEGATIVES = 'scenery, busy background, cast shadow';

/** Words that are harmless with adults and have no place in a picture of a child. */
export const UNFIT_FOR_MINORS: ReadonlySet<string> = new Set([
  ...['bare', 'barefoot', 'bare-chested', 'shirtless', 'corset', 'revealing', 'skimpy', 'tight', 'low-cut', 'swimsuit'],
  ...['stockings', 'garter', 'alluring', 'flirty', 'flirting', 'romantic', 'kiss', 'kissing', 'bed', 'bedroom', 'bath'],
  ...['wet', 'sensual', 'provocative', 'curvy', 'busty', 'voluptuous', 'sleepwear', 'nightgown', 'body', 'chest'],
  ...[
    'terrifying',
    'horror',
    'horrific',
    'gruesome',
    'wounded',
    'wound',
    'wounds',
    'blood',
    'dead',
    'dying',
    'chained',
  ],
]);

/** Flat colours to cut a token out of, and the words of a subject that each would be confused with. */
export const TOKEN_BACKGROUNDS: readonly (readonly [string, RegExp])[] = [
  ['green', /green|emerald|teal|olive|turquoise|moss|lea(?:f|ves)|plant|orc|goblin|dragon|druid|ranger/],
  ['magenta', /pink|purple|violet|magenta|crimson|red|scarlet|ruby|fey|tiefling/],
  ['blue', /blue|azure|sapphire|indigo|teal|turquoise|silver|steel|grey|gray|ice/],
  ['orange', /orange|copper|ginger|auburn|bronze|brass|gold|amber|fire|skin|hair/],
];
export const LAST_TOKEN_BACKGROUND = 'grey';
