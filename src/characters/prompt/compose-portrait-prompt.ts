import { CLASS_LOOKS } from '../lexicon/classes';
import { capTokens, fitPhrases, PromptPhrase } from '../prompt-budget';
import { VisualSubject } from '../visual-subject';
import { Theme } from '../../common/themes';
import { countTokens } from './clip-tokens';
import { identityAnchors, isFitForMinors } from './identity-anchors';
import {
  CREATURE_NEGATIVES,
  FANTASY_BACKDROPS,
  GENTLE_BACKDROP,
  GENTLE_STYLE,
  LAST_TOKEN_BACKGROUND,
  MINOR_NEGATIVES,
  PORTRAIT_BACKDROPS,
  PORTRAIT_STYLES,
  QUALITY_NEGATIVES,
  SAFETY_NEGATIVES,
  TOKEN_BACKGROUNDS,
  TOKEN_NEGATIVES,
  WILD_BACKDROP,
} from './portrait-style';
import { clean, named, withArticle } from './spoken-words';
import { isCreature, isSmallFolk } from './subject-phrase';

/** Wishes of a caller about the picture; free texts from outside, cleaned here. */
export interface PortraitStyle {
  readonly pose?: string;
  readonly expression?: string;
  readonly background?: string;
  readonly lighting?: string;
  readonly mood?: string;
  readonly art_style?: string;
}

/** Everything a portrait's words depend on: the same input gives the same words. */
export interface PortraitPromptInput {
  readonly subject: VisualSubject;
  readonly theme: Theme;
  readonly style?: PortraitStyle;
  /** Shown in place of the subject's own gear, free texts from outside; the first four count. */
  readonly equipment?: readonly string[];
  readonly kind: 'portrait' | 'token';
  /** The words of its campaign's look, in place of the theme's own; ours, never from outside. */
  readonly suffix?: string;
  /** What is to be seen above all, as an edit asks: a free text from outside. Goes first. */
  readonly wish?: string;
}

/** What a Stable Diffusion server is told. Plain words and commas only; 75 CLIP tokens each if at all possible, never over 150. */
export interface ComposedPrompt {
  readonly prompt: string;
  readonly negativePrompt: string;
}

const LONGEST_WISH = 600;
const MOST_WISH_TOKENS = 32;
const MOST_TOKENS_OF_A_THING = 10;
const MOST_TOKENS_OF_A_CALLING = 6;
const MOST_SUFFIX_TOKENS = 20;
const MOST_THINGS = 4;

/**
 * Words a portrait or a token's bust. The first words count most to a model, so: who (with an age that leaves no
 * doubt) and how they look, what they wear and hold, how the picture is set, and the theme's own look. Who somebody is,
 * what is worn first, what is held first and the look of the theme are always said; of the rest as much as has room.
 *
 * A minor is always a fully clothed child in a gentle picture. Safety negatives are always there.
 */
export function composePortraitPrompt(input: PortraitPromptInput): ComposedPrompt {
  const { subject } = input;
  const phrases = [
    { text: wishWords(clean(input.wish, LONGEST_WISH), subject), rank: 0.5 },
    ...whoPhrases(input),
    // Said of somebody, not of what was held last.
    ...phrasesOf(clean(subject.impression, 200), 3),
    ...outfitPhrases(input),
    ...settingPhrases(input),
    { text: clean(input.style?.art_style), rank: 5 },
    {
      text: isGentle(input)
        ? GENTLE_STYLE
        : capTokens(input.suffix ?? PORTRAIT_STYLES[input.theme], MOST_SUFFIX_TOKENS),
      rank: 0,
    },
  ];
  const shown = subject.minor ? phrases.filter(isFitForMinors) : phrases;
  const prompt = fitPhrases(shown.map((phrase) => ({ ...phrase, rank: phrase.rank < 1 ? 0 : phrase.rank })));
  return { prompt, negativePrompt: negativePrompt(input) };
}

/** As many whole phrases of a wish as have room; of the first as many words. */
function wishWords(wish: string, subject: VisualSubject): string {
  const phrases = phrasesOf(wish, 1).filter((phrase) => !subject.minor || isFitForMinors(phrase));
  const [first = '', ...others] = phrases.map(({ text }) => text);
  return others.reduce(
    (words, other) => {
      const longer = `${words}, ${other}`;
      return countTokens(longer) <= MOST_WISH_TOKENS ? longer : words;
    },
    capTokens(first, MOST_WISH_TOKENS),
  );
}

function phrasesOf(text: string, rank: number): PromptPhrase[] {
  return text.split(', ').map((phrase) => ({ text: phrase, rank }));
}

/** Minors are never painted in a horror look. */
function isGentle({ subject, theme }: PortraitPromptInput): boolean {
  return subject.minor && theme === 'horror';
}

