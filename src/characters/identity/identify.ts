import { seedOf } from '../../common/seed';
import { isElder } from '../lexicon/elders';
import { isCreature } from '../prompt/subject-phrase';
import type { VisualSubject } from '../visual-subject';
import { ANY_EYES, HAIR_STYLES, LINEAGE_TRAITS, USUAL_TRAITS, type UsualTraits } from './usual-traits';
import { FILLED_TRAITS, type FilledTrait, type IdentityAnchors, type VisualIdentity } from './visual-identity';

/** What an identity is made of besides the sheet. */
export interface IdentitySources {
  /** Decides what is made up: the character's id, or of a variant the id of whom it is one of. */
  readonly key: string;
  /** The identity that the character had: what was made up then stays. */
  readonly known?: VisualIdentity;
  /** The identity of whom this is a variant of: what the variant's sheet does not tell is inherited. */
  readonly parent?: VisualIdentity;
}

/**
 * What can be seen of a character, from its sheet. What the sheet tells comes first; then what the character is a variant
 * of; then what was made up before; then a choice among what is usual in its people, always the same for the same key.
 * The same sheet and sources give the same identity.
 */
export function identify(subject: VisualSubject, sources: IdentitySources): VisualIdentity {
  const inherited = subjectOfParent(subject, sources.parent);
  const open = FILLED_TRAITS.filter((trait) => subject[trait] === undefined);
  const filled = open.flatMap((trait) => {
    const words = filledTrait(trait, inherited, sources);
    return words === undefined ? [] : [[trait, words] as const];
  });
  return {
    version: 1,
    anchors: anchorsOf({ ...inherited, ...Object.fromEntries(filled) }),
    appearance: {
      calling: callingOf(inherited, sources),
      outfit: inherited.outfit,
      gear: inherited.gear,
      impression: inherited.impression,
    },
    filled: filled.map(([trait]) => trait),
  };
}

/** A variant is its parent, unless it says otherwise. Clothes and gear are its own. */
function subjectOfParent(subject: VisualSubject, parent: VisualIdentity | undefined): VisualSubject {
  if (parent === undefined) return subject;
  const { anchors } = parent;
  return {
    ...subject,
    species: subject.species === 'person' ? anchors.species : subject.species,
    lineage: subject.lineage ?? (isOfSamePeople(subject, anchors) ? anchors.lineage : undefined),
    presentation: subject.presentation === 'person' ? anchors.presentation : subject.presentation,
    build: subject.build ?? anchors.build,
    marks: subject.marks.length > 0 ? subject.marks : anchors.marks,
  };
}

function anchorsOf(subject: VisualSubject): IdentityAnchors {
  const { presentation, species, lineage, creatureType, size, skin, hair, eyes, marks, build } = subject;
  return { age: ageOf(subject), presentation, species, lineage, creatureType, size, skin, hair, eyes, marks, build };
}

/** A class gained with a level, or one that has overtaken another, is not seen: the one that was shown stays. */
function callingOf({ classes }: VisualSubject, { known }: IdentitySources): string | undefined {
  const shown = known?.appearance.calling;
  return shown !== undefined && classes.includes(shown) ? shown : classes[0];
}

function ageOf(subject: Pick<VisualSubject, 'minor' | 'elder' | 'ageYears' | 'species'>): IdentityAnchors['age'] {
  if (subject.minor) return 'child';
  return isElder(subject) ? 'elder' : 'adult';
}

/** Words that tell of a body on which skin and hair are no question. */
const NO_SKIN = /\b(?:fur|furred|feathers|feathered|bark|scales|scaled|moss|bone|bones|skeletal|stone|metal|clay)\b/;
const NO_HAIR = /\b(?:bald|hairless|shaved|shorn)\b/;

function filledTrait(trait: FilledTrait, subject: VisualSubject, sources: IdentitySources): string | undefined {
  if (isCreature(subject) || isSaidOtherwise(trait, subject)) return undefined;
  const { parent, known, key } = sources;
  if (parent !== undefined && isOfSamePeople(subject, parent.anchors) && parent.anchors[trait] !== undefined) {
    return parent.anchors[trait];
  }
  if (known?.filled.includes(trait) === true && isOfSamePeople(subject, known.anchors)) return known.anchors[trait];
  return choice(trait, subject, key);
}

function isSaidOtherwise(trait: FilledTrait, subject: VisualSubject): boolean {
  const told = [subject.impression, ...subject.marks].join(' ');
  if (trait === 'eyes') return /\b(?:eyeless|blindfold|blindfolded|eyes?)\b/.test(told);
  return NO_SKIN.test(told) || (trait === 'hair' && (NO_HAIR.test(told) || NO_SKIN.test(subject.skin ?? '')));
}

function isOfSamePeople({ species, lineage }: VisualSubject, other: IdentityAnchors): boolean {
  return (species === other.species || species === 'person') && (lineage ?? other.lineage) === other.lineage;
}

function choice(trait: FilledTrait, subject: VisualSubject, key: string): string | undefined {
  const chosen = pick(usual(trait, subject), `${trait} of ${key}`);
  if (trait !== 'hair' || chosen === undefined) return chosen;
  return `${pick(HAIR_STYLES, `hair style of ${key}`) ?? ''} ${chosen}`;
}

function usual(trait: FilledTrait, subject: VisualSubject): readonly string[] {
  const { species, lineage } = subject;
  const ofPeople: Partial<UsualTraits> = USUAL_TRAITS.get(species) ?? { eyes: ANY_EYES };
  const words = LINEAGE_TRAITS.get(lineage ?? '')?.[trait] ?? ofPeople[trait] ?? [];
  if (trait === 'hair' && isElder(subject) && words.length > 0) return ['grey', 'white', 'silver'];
  const ancestry = /^(\w+) dragon ancestry$/.exec(lineage ?? '')?.[1];
  return trait === 'skin' && ancestry !== undefined ? [`${ancestry} scales`] : words;
}

function pick(words: readonly string[], why: string): string | undefined {
  return words[seedOf(why) % words.length];
}
