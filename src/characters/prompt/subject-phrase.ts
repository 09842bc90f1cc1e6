import { cleanWords } from '../clean-words';
import { SPECIES } from '../lexicon/species';
import { VisualSubject } from '../visual-subject';
import { UNFIT_FOR_MINORS } from './portrait-style';

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

/** Whether the subject is painted as a creature and not as a person. */
export function isCreature(subject: VisualSubject): boolean {
  return subject.creatureType !== undefined && ANIMAL_KINDS.has(subject.creatureType) && !subject.minor;
}

/** Grown-ups of person-like peoples whom models draw as children unless told otherwise. */
export function isSmallFolk(subject: VisualSubject): boolean {
  if (isCreature(subject)) return false;
  return SPECIES.get(subject.species)?.isSmallFolk === true || subject.size === 'tiny' || subject.size === 'small';
}

const FRAMING = {
  portrait: '',
  token: ', head and shoulders, centred, facing the viewer, whole head in frame, space above the head',
};

/**
 * Who is painted, first words of the prompt: `portrait of an adult wood elf woman wizard`. Age comes first of all,
 * because models draw small folk as children and children as whatever the rest suggests.
 */
export function subjectPhrase(subject: VisualSubject, kind: 'portrait' | 'token'): string {
  return `${whoIsShown(subject)}${FRAMING[kind]}`;
}

function whoIsShown(subject: VisualSubject): string {
  const people = peopleOf(subject);
  if (subject.minor)
    return `storybook portrait of a wholesome fully clothed ${people} child`.replace(' person child', ' child');
  if (isCreature(subject)) {
    const size = subject.size === 'medium' ? '' : `${subject.size} `;
    return `portrait of ${withArticle(`${size}${people}`)}`;
  }
  const presentation = subject.presentation === 'person' ? '' : ` ${subject.presentation}`;
  const calling = cleanWords(subject.classes[0], 40);
  const person = people === 'person' && presentation !== '' ? presentation.trim() : `${people}${presentation}`;
  const anchor = isSmallFolk(subject) ? ', mature adult face, adult proportions' : '';
  return `portrait of an adult ${person}${calling ? ` ${calling}` : ''}${anchor}`;
}

/** The people in words; a homebrew name with a word that has no place beside a child is left out for a minor. */
function peopleOf(subject: VisualSubject): string {
  const people = peopleWords(subject);
  const isUnfit = subject.minor && people.split(/[ ,]+/).some((word) => UNFIT_FOR_MINORS.has(word));
  return isUnfit ? 'person' : people;
}

function peopleWords(subject: VisualSubject): string {
  const species = cleanWords(subject.species, 80) ?? 'person';
  const lineage = cleanWords(subject.lineage, 80);
  if (lineage === undefined) return species;
  if (lineage.includes(species)) return lineage;
  return lineage.endsWith('ancestry') ? `${species} of ${lineage}` : `${lineage} ${species}`;
}

function withArticle(words: string): string {
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
