import { cleanWords } from '../clean-words';
import { CLASS_LOOKS } from '../lexicon/classes';
import { MONSTER_TYPES } from '../lexicon/monster-types';
import { LINEAGES, SPECIES } from '../lexicon/species';
import { fitPhrases, PromptPhrase } from '../prompt-budget';
import { VisualSubject } from '../visual-subject';
import { Theme } from '../../common/themes';
import {
  GENTLE_STYLE,
  LAST_TOKEN_BACKGROUND,
  MINOR_NEGATIVES,
  PORTRAIT_STYLES,
  QUALITY_NEGATIVES,
  SAFETY_NEGATIVES,
  TOKEN_BACKGROUNDS,
  TOKEN_NEGATIVES,
  UNFIT_FOR_MINORS,
} from './portrait-style';
import { isCreature, isSmallFolk, subjectPhrase } from './subject-phrase';

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
}

/** What a Stable Diffusion server is told. Plain words and commas only; about 75 CLIP tokens each, never over 150. */
export interface ComposedPrompt {
  readonly prompt: string;
  readonly negativePrompt: string;
}

const LONGEST_PHRASE = 80;
const MOST_THINGS = 4;

/**
 * Words a portrait or a token's bust. The first words count most to a model, so: who (with an age that leaves no
 * doubt), how they look, what they wear and hold, how the picture is set, and the theme's own look.
 *
 * A minor is always a fully clothed child in a gentle picture. Safety negatives are always there.
 */
export function composePortraitPrompt(input: PortraitPromptInput): ComposedPrompt {
  const { subject, kind } = input;
  const phrases = [
    { text: subjectPhrase(subject, kind), rank: 0 },
    ...identityPhrases(subject),
    ...outfitPhrases(input),
    ...settingPhrases(input),
    { text: clean(subject.impression, 120), rank: 6 },
    { text: clean(input.style?.art_style), rank: 5 },
    { text: subject.minor && input.theme === 'horror' ? GENTLE_STYLE : PORTRAIT_STYLES[input.theme], rank: 0 },
  ];
  const shown = subject.minor ? phrases.map(fitForMinors) : phrases;
  return { prompt: fitPhrases(shown), negativePrompt: negativePrompt(input) };
}

function clean(text: string | undefined, maxLength = LONGEST_PHRASE): string {
  return cleanWords(text, maxLength) ?? '';
}

function named(text: string | undefined, noun: string, present: RegExp): string {
  const words = clean(text);
  return words === '' || present.test(words) ? words : `${words} ${noun}`;
}

function identityPhrases(subject: VisualSubject): PromptPhrase[] {
  return [
    { text: named(subject.skin, 'skin', /skin|scales|fur|complexion|bark|feathers/), rank: 1 },
    { text: named(subject.hair, 'hair', /hair|bald|braid|curls|locks|mane|ponytail|topknot|bun|shaved/), rank: 1 },
    { text: named(subject.eyes, 'eyes', /eye/), rank: 1 },
    ...subject.marks.slice(0, MOST_THINGS).map((mark, index) => ({ text: clean(mark), rank: 2 + index })),
    { text: named(subject.build, 'build', /build|frame|physique|tall|short|slim|muscular/), rank: 3 },
    ...speciesLook(subject).map((text) => ({ text, rank: 4 })),
  ];
}

/** The people's common features; those of a lineage only where the character's own skin and hair are unknown. */
function speciesLook(subject: VisualSubject): string[] {
  const lineage = subject.skin || subject.hair ? undefined : LINEAGES.get(subject.lineage ?? '')?.look;
  const creature = isCreature(subject) ? MONSTER_TYPES.get(subject.creatureType ?? '') : undefined;
  return [lineage, SPECIES.get(subject.species)?.look, creature].filter((text) => text !== undefined);
}

function outfitPhrases({ subject, equipment }: PortraitPromptInput): PromptPhrase[] {
  const chosen = (equipment ?? []).map((thing) => clean(thing)).filter((thing) => thing !== '');
  const held = chosen.length > 0 ? chosen : subject.gear.slice(0, 2).map((thing) => clean(thing));
  const worn = subject.outfit.slice(0, 2).map((thing) => clean(thing));
  const things = [...worn, ...held].slice(0, Math.max(MOST_THINGS, worn.length));
  if (things.length > 0) return things.map((text, index) => ({ text, rank: 3 + index }));
  return [{ text: CLASS_LOOKS.get(subject.classes[0] ?? '') ?? '', rank: 5 }];
}

function settingPhrases({ subject, style = {}, kind }: PortraitPromptInput): PromptPhrase[] {
  const mood = { text: named(style.mood, 'mood', /mood/), rank: 8 };
  const face = { text: named(style.expression, 'expression', /expression|smil|frown|laugh/), rank: 5 };
  const light = { text: named(style.lighting, 'lighting', /light|lit|glow|shadow/), rank: 7 };
  if (kind === 'token')
    return [face, { text: `plain flat ${tokenBackground(subject)} background`, rank: 0 }, light, mood];
  const background = { text: named(style.background, 'background', /background/), rank: 6 };
  return [{ text: clean(style.pose), rank: 5 }, face, background, light, mood];
}

/** The flat colour a token is painted on: the first of a fixed row that nothing of the subject's looks like. */
export function tokenBackground(subject: VisualSubject): string {
  const { skin, hair, eyes, species, lineage, classes, outfit, gear, marks, creatureType } = subject;
  const words = [skin, hair, eyes, species, lineage, creatureType, ...classes, ...outfit, ...gear, ...marks].join(' ');
  return TOKEN_BACKGROUNDS.find(([, confusing]) => !confusing.test(words))?.[0] ?? LAST_TOKEN_BACKGROUND;
}

/** A phrase that we say ourselves (rank 0) is fit already; of the others whole phrases go, not single words. */
function fitForMinors(phrase: PromptPhrase): PromptPhrase {
  const isUnfit = phrase.text.split(/[ ,]+/).some((word) => UNFIT_FOR_MINORS.has(word));
  return isUnfit && phrase.rank > 0 ? { ...phrase, text: '' } : phrase;
}

function negativePrompt({ subject, kind }: PortraitPromptInput): string {
  const parts = [
    SAFETY_NEGATIVES,
    subject.minor ? MINOR_NEGATIVES : '',
    !subject.minor && isSmallFolk(subject) ? 'child, baby face' : '',
    QUALITY_NEGATIVES,
    kind === 'token' ? TOKEN_NEGATIVES : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
