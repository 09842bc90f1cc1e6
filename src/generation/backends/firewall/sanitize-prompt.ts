import type { Dialect } from '../../../config/backend-address';
import { plainText } from './plain-text';

/** Goes up when the same words come out differently: it is kept with every picture, as a part of its recipe. */
export const SANITIZER_VERSION = 1;

/** How a dialect writes a bracket that is only a bracket. */
interface Spelling {
  /** `escaped`: with a backslash before it. `commas`: not at all, what stood in brackets stands between commas. */
  readonly brackets: 'escaped' | 'commas';
  /** UTF-16 units, escapes included: ours are below 1,000. */
  readonly longest: number;
}

/**
 * Read in prompt_parser.py of AUTOMATIC1111 and SD.Next, comfy/sd1_clip.py of ComfyUI and parse_prompt_attention of
 * stable-diffusion.cpp (2026-11). The last takes the backslash from `\(`, but leaves it standing before `)`; and it dies
 * of about 25,900 bytes, which 2,000 characters never are, and takes seconds more for every 75 tokens.
 */
const SPELLINGS: Readonly<Record<Dialect, Spelling>> = {
  a1111: { brackets: 'escaped', longest: 4000 },
  forge: { brackets: 'escaped', longest: 4000 },
  sdnext: { brackets: 'escaped', longest: 4000 },
  sdcpp: { brackets: 'commas', longest: 2000 },
  comfyui: { brackets: 'escaped', longest: 4000 },
};

/**
 * The last gate before a server: makes of any text one that only describes. Weights, tags, files, choices, schedules,
 * splits, comments and arguments become words or go; words, their order, commas and what stands in brackets stay.
 *
 * It knows what may pass, not what may not: letters, marks and digits of every script, spaces, `, . ! ? ' " -`, and
 * brackets in the dialect's harmless spelling. No colon, so no weight, no `embedding:`, no `TE2:` and no `: 1.2` at the
 * end of the whole prompt; no `< > [ ] { } | # _ * / \ & ; + =`, so no tag, choice, comment, file or end-of-text mark.
 * `AND`, `BREAK` and the region words are written small. Our own prompts (plain words and commas) pass unchanged.
 *
 * Sanitizing twice is sanitizing once. Linear in the length of the text.
 *
 * @param text a positive or a negative prompt; may be anything
 * @returns one line, at most 4,000 characters (`sdcpp` 2,000), cut between two words; empty when nothing describes
 * @see docs/adr/0010-prompt-firewall.md
 */
export function sanitizePrompt(dialect: Dialect, text: string): string {
  const { brackets, longest } = SPELLINGS[dialect];
  const described = withoutProgram(plainText(text, 2 * longest));
  const words = brackets === 'commas' ? described.replace(/[()]/g, ', ') : described;
  // Escaping makes it longer, cutting may leave a bracket at the end: what is cut is cut before it is written.
  const cut = tidied(cutBetweenWords(tidied(words), longest));
  return withSmallKeywords(cut.replace(/[()]/g, '\\$&'));
}

/** Only the alphabet is a promise; that tags, weights and doubled brackets go as a whole keeps their insides from being painted. */
function withoutProgram(plain: string): string {
  return (
    plain
      .replace(/<sd_cpp_extra_args>[^<]*<\/sd_cpp_extra_args>/g, ' ')
      .replace(/<[^<>]*>/g, ' ')
      .replace(/:[ ]?[+-]?[\d.]+(?=[ ]?[)\]])/g, '')
      .replace(/\\(?=[()[\]])/g, '')
      .replace(/[[(]/g, '(')
      .replace(/[\])]/g, ')')
      .replace(/&/g, ' and ')
      .replace(/[:;|]/g, ', ')
      .replace(/[^\p{L}\p{M}\p{N} ,.!?'"()-]/gu, ' ')
      .replace(/(?<![\p{L}\p{M}\p{N}])\p{M}+/gu, '')
      // Behind a word, `--` and `-` are weights for some and options for others; within one they are spelling.
      .replace(/(?<![\p{L}\p{M}\p{N}])-+|-+(?![\p{L}\p{M}\p{N}])/gu, ' ')
  );
}

/** One space, one comma, one bracket at a time, none of them where nothing stands. */
function tidied(words: string): string {
  return words
    .replace(/ +/g, ' ')
    .replace(/\((?: ?\()+/g, '(')
    .replace(/\)(?: ?\))+/g, ')')
    .replace(/\([ ,]*\)/g, ' ')
    .replace(/ +/g, ' ')
    .replace(/ ?,[ ,]*/g, ', ')
    .replace(/\([ ,]+/g, '(')
    .replace(/[ ,]+\)/g, ')')
    .replace(/^[ ,)]+/, '')
    .replace(/[ ,(-]+$/, '');
}

/** Counts the backslash that a bracket is going to have. A single word that is longer is cut within. */
function cutBetweenWords(words: string, longest: number): string {
  const roomFor = longest - (words.slice(0, longest).match(/[()]/g)?.length ?? 0);
  if (words.length <= roomFor) return words;
  const cut = words.slice(0, roomFor + 1).replace(/ [^ ]*$/, '');
  return cut.slice(0, roomFor).replace(/[\ud800-\udbff]$/, '');
}

/** Wherever a server could see a whole word: some count letters of every script as letters, others only ASCII. */
function withSmallKeywords(words: string): string {
  return words.replace(/(?<![A-Za-z])(?:AND|BREAK|ADDCOMM|ADDBASE|ADDROW|ADDCOL)(?![A-Za-z])/g, (keyword) =>
    keyword.toLowerCase(),
  );
}
