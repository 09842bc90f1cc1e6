import { withoutProtectedNames } from './lexicon/protected-names';
import { UNSAFE_WORDS } from './lexicon/unsafe-words';
import { withoutArtists } from './safety/without-artists';

/** Text beyond this is not looked at: no visual field needs it, and every step below stays linear and short. */
const LONGEST_INPUT = 8000;
const LONGEST_WORD = 40;

/**
 * Turns any text from outside into harmless picture words: lower-case a–z words with inner hyphens and apostrophes,
 * parted by single spaces or `, `. Nothing is left that a Stable Diffusion server reads as an instruction (weights,
 * brackets, LoRA and wildcard tags, BREAK, AND, embeddings, options), no address, path or file name, no number except
 * in `1920s` and `19th century`, no letter that hides or turns text, no unsafe word, nobody's style or face and no protected name.
 *
 * Cleaning twice is cleaning once.
 *
 * @param maxLength in characters; longer text is cut between two words
 * @returns undefined when nothing is left, or `text` is no string
 */
export function cleanWords(text: unknown, maxLength: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  const plain = plainLetters(text.slice(0, LONGEST_INPUT));
  const spoken = withoutArtists(withoutProgram(plain))
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[.;!?\n]+/g, ', ');
  // A protected name may come together only when what stood within it has been dropped.
  const described = withoutProtectedNames(withoutManners(safeWords(spoken)));
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
      withoutLettersApart(phrase.split(/[^\p{L}\p{N}'-]+/u).flatMap(safeWord))
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
  return isUnsafe(word) ? [] : [word];
}

/** Also with a hyphen within and with letters drawn out. */
function isUnsafe(word: string): boolean {
  const parts = [...word.split(/['-]/), word.replace(/['-]/g, '')];
  return parts.some((part) =>
    [part, part.replace(/(.)\1{2,}/g, '$1'), part.replace(/(.)\1{2,}/g, '$1$1')].some((read) => UNSAFE_WORDS.has(read)),
  );
}

/** Without single letters in a row that spell something unsafe. */
function withoutLettersApart(words: readonly string[]): string[] {
  const text = words.join(' ');
  if (!/(?:^| )[a-z] [a-z] [a-z](?: |$)/.test(text)) return [...words];
  return text
    .replace(/(?<![^ ])[a-z](?: [a-z]){2,}(?![^ ])/g, (run) => (spellsUnsafe(run.replaceAll(' ', '')) ? '' : run))
    .split(' ')
    .filter((word) => word !== '');
}

function spellsUnsafe(letters: string): boolean {
  const run = letters.slice(0, LONGEST_INPUT);
  return [...UNSAFE_WORDS].some((word) => word.length >= 3 && run.includes(word));
}

/** `19th` alone is a number; only before `century` does it say how something looks. */
function isMeant(word: string, index: number, phrase: readonly string[]): boolean {
  return !/^\d+(?:th|st)$/.test(word) || phrase[index + 1] === 'century';
}

/** What is left when the words of a style only came together here. */
function withoutManners(text: string): string {
  return text.replace(/\bin the style of\b[^,]*/g, '');
}

function cutBetweenWords(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength + 1).replace(/[ ,]*[^ ,]*$/, '');
  return safeWords(cut);
}
