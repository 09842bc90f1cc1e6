/** Longest text that is searched for, characters. */
export const LONGEST_SEARCH = 100;
/** Words beyond these narrow nothing. */
const MOST_WORDS = 8;
/** ASCII words shorter than this find themselves only: what begins with `a` is half of everything. */
const SHORTEST_BEGINNING = 3;
/** White space, control characters and ASCII punctuation, as `search_text` in the database has it. */
const BETWEEN_WORDS = /[\p{Cc}\s!-/:-@[-`{-~]+/u;

/** The words of a text somebody searches for, lower case, each once; what has neither letter nor digit is none. */
export function searchWordsIn(text: string): string[] {
  const words = text.toLowerCase().split(BETWEEN_WORDS);
  return [...new Set(words)].filter((word) => /[\p{L}\p{N}]/u.test(word)).slice(0, MOST_WORDS);
}

/**
 * All of the words, for `to_tsquery` (PostgreSQL manual, 12.3.2), which reads each as the text of images was read. None can
 * end its quotes or be an operator: there is no ASCII punctuation in it.
 */
export function searchQueryOf(words: readonly string[]): string {
  return words.map((word) => `(${spellingsOf(word).map(term).join(' | ')})`).join(' & ');
}

const term = (word: string): string => `'${word}'${isBeginning(word) ? ':*' : ''}`;

/** One character of another script is often a whole word. */
const isBeginning = (word: string): boolean => word.length >= SHORTEST_BEGINNING || !isAscii(word);

/** A database of locale C knows capitals of ASCII only: there `Éowyn` has kept hers. */
function spellingsOf(word: string): string[] {
  if (isAscii(word)) return [word];
  const [first = '', ...rest] = word;
  return [...new Set([word, first.toUpperCase() + rest.join(''), word.toUpperCase()])];
}

const isAscii = (word: string): boolean => /^[a-z0-9]*$/.test(word);
