import { isElder } from '../lexicon/elders';
import { MONSTER_TYPES } from '../lexicon/monster-types';
import { SPECIES } from '../lexicon/species';
import { capTokens } from '../prompt-budget';
import { VisualSubject } from '../visual-subject';
import { UNFIT_FOR_MINORS } from './portrait-style';
import { clean } from './spoken-words';

/** Types of creature that are painted without an age or a person's words. */
const ANIMAL_KINDS = new Set([
  'aberration',
  'beast',
  'construct',
  'dragon',
  'elemental',
  'monstrosity',
  'ooze',
  'plant',
]);

/** Most CLIP tokens of a people's name: made-up words are many tokens each. */
const MOST_PEOPLE_TOKENS = 12;

/** Whether the subject is painted as a creature and not as a person. */
export function isCreature(subject: VisualSubject): boolean {
  return subject.creatureType !== undefined && ANIMAL_KINDS.has(subject.creatureType) && !subject.minor;
}

/** Grown-ups of person-like peoples whom models draw as children unless told otherwise. */
export function isSmallFolk(subject: VisualSubject): boolean {
  if (isCreature(subject)) return false;
  return SPECIES.get(subject.species)?.isSmallFolk === true || subject.size === 'tiny' || subject.size === 'small';
}

/**
 * Who is painted: `an adult wood elf woman`, `a huge dragon`. Age comes first of all, because models draw small folk as
 * children and children as whatever the rest suggests. Nothing of it depends on class, clothes, gear or theme.
 */
export function subjectPhrase(subject: VisualSubject): string {
  const people = peopleOf(subject);
  if (subject.minor) return `a wholesome fully clothed ${people} child`.replace(' person child', ' child');
  if (isCreature(subject)) return aOrAn(subject.size === 'medium' ? people : `${subject.size} ${people}`);
  const presentation = subject.presentation === 'person' ? '' : subject.presentation;
  const person = people === 'person' && presentation !== '' ? presentation : `${people} ${presentation}`.trim();
  return `an ${isElder(subject) ? 'elderly' : 'adult'} ${person}`;
}

/** What makes small folk look grown up beyond doubt; the empty text for everybody else. */
export function adultAnchor(subject: VisualSubject): string {
  return !subject.minor && isSmallFolk(subject) ? 'mature adult face, adult proportions' : '';
}

/** The people in words; a homebrew name with a word that has no place beside a child is left out for a minor. */
function peopleOf(subject: VisualSubject): string {
  const people = capTokens(peopleWords(subject), MOST_PEOPLE_TOKENS) || 'person';
  const isUnfit = subject.minor && people.split(/[ ,]+/).some((word) => UNFIT_FOR_MINORS.has(word));
  return isUnfit ? 'person' : people;
}

function peopleWords({ species: told, lineage: refined }: VisualSubject): string {
  const species = clean(told).replaceAll(',', '') || 'person';
  if (MONSTER_TYPES.has(species))
    return ANIMAL_KINDS.has(species) || species === 'humanoid' ? species : `${species} humanoid`;
  const lineage = clean(refined).replaceAll(',', '');
  if (lineage === '' || lineage === species) return species;
  if (lineage.split(' ').includes(species)) return lineage;
  const colour = /^(\w+) dragon ancestry$/.exec(lineage)?.[1];
  if (colour !== undefined) return `${colour} ${species}`;
  // These are known by that name alone.
  return ONE_WORD_PEOPLES.has(lineage) ? lineage : `${lineage} ${species}`;
}

const ONE_WORD_PEOPLES = new Set(['drow', 'eladrin']);

function aOrAn(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
