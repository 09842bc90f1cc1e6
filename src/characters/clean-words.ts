import { PROTECTED_NAMES } from './lexicon/protected-names';
import { UNSAFE_WORDS } from './lexicon/unsafe-words';

/** Text beyond this is not looked at: no visual field needs it, and every step below stays linear and short. */
const LONGEST_INPUT = 8000;
const LONGEST_WORD = 40;

/**
 * Turns any text from outside into harmless picture words: lower-case a–z words with inner hyphens and apostrophes,
 * parted by single spaces or `, `. Nothing is left that a Stable Diffusion server reads as an instruction (weights,
 * brackets, LoRA and wildcard tags, BREAK, AND, embeddings, options), no address, path or file name, no number except
 * in `1920s` and `19th century`, no letter that hides or turns text, no unsafe word and no protected name.
 *
 * Cleaning twice is cleaning once.
 *
 * @param maxLength in characters; longer text is cut between two words
 * @returns undefined when nothing is left, or `text` is no string
 */
export function cleanWords(text: unknown, maxLength: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  const plain = plainLetters(text.slice(0, LONGEST_INPUT));
  const spoken = withoutProgram(plain)
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[.;!?\n]+/g, ', ');
  // A protected name may come together only when what stood within it has been dropped.
  const described = withoutProtectedNames(safeWords(spoken));
  const cut = cutBetweenWords(safeWords(described), maxLength);
  return cut === '' ? undefined : cut;
}

const SPECIAL_LETTERS: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    ß: 'ss',
    æ: 'ae',
    Æ: 'Ae',
    ø: 'o',
    Ø: 'O',
    œ: 'oe',
    Œ: 'Oe',
    ł: 'l',
    Ł: 'L',
    ð: 'd',
    þ: 'th',
    ı: 'i',
  }),
]);

/**
 * One spelling per letter: compatibility forms folded, accents taken off, invisible characters gone. The order
 * matters: full-width brackets must be brackets, and letters split by zero-width marks one word, before anything is searched.
 */
function plainLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\r\n\u2028\u2029]+/g, '\n')
    .replace(/[\p{M}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/[^\P{C}\n]/gu, ' ')
    .replace(/[ßæÆøØœŒłŁðþı]/g, (letter) => SPECIAL_LETTERS.get(letter) ?? ' ')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[‐‑‒]/g, '-');
}

/** Removes whole tokens that are instructions or addresses; what is left of syntax is punctuation and falls later. */
function withoutProgram(text: string): string {
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/__\S*?__/g, ' ')
    .replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S*/gi, ' ')
    .replace(/\bembedding\s*:\s*\S*/gi, ' ')
    .replace(/\b(?:BREAK|AND|ADDCOMM|ADDBASE|ADDROW|ADDCOL)\b/g, ' ')
    .replace(/(^|\s)--?[a-z]\S*/gi, ' ')
    .replace(/(?<=^|\s)\S*[\\@]\S*/g, ' ')
    .replace(/(?<=^|\s)(?:~|\.{0,2})\/\S*/g, ' ')
    .replace(/(?<=^|\s)[^\s/]+\/[^\s/]+\/\S*/g, ' ')
    .replace(/(?<=^|\s)www\.\S*/gi, ' ')
    .replace(
      /(?<=^|\s)\S*\.(?:com|net|org|io|exe|safetensors|ckpt|pth?|png|jpe?g|webp|gif|json|ya?ml|txt|sh|js|py)\b\S*/gi,
      ' ',
    );
}

const ALLOWED_WITH_DIGITS = /^(?:1[5-9]\d0s|(?:[4-9]|1\d|2[01])th|21st)$/;
const WORD = /^[a-z]+(?:['-][a-z]+)*$/;

/** The words that may stay, phrases parted by `, ` as before. */
function safeWords(text: string): string {
  return text
    .split(',')
    .map((phrase) =>
      phrase
        .split(/[^\p{L}\p{N}'-]+/u)
        .flatMap(safeWord)
        .filter(isMeant)
        .join(' '),
    )
    .filter((phrase) => phrase !== '')
    .join(', ');
}

function safeWord(token: string): string[] {
  const word = token.replace(/^['-]+|['-]+$/g, '').replace(/(['-])['-]+/g, '$1');
  if (ALLOWED_WITH_DIGITS.test(word)) return [word];
  if (!WORD.test(word) || word.length > LONGEST_WORD) return [];
  return word.split(/['-]/).some((part) => UNSAFE_WORDS.has(part)) ? [] : [word];
}

/** `19th` alone is a number; only before `century` does it say how something looks. */
function isMeant(word: string, index: number, phrase: readonly string[]): boolean {
  return !/^\d+(?:th|st)$/.test(word) || phrase[index + 1] === 'century';
}

function withoutProtectedNames(text: string): string {
  // Whose style it is would be the name of a living artist more often than not.
  const unsigned = text.replace(/\bin the style of\b[^,]*/g, '');
  return PROTECTED_NAMES.reduce((left, [name, description]) => left.replace(name, description), unsigned);
}

function cutBetweenWords(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength + 1).replace(/[ ,]*[^ ,]*$/, '');
  return safeWords(cut);
}
