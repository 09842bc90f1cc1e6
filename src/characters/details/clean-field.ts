import { cleanWords } from '../clean-words';
import { inEnglish } from '../lexicon/foreign-words';

/** Longest text of one field of a visual subject, in characters. */
export const LONGEST_FIELD = 80;
/** Longest list of a visual subject. */
export const LONGEST_LIST = 8;

const NOTHING = new Set([
  'none',
  'n a',
  'na',
  'null',
  'nil',
  'unknown',
  'undefined',
  'unspecified',
  'nothing',
  'not specified',
  'tbd',
]);

/**
 * One field of the sheet as picture words, at most 80 characters; the words people write for "not filled in" are
 * nothing. `names` are the words of the character's name: whoever writes "Mira's red hair" means the hair.
 */
export function cleanField(value: unknown, names: ReadonlySet<string> = new Set()): string | undefined {
  const cleaned = cleanWords(typeof value === 'string' ? inEnglish(value) : value, LONGEST_FIELD);
  if (cleaned === undefined || NOTHING.has(cleaned)) return undefined;
  const nameless = cleaned
    .split(' ')
    .filter((word) => !names.has(word.replace(/'s|,/g, '')))
    .join(' ');
  return cleanWords(nameless, LONGEST_FIELD);
}

/** The first eight different texts. */
export function shortList(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== undefined))].slice(0, LONGEST_LIST);
}
