/** What a text says however it is spelled. For searching only: painted words come from `cleanWords`. */
export interface FoldedText {
  /** Lower-case Latin words and numbers, parted by single spaces. */
  readonly spoken: string;
  /** Every word that a reader could make of the text: as written, in leet, with its letters apart or drawn out. */
  readonly words: ReadonlySet<string>;
  /** Lower-case, in its own scripts. */
  readonly written: string;
}

/** Text beyond this is not painted either. */
const LONGEST_TEXT = 8000;

/** Letters of other alphabets that look like Latin ones; NFKD has done the mathematical, full-width and circled ones. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аɑαᴀ@', b: 'вьʙβ', c: 'сᴄϲ', d: 'ԁᴅđð', e: 'еєεᴇ€', f: 'ꜰƒ', g: 'ɡɢց', h: 'нһʜհħ', i: 'іιıɪӏ¡', j: 'јᴊ', k: 'кκᴋ', l: 'ʟłⅼ|',
    m: 'мᴍ', n: 'пηɴո', o: 'оοσᴏօø', p: 'рρᴘ', q: 'ԛ', r: 'гʀ', s: 'ѕꜱ$§', t: 'тτᴛ', u: 'υսᴜµ', v: 'νᴠ', w: 'ωԝᴡш', x: 'хχ×', y: 'уүʏ', z: 'ᴢ',
  }).flatMap(([latin, others]) => [...others].map((other): [string, string] => [other, latin])),
); // prettier-ignore

/** Digits that stand for letters; `1` for two of them. */
const LEET: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'g',
  7: 't',
  8: 'b',
  9: 'g',
};

const MOST_LETTERS_APART = 60;

/**
 * Folds away what hides a word from a search: width, fonts, accents, invisible characters, letters of other alphabets,
 * digits for letters, letters apart (`n a k e d`, `n.a.k.e.d`, `na-ked`) and drawn out (`nuuude`). Linear in its length.
 *
 * @param text at most 8,000 characters are looked at
 */
export function foldedText(text: string): FoldedText {
  const written = text
    .slice(0, LONGEST_TEXT)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase();
  const latin = [...written].map(latinLetter).join('');
  const chunks = latin.split(/\s+/).filter((chunk) => chunk !== '');
  const words = new Set<string>();
  for (const chunk of chunks) for (const word of readings(chunk)) words.add(word);
  const plain = latin.split(/[^a-z0-9]+/).filter((word) => word !== '');
  for (const word of lettersApart(plain)) words.add(word);
  return { spoken: plain.join(' '), words, written: written.normalize('NFC') };
}

function latinLetter(letter: string): string {
  const point = letter.codePointAt(0) ?? 0;
  // Letters in black circles and squares, and those that flags are made of, have no plain form in Unicode.
  for (const first of [0x1f150, 0x1f170, 0x1f1e6]) {
    if (point >= first && point < first + 26) return String.fromCharCode(97 + point - first);
  }
  return LOOKALIKES.get(letter) ?? letter;
}

/** What a run of signs without spaces may be read as. */
function readings(chunk: string): string[] {
  const parts = [...chunk.split(/[^a-z0-9!*]+/), chunk.replace(/[^a-z0-9!*]/g, '')];
  return parts.filter((part) => /[a-z]/.test(part)).flatMap((part) => spellings(part));
}

function spellings(part: string): string[] {
  const leet = part
    .replace(/!+$/, '')
    .replace(/!/g, 'i')
    .replace(/[03-9]/g, (digit) => LEET[digit] ?? digit);
  const read = leet.includes('1') ? [leet.replace(/1/g, 'i'), leet.replace(/1/g, 'l')] : [leet];
  const letters = part.replace(/[^a-z*]/g, '');
  return [...read, letters].flatMap((word) => [
    word,
    word.replace(/(.)\1{2,}/g, '$1'),
    word.replace(/(.)\1{2,}/g, '$1$1'),
  ]);
}

/** Words out of single letters that stand apart: each run whole, and every piece of it. */
function lettersApart(words: readonly string[]): string[] {
  const found: string[] = [];
  let run = '';
  for (const word of [...words, '']) {
    if (word.length === 1) run += LEET[word] ?? word;
    else {
      if (run.length >= 3) found.push(...piecesOf(run.slice(0, MOST_LETTERS_APART)));
      run = '';
    }
  }
  return found;
}

function piecesOf(run: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < run.length; start += 1) {
    for (let end = start + 3; end <= Math.min(run.length, start + 14); end += 1) pieces.push(run.slice(start, end));
  }
  return pieces;
}
