/** Servers that each read prompts in their own way. */
export type PromptDialect = 'a1111' | 'forge' | 'sdnext' | 'sdcpp' | 'comfyui';

/** Where a text stands: some syntax counts in the positive prompt only. */
export type PromptSide = 'prompt' | 'negative';

/**
 * Reads a prompt as the server does, and tells what in it does more than describe: changes weights, steps, size, count, model, LoRA
 * or files, cuts words off, or makes the server crash. A prompt that only describes gives an empty list.
 *
 * Sources: modules/prompt_parser.py, extra_networks.py and processing_scripts/comments.py of AUTOMATIC1111 1.10; prompt_parser.py and
 * styles.py of SD.Next (read 2026-11); parse_prompt_attention of stable-diffusion.cpp; comfy/sd1_clip.py. `__x__` and `{a|b}` are no
 * part of AUTOMATIC1111 but of its most used extension (dynamic prompts), which is taken to be installed there and in Forge.
 *
 * @returns one entry for each escape: `kind: the piece of text`
 */
export function promptEscapes(dialect: PromptDialect, text: string, side: PromptSide = 'prompt'): string[] {
  if (dialect === 'sdcpp') return sdcppEscapes(text, side);
  if (dialect === 'comfyui') return comfyEscapes(text);
  return dialect === 'sdnext' ? sdnextEscapes(text, side) : webuiEscapes(text, side);
}

/** Python's `\b`: letters and digits of every script are word characters there. */
const wholeWord = (word: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'gu');
const AND = wholeWord('AND');
const BREAK = wholeWord('BREAK');
/** `std::regex` sees bytes: everything outside ASCII is no word character. */
const BREAK_IN_BYTES = /\bBREAK\b/g;
const COMMENT = /#[^\n]*/g;
const BLOCK_COMMENT = /\/\*[\s\S]*?\*\//g;
const NETWORK = /<([\p{L}\p{N}_]+):([^>]+)>/gu;
const WILDCARD = /__[\s\S]*?__/g;
/** Round and square brackets with what may stand before them; a backslash takes the meaning from what follows. */
const TOKEN = /\\[\s\S]?|[()[\]]|[^\\()[\]]+/g;
const EXTRA_ARGS = /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/g;
/** Observed on sd-server: 25,812 characters fine, 26,250 dead (8 MB stack). */
export const SDCPP_DEADLY_LENGTH = 25_900;

function webuiEscapes(text: string, side: PromptSide): string[] {
  const found: string[] = [];
  // The dynamic prompts extension runs before everything else, and on the raw text.
  report(found, 'wildcard', text, WILDCARD);
  report(found, 'variant', text, /\{[^{}]*[|$:][^{}]*\}/g);
  const uncommented = cut(found, 'comment', text, COMMENT);
  const plain = side === 'prompt' ? cut(found, 'network', uncommented, NETWORK) : uncommented;
  report(found, 'composition', plain, AND);
  report(found, 'chunk', plain, BREAK);
  return [...found, ...bracketEscapes(plain)];
}

function sdnextEscapes(text: string, side: PromptSide): string[] {
  const found: string[] = [];
  // Braces choose even where there is only one thing to choose from: the braces are gone.
  report(found, 'variant', text, /\{[^{}]*\}/g);
  report(found, 'wildcard', text, WILDCARD);
  const unblocked = cut(found, 'comment', text, BLOCK_COMMENT);
  report(found, 'chunk', unblocked, /##/g);
  const uncommented = cut(found, 'comment', unblocked, COMMENT);
  const plain = side === 'prompt' ? cut(found, 'network', uncommented, NETWORK) : uncommented;
  report(found, 'composition', plain, AND);
  report(found, 'chunk', plain, BREAK);
  return [...found, ...bracketEscapes(plain)];
}

function sdcppEscapes(text: string, side: PromptSide): string[] {
  const found: string[] = [];
  if (Buffer.byteLength(text) > SDCPP_DEADLY_LENGTH) found.push(`crash: ${text.length} characters`);
  if (text.includes('\0')) found.push(`cut: everything behind a NUL`);
  const plain = side === 'prompt' ? cut(found, 'arguments', text, EXTRA_ARGS) : text;
  // std::stof throws at a weight without a digit.
  report(found, 'crash', plain, /:[+-]?\.+\)/g);
  report(found, 'chunk', plain, BREAK_IN_BYTES);
  return [...found, ...bracketEscapes(plain)];
}

/** Only `\(` and `\)` are taken out of the way first; unlike elsewhere, a backslash cannot itself be escaped. */
function comfyEscapes(text: string): string[] {
  const found: string[] = [];
  report(found, 'embedding', text, /(?:^|[\s(])embedding:\S*/g);
  const plain = text.replace(/\\[()]/g, '');
  return [...found, ...weightsIn(plain)];
}

/**
 * Weights, schedules and alternations: an opening bracket changes everything behind it even where it is never closed;
 * a closing one without an opening one is only a character.
 */
function bracketEscapes(text: string): string[] {
  return (text.match(TOKEN) ?? []).flatMap((token, index, tokens) => {
    if (token !== '(' && token !== '[') return [];
    const piece = [token, ...tokens.slice(index + 1, index + 3)].join('').slice(0, 60);
    return [`${token === '(' ? 'weight' : 'schedule'}: ${piece}`];
  });
}

/**
 * ComfyUI counts brackets and cuts the text where the count comes back to nothing. A piece that begins with an opening and ends with a
 * closing one is weighted, even where the two do not belong together: `((a)` is.
 */
function weightsIn(text: string): string[] {
  const pieces: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(' && depth === 0) pieces.push('');
    pieces.push((pieces.pop() ?? '') + character);
    if (character === '(') depth += 1;
    if (character !== ')') continue;
    depth -= 1;
    if (depth === 0) pieces.push('');
  }
  const weighted = pieces.filter((piece) => piece.length >= 2 && piece.startsWith('(') && piece.endsWith(')'));
  return weighted.map((piece) => `weight: ${piece.slice(0, 60)}`);
}

function report(found: string[], kind: string, text: string, pattern: RegExp): void {
  for (const [piece] of text.matchAll(pattern)) found.push(`${kind}: ${piece.slice(0, 60)}`);
}

/** Reports what the pattern finds, and takes it out as the server does. */
function cut(found: string[], kind: string, text: string, pattern: RegExp): string {
  report(found, kind, text, pattern);
  return text.replace(pattern, '');
}
