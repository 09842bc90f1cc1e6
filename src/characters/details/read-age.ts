import { VisualSubject } from '../visual-subject';
import { AppearanceSource, visualField } from './appearance-source';
import { saysNow } from './condense-description';
import { firstPresent } from './unwrap-details';

/** Age and presentation of a character. */
export type AgeReading = Pick<VisualSubject, 'ageYears' | 'elder' | 'minor' | 'presentation'>;

const ADULT_AGE = 18;
const OLDEST = 100_000;

/** Always a minor, and words that are so unless an adult's age is stated ("a country girl of 25"). */
const CHILD =
  /\b(?:child|toddler|baby|infant|teen|teens|teenage|teenager|adolescent|preteen|underage|juvenile|schoolgirl|schoolboy)\b/;
const YOUTH = /\b(?:boy|girl|kid|youngster|lad|lass)\b/;
const YOUNG = /\byoung\b(?! (?:adult|woman|man|lady))/;
/** Words for somebody old; an "old scar" is none of them. */
const OLD =
  /\b(?:elderly|aged|venerable|old (?:wo)?man|old lady|ancient (?:wo)?man|crone|grey-haired elder|in old age)\b/;
const YEARS_OLD = /\b(\d{1,3})[ -]?(?:years?|yrs?)[ -]?old\b/i;

/** Beings whose few years do not mean childhood. */
const AGELESS = new Set(['construct', 'ooze', 'plant', 'elemental', 'dragon', 'beast', 'monstrosity', 'aberration']);

/**
 * Reads the age, and whether the character is or may be a minor: when in doubt it is, since a minor is painted with more
 * care and an adult loses little by that.
 */
export function readAge(
  source: AppearanceSource,
  kind: { readonly creatureType?: string; readonly isSmallFolk: boolean },
): AgeReading {
  const ageYears = statedAge(source);
  const isAgeless = kind.creatureType !== undefined && AGELESS.has(kind.creatureType);
  const isYoungInYears = ageYears !== undefined && ageYears < ADULT_AGE && !isAgeless;
  const isStatedAdult = ageYears !== undefined && ageYears >= ADULT_AGE;
  const says = (words: RegExp) => describingTexts(source).some((text) => saysNow(text, words));
  const soundsYoung = !isStatedAdult && (says(YOUTH) || (kind.isSmallFolk && says(YOUNG)));
  const minor = isYoungInYears || soundsYoung || says(CHILD);
  const elder = !minor && says(OLD) ? true : undefined;
  return { ageYears, elder, minor, presentation: readPresentation(source) };
}

function describingTexts(source: AppearanceSource): readonly string[] {
  const fields = [
    ['age'],
    ['life_stage', 'age_category', 'age_group'],
    ['gender', 'sex'],
    ['build', 'body_type'],
    ['height'],
  ];
  return [...source.texts, ...fields.flatMap((keys) => visualField(source, ...keys) ?? [])];
}

function statedAge(source: AppearanceSource): number | undefined {
  const value = firstPresent(source.fields, 'age', 'age_years');
  const told = typeof value === 'string' ? /\d{1,6}/.exec(value.slice(0, 200))?.[0] : value;
  const inText = source.texts
    .map((text) => YEARS_OLD.exec(text.slice(0, 8000))?.[1])
    .find((found) => found !== undefined);
  const years = Number(typeof told === 'string' || typeof told === 'number' ? told : (inText ?? NaN));
  return years >= 0 && years <= OLDEST ? Math.floor(years) : undefined;
}

const WOMAN = /\b(?:woman|female|f|she|her|feminine|girl|lady)\b/;
const MAN = /\b(?:man|male|m|he|him|masculine|boy|gentleman)\b/;

function readPresentation(source: AppearanceSource): VisualSubject['presentation'] {
  const told = visualField(source, 'gender', 'sex', 'presentation', 'pronouns');
  if (told !== undefined) return presentationIn(told);
  return source.texts.map((text) => spokenPresentation(text)).find((found) => found !== 'person') ?? 'person';
}

function presentationIn(text: string): VisualSubject['presentation'] {
  if (WOMAN.test(text)) return MAN.test(text) ? 'person' : 'woman';
  return MAN.test(text) ? 'man' : 'person';
}

function spokenPresentation(text: string): VisualSubject['presentation'] {
  const woman = saysNow(text, /\b(?:woman|female|she|girl|lady)\b/);
  const man = saysNow(text, /\b(?:man|male|he|boy)\b/);
  if (woman === man) return 'person';
  return woman ? 'woman' : 'man';
}