/** The anchors as one block, introduced by what kind of picture it is. */
function whoPhrases({ subject, kind }: PortraitPromptInput): PromptPhrase[] {
  const picture = subject.minor ? 'storybook portrait' : 'portrait';
  const opening = kind === 'token' ? `head and shoulders ${picture} of` : `${picture} of`;
  const anchors = { text: `${opening} ${identityAnchors(subject).join(', ')}`, rank: 0 };
  if (kind === 'portrait') return [anchors];
  return [anchors, { text: 'facing the viewer, whole head in frame', rank: 0 }];
}

/** Ranks of the first, second … thing worn and held: the first of each is always said, below 1; a bust shows less of what is held. */
const WORN_RANKS = [0.5, 4, 6];
const HELD_RANKS = { portrait: [0.5, 3, 6, 7], token: [2, 5, 6, 7] } as const;

function outfitPhrases(input: PortraitPromptInput): PromptPhrase[] {
  const { subject, equipment = [] } = input;
  const thing = (text: string): string => capTokens(clean(text), MOST_TOKENS_OF_A_THING);
  const asked = equipment.map(thing).filter((text) => text !== '');
  const held = asked.length > 0 ? asked : subject.gear.map(thing).filter((text) => text !== '');
  const worn = subject.outfit.map(thing).filter((text) => text !== '');
  const shown = subject.minor ? worn.filter((text) => isFitForMinors({ text, rank: 1 })) : worn;
  return [
    { text: callingPhrase(subject, shown[0]), rank: 0.5 },
    ...shown.slice(1, 3).map((text, index) => ({ text: withArticle(text), rank: WORN_RANKS[index + 1] ?? 6 })),
    ...held.slice(0, MOST_THINGS).map((text, index) => ({
      text: index === 0 ? `with ${withArticle(text)}` : withArticle(text),
      rank: HELD_RANKS[input.kind][index] ?? 7,
    })),
  ];
}

/** `wizard wearing a blue robe`; what a class is usually seen in where no clothes are known. */
function callingPhrase({ classes }: VisualSubject, outfit: string | undefined): string {
  const calling = capTokens(clean(classes[0], 40), MOST_TOKENS_OF_A_CALLING);
  // What an inventor has with him is told with the gear.
  if (outfit !== undefined) return `${calling.split(' with ')[0] ?? ''} wearing ${withArticle(outfit)}`.trim();
  const look = CLASS_LOOKS.get(calling);
  return look === undefined ? calling : `${calling} in ${look}`;
}

function settingPhrases(input: PortraitPromptInput): PromptPhrase[] {
  const { subject, style = {}, kind, theme } = input;
  const mood = { text: named(style.mood, 'mood', /mood/), rank: 8 };
  const face = { text: named(style.expression, 'expression', /expression|smil|frown|laugh|grin|scowl/), rank: 5 };
  const light = { text: named(style.lighting, 'lighting', /light|lit|glow|shadow|shine/), rank: 7 };
  if (kind === 'token')
    return [face, { text: `plain flat ${tokenBackground(subject)} background`, rank: 0 }, light, mood];
  const asked = named(style.background, 'background', /background/);
  const background = asked === '' ? { text: usualBackdrop(subject, theme), rank: 9 } : { text: asked, rank: 6 };
  return [{ text: clean(style.pose), rank: 5 }, face, background, light, mood];
}

/** A druid has no business in a castle hall. */
function usualBackdrop(subject: VisualSubject, theme: Theme): string {
  if (subject.minor) return GENTLE_BACKDROP;
  if (isCreature(subject)) return WILD_BACKDROP;
  const ofCalling = theme === 'fantasy' ? FANTASY_BACKDROPS.get(subject.classes[0] ?? '') : undefined;
  return ofCalling ?? PORTRAIT_BACKDROPS[theme];
}

/** The flat colour a token is painted on: the first of a fixed row that nothing of the subject's looks like. */
export function tokenBackground(subject: VisualSubject): string {
  const { skin, hair, eyes, species, lineage, classes, outfit, gear, marks, creatureType } = subject;
  const words = [skin, hair, eyes, species, lineage, creatureType, ...classes, ...outfit, ...gear, ...marks].join(' ');
  return TOKEN_BACKGROUNDS.find(([, confusing]) => !confusing.test(words))?.[0] ?? LAST_TOKEN_BACKGROUND;
}

function negativePrompt({ subject, kind }: PortraitPromptInput): string {
  const parts = [
    SAFETY_NEGATIVES,
    subject.minor ? MINOR_NEGATIVES : '',
    !subject.minor && isSmallFolk(subject) ? 'child, baby face' : '',
    isCreature(subject) ? CREATURE_NEGATIVES : QUALITY_NEGATIVES,
    kind === 'token' ? TOKEN_NEGATIVES : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
