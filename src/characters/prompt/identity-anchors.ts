import { MONSTER_TYPES } from '../lexicon/monster-types';
import { DRAGON_COLOURS, LINEAGES, SPECIES } from '../lexicon/species';
import { capTokens, keptPhrases, PromptPhrase } from '../prompt-budget';
import { VisualSubject } from '../visual-subject';
import { UNFIT_FOR_MINORS } from './portrait-style';
import { clean, named } from './spoken-words';
import { adultAnchor, isCreature, subjectPhrase } from './subject-phrase';

/** Most CLIP tokens of a character's anchors together: what is left of 75 holds clothes, gear and the theme's look. */
export const ANCHOR_LIMIT = 46;
const MOST_TOKENS_OF_A_TRAIT = 12;
const MOST_MARKS = 4;

/**
 * What makes somebody the same person in every picture, in the order age and people, skin, hair, eyes, marks, build: word
 * for word the same whatever is worn, held, asked for or in fashion, because nothing but these fields is looked at and
 * what is too long is cut here, before anything else has a say.
 *
 * @returns cleaned phrases of at most 46 CLIP tokens together; the first is who, such as `an adult wood elf woman`
 */
export function identityAnchors(subject: VisualSubject): readonly string[] {
  const own = ownTraits(subject);
  const phrases = [
    { text: subjectPhrase(subject), rank: 0 },
    { text: adultAnchor(subject), rank: 0 },
    ...speciesLook(subject, own.map((trait) => trait.text).join(' ')).map((text) => ({ text, rank: 4 })),
    ...own,
  ];
  const fit = subject.minor ? phrases.filter(isFitForMinors) : phrases;
  return keptPhrases(fit, ANCHOR_LIMIT).map((phrase) => phrase.text);
}

function ownTraits(subject: VisualSubject): PromptPhrase[] {
  const traits = [
    { text: named(skinOf(subject), 'skin', /skin|scales|fur\b|complexion|bark|feathers|hide\b/), rank: 1 },
    { text: named(subject.hair, /^(?:shaved|shorn)$/.test(subject.hair ?? '') ? 'head' : 'hair', HAIR_NOUNS), rank: 1 },
    { text: named(subject.eyes, / and one /.test(subject.eyes ?? '') ? 'eye' : 'eyes', /eye/), rank: 1 },
    ...subject.marks.slice(0, MOST_MARKS).map((mark, index) => ({ text: clean(mark), rank: 2 + index })),
    { text: named(subject.build, 'build', /build|frame|physique|body|^tall$|^short$/), rank: 3 },
  ];
  return traits.map(({ text, rank }) => ({ text: capTokens(text, MOST_TOKENS_OF_A_TRAIT), rank }));
}

const HAIR_NOUNS =
  /hair|\bbald|\bbraids?\b|curls|locks|mane|ponytail|pigtails|topknot|\bbun\b|head|mohawk|ringlets|tresses|crest|afro/;

/** Somebody of a dragon's line has its colour. */
function skinOf({ skin, lineage }: VisualSubject): string | undefined {
  if (skin !== undefined || lineage?.endsWith(' dragon ancestry') !== true) return skin;
  return `${DRAGON_COLOURS.find((colour) => lineage.startsWith(colour)) ?? ''} scales`.trim();
}

/**
 * The people's common features, without those that the character's own fields speak of; those of a lineage only
 * where the character's own skin and hair are unknown.
 */
function speciesLook(subject: VisualSubject, told: string): string[] {
  const lineage = subject.skin || subject.hair ? undefined : LINEAGES.get(subject.lineage ?? '')?.look;
  const isOnlyItsType = isCreature(subject) || subject.species === subject.creatureType;
  const creature = isOnlyItsType ? MONSTER_TYPES.get(subject.creatureType ?? '') : undefined;
  const looks = [SPECIES.get(subject.species)?.look, lineage, creature].filter((text) => text !== undefined);
  return looks.flatMap((look) => look.split(', ')).filter((feature) => feature !== '' && !isToldOf(feature, told));
}

/** `curved horns` says nothing new beside `a broken horn`. */
function isToldOf(feature: string, told: string): boolean {
  const words = (text: string): string[] => text.split(/[ ,]+/).map((word) => word.replace(/s$/, ''));
  const noun = words(feature).at(-1) ?? '';
  // A ring in an ear leaves it as pointed as it is.
  if (noun === 'ear') return told.includes('pointed');
  return words(told).includes(noun) || (noun === 'skin' && /scale|fur|feather|bark/.test(told));
}

/** A phrase that we say ourselves (rank 0) is fit already; of the others whole phrases go, not single words. */
export function isFitForMinors({ text, rank }: PromptPhrase): boolean {
  return rank === 0 || !text.split(/[ ,]+/).some((word) => UNFIT_FOR_MINORS.has(word));
}
