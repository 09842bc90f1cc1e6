import { isElder } from '../lexicon/elders';
import type { VisualSubject } from '../visual-subject';
import { mix, shade, type Hex } from './ink';
import {
  ANATOMIES,
  ANYBODY,
  CLASS_LOOKS,
  CLOTH_COLOURS,
  EYE_COLOURS,
  firstMatch,
  GEAR_WORDS,
  HAIR_COLOURS,
  OUTFIT_WORDS,
  PLAIN_LOOK,
  SKIN_COLOURS,
  type Anatomy,
  type ClassLook,
  type GearKind,
  type OutfitKind,
} from './lexicon';
import type { SeededRandom } from './seeded-random';

/** How hair is worn; each names a family of artwork. */
export type HairStyle =
  'bald' | 'cropped' | 'short' | 'curly' | 'wild' | 'mohawk' | 'long' | 'wavy' | 'tied' | 'braided';

/**
 * Everything the pen needs to know, in closed words and colours of ours. No text of the subject gets past this point:
 * words are only looked up, never copied.
 */
export interface Look {
  readonly anatomy: Anatomy;
  readonly presentation: VisualSubject['presentation'];
  readonly age: 'child' | 'adult' | 'old';
  readonly skin: Hex;
  readonly hair: Hex;
  readonly hairStyle: HairStyle;
  readonly eyes: Hex;
  readonly glowingEyes: boolean;
  readonly beard: 'none' | 'stubble' | 'short' | 'full' | 'braided';
  readonly scar: boolean;
  readonly tattoo: boolean;
  readonly freckles: boolean;
  readonly outfit: OutfitKind;
  readonly cloth: Hex;
  readonly trim: Hex;
  readonly cloak: boolean;
  readonly hood: boolean;
  readonly holySymbol: boolean;
  /** At most two: behind the right and behind the left shoulder. */
  readonly gear: readonly GearKind[];
}

/** Reads a subject; what it leaves open is chosen by the seed from what is usual. */
export function lookOf(subject: VisualSubject, random: SeededRandom): Look {
  const anatomy = firstMatch(`${subject.species} ${subject.creatureType ?? ''}`.toLowerCase(), ANATOMIES) ?? ANYBODY;
  const age = ageOf(subject);
  const classLook = firstMatch(subject.classes.join(' ').toLowerCase(), CLASS_LOOKS) ?? PLAIN_LOOK;
  const hair = hairColourOf(subject, anatomy, age, random);
  return {
    anatomy,
    presentation: subject.presentation,
    age,
    skin: skinOf(subject, anatomy, random),
    hair,
    hairStyle: hairStyleOf(subject, random),
    ...faceOf(subject, anatomy, age, random),
    ...clothesOf(subject, classLook),
    gear: gearOf(subject, classLook),
  };
}

function text(...parts: readonly (string | readonly string[] | undefined)[]): string {
  return parts.flat().join(' ').toLowerCase();
}

function ageOf(subject: VisualSubject): Look['age'] {
  if (subject.minor) return 'child';
  const told = text(subject.impression, subject.marks, subject.build);
  return isElder(subject) || /\b(old|elderly|aged|ancient|wrinkled|venerable)\b/.test(told) ? 'old' : 'adult';
}

function skinOf(subject: VisualSubject, anatomy: Anatomy, random: SeededRandom): Hex {
  const usual = random.pick(anatomy.skins);
  const lineage = /dragon|drow/.test(text(subject.species, subject.lineage)) ? subject.lineage : undefined;
  const told =
    firstMatch(subject.skin?.toLowerCase(), SKIN_COLOURS) ?? firstMatch(lineage?.toLowerCase(), SKIN_COLOURS);
  const living = told ?? usual;
  return subject.creatureType?.toLowerCase() === 'undead' ? mix(living, '#9fb0a6', 0.65) : living;
}

function hairColourOf(subject: VisualSubject, anatomy: Anatomy, age: Look['age'], random: SeededRandom): Hex {
  const usual = random.pick(anatomy.hairs);
  const told = firstMatch(subject.hair?.toLowerCase(), HAIR_COLOURS);
  return told ?? (age === 'old' ? mix(usual, '#d4d2ce', 0.8) : usual);
}

const HAIR_WORDS: readonly (readonly [RegExp, HairStyle])[] = [
  [/bald|shaved head|hairless|no hair/, 'bald'],
  [/mohawk|crest/, 'mohawk'],
  [/braid|plait/, 'braided'],
  [/bun|tied|tail|topknot|knot|updo/, 'tied'],
  [/curl|afro|coil/, 'curly'],
  [/wild|spik|unruly|messy|tousled|shaggy|mane/, 'wild'],
  [/wav/, 'wavy'],
  [/long|flowing|straight|shoulder/, 'long'],
  [/crop|buzz|shaved|shorn|thin/, 'cropped'],
  [/short|neat|bob/, 'short'],
];

function hairStyleOf(subject: VisualSubject, random: SeededRandom): HairStyle {
  const byWoman = random.pick<HairStyle>(['long', 'wavy', 'tied', 'braided', 'long', 'short']);
  const byMan = random.pick<HairStyle>(['short', 'cropped', 'wild', 'short', 'curly', 'tied']);
  const usual = subject.presentation === 'woman' ? byWoman : byMan;
  return firstMatch(subject.hair?.toLowerCase(), HAIR_WORDS) ?? usual;
}

type FaceLook = Pick<Look, 'eyes' | 'glowingEyes' | 'beard' | 'scar' | 'tattoo' | 'freckles'>;

function faceOf(subject: VisualSubject, anatomy: Anatomy, age: Look['age'], random: SeededRandom): FaceLook {
  const usual = random.pick<Hex>(['#6d4424', '#3f86c0', '#4c9a4a', '#8f7434', '#8b9aa6']);
  const isFiendish = anatomy.horns || anatomy.head === 'dragon';
  const marks = text(subject.marks, subject.impression, subject.skin);
  const isUndead = subject.creatureType?.toLowerCase() === 'undead';
  return {
    eyes: firstMatch(subject.eyes?.toLowerCase(), EYE_COLOURS) ?? (isFiendish ? '#d9952a' : usual),
    glowingEyes: isUndead || /glow|blaz|burning|solid/.test(text(subject.eyes)),
    beard: age === 'child' ? 'none' : beardOf(subject, anatomy, random),
    scar: /scar|slash|burn/.test(marks),
    tattoo: /tattoo|paint|rune|sigil|marking/.test(marks),
    freckles: /freckle/.test(marks),
  };
}

function beardOf(subject: VisualSubject, anatomy: Anatomy, random: SeededRandom): Look['beard'] {
  const told = text(subject.hair, subject.marks, subject.impression);
  const chance = random.fraction();
  if (/clean.?shaven|beardless|no beard/.test(told)) return 'none';
  if (/stubble/.test(told)) return 'stubble';
  if (/beard|whisker/.test(told)) return beardForm(told, anatomy);
  if (/goatee|moustache|mustache/.test(told)) return 'short';
  if (subject.presentation !== 'man') return 'none';
  if (anatomy.bearded) return chance < 0.5 ? 'braided' : 'full';
  return anatomy.ears === 'long point' || chance > 0.4 ? 'none' : chance < 0.2 ? 'short' : 'stubble';
}

function beardForm(told: string, anatomy: Anatomy): Look['beard'] {
  if (/braid|plait/.test(told)) return 'braided';
  return anatomy.bearded || /long|full|thick|great|bushy/.test(told) ? 'full' : 'short';
}

type Clothes = Pick<Look, 'outfit' | 'cloth' | 'trim' | 'cloak' | 'hood' | 'holySymbol'>;

function clothesOf(subject: VisualSubject, usual: ClassLook): Clothes {
  const told = text(subject.outfit);
  const outfit = firstMatch(told, OUTFIT_WORDS) ?? usual.outfit;
  const isTold = told !== '';
  const hood = /hood|cowl/.test(told) || (!isTold && usual.hood === true);
  return {
    outfit,
    cloth: firstMatch(told, CLOTH_COLOURS) ?? usual.cloth,
    trim: firstMatch(told, CLOTH_COLOURS) === undefined ? usual.trim : shade(usual.trim, 0.1),
    cloak: hood || /cloak|cape|shawl/.test(told) || (!isTold && usual.cloak === true),
    hood,
    holySymbol: usual.holySymbol === true || /holy symbol|amulet|pendant/.test(text(subject.gear)),
  };
}

function gearOf(subject: VisualSubject, usual: ClassLook): GearKind[] {
  const told = subject.gear
    .map((item) => firstMatch(item.toLowerCase(), GEAR_WORDS))
    .filter((kind) => kind !== undefined);
  return [...new Set(told.length > 0 ? told : usual.gear)].slice(0, 2);
}
