import type { PromptDialect, PromptSide } from './prompt-escapes';

/** What a server makes of a prompt. */
export interface ReadPrompt {
  /** What its text encoder is given, weights and escapes taken off. */
  readonly painted: string;
  /** Everything that did more than describe: `kind: piece`. */
  readonly effects: readonly string[];
}

interface Segment {
  text: string;
  weight: number;
}

/**
 * Reads a prompt token by token, as the parsers of the servers do: a second opinion beside `promptEscapes`, which looks for patterns. It
 * hears more: the weight that AUTOMATIC1111 takes from the end of a prompt without any AND (`a room at 12:30` is painted thirty times as
 * strongly), `TE2:` and the `+` and `-` of SD.Next, marks of tokenizers (`<|endoftext|>`), the `|` by which LocalAI splits off a negative
 * prompt, and characters that nobody sees.
 *
 * Sources, read 2026-11: modules/prompt_parser.py of AUTOMATIC1111 and SD.Next, prompt_parser_diffusers.py and styles.py of SD.Next,
 * comfy/sd1_clip.py of ComfyUI, parse_prompt_attention and clip_tokenizer.cpp of stable-diffusion.cpp.
 */
export function readPrompt(dialect: PromptDialect, text: string, side: PromptSide = 'prompt'): ReadPrompt {
  const effects: string[] = [];
  note(effects, 'unseen', text, /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu);
  note(effects, 'token', text, /<\|.*?\|>|<\/?s>|<extra_id_\d+>|<pad>/g);
  note(effects, 'split', text, /\|/g);
  if (dialect === 'comfyui') return readComfy(text, effects);
  if (dialect === 'sdcpp') return readSdcpp(text, side, effects);
  return readWebui(text, dialect === 'sdnext', { side, effects });
}

function readWebui(
  text: string,
  isSdnext: boolean,
  { side, effects }: { side: PromptSide; effects: string[] },
): ReadPrompt {
  let left = text;
  if (isSdnext) {
    left = taken(effects, 'comment', left, /\/\*[\s\S]*?\*\//g);
    note(effects, 'encoder', left, /TE[234]:/g);
    note(effects, 'chunk', left, /##/g);
    // The compel parser, where somebody chose it.
    note(effects, 'weight', left, /[\p{L}\p{N})"'][+-]+(?=[\s,.)]|$)/gu);
  }
  note(effects, 'choice', left, isSdnext ? /\{[^{}]*\}/g : /\$?\{[^{}]*[|$:=%][^{}]*\}/g);
  note(effects, 'file', left, /__[\s\S]*?__/g);
  left = taken(effects, 'comment', left, /#[^\n]*/g);
  if (side === 'prompt') left = taken(effects, 'network', left, /<[\p{L}\p{N}_]+:[^>]+>/gu);
  const parts = left.split(/(?<![\p{L}\p{N}_])AND(?![\p{L}\p{N}_])/u);
  if (parts.length > 1) effects.push(`composition: ${parts.length} prompts`);
  const painted = parts.map((part) => {
    const [, words = part, weight] = /^([\s\S]*?)(?:\s*:\s*([-+]?(?:\d+\.?|\d*\.\d+)))?\s*$/.exec(part) ?? [];
    if (weight !== undefined) effects.push(`composition: weight ${weight} of the whole`);
    note(effects, 'schedule', words.replace(/\\[\s\S]/g, '  '), /\[[^[\]]*[:|][^[\]]*\]/g);
    note(effects, 'chunk', words, /(?<![\p{L}\p{N}_])BREAK(?![\p{L}\p{N}_])/gu);
    return paintedOf(
      attention(words, (escape) => escape.slice(1)),
      effects,
    );
  });
  return { painted: painted.join(' '), effects };
}

function readSdcpp(text: string, side: PromptSide, effects: string[]): ReadPrompt {
  if (Buffer.byteLength(text) > 25_000) effects.push(`crash: ${text.length} characters`);
  const left =
    side === 'prompt' ? taken(effects, 'arguments', text, /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/g) : text;
  note(effects, 'crash', left, /:[+-]?\.+\)/g);
  note(effects, 'chunk', left, /\bBREAK\b/g);
  // Of all escapes it knows one: every other backslash is given to the text encoder.
  const segments = attention(left, (escape) => (escape === '\\(' ? '(' : escape));
  return { painted: paintedOf(segments, effects), effects };
}

function readComfy(text: string, effects: string[]): ReadPrompt {
  const hidden = text.replaceAll('\\)', '\0\x01').replaceAll('\\(', '\0\x02');
  const segments = comfyWeights(hidden, 1).map(({ text: part, weight }) => ({
    text: part.replaceAll('\0\x01', ')').replaceAll('\0\x02', '('),
    weight,
  }));
  const painted = paintedOf(segments, effects);
  for (const word of painted.replaceAll('\n', ' ').split(' ')) {
    if (word.startsWith('embedding:')) effects.push(`embedding: ${word}`);
  }
  return { painted, effects };
}

const TOKEN = /\\[()[\]\\]?|[([]|:\s*[+-]?[.\d]+\s*\)|[)\]]|[^\\()[\]:]+|:/g;

/** The bracket machine that A1111 invented and the others took over. */
function attention(text: string, unescaped: (escape: string) => string): Segment[] {
  const segments: Segment[] = [];
  const open: Record<'(' | '[', number[]> = { '(': [], '[': [] };
  const strengthen = (from: number | undefined, factor: number): void => {
    for (const segment of from === undefined ? [] : segments.slice(from)) segment.weight *= factor;
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const given = /^:\s*([+-]?[.\d]+)\s*\)$/.exec(token)?.[1];
    if (token === '(' || token === '[') open[token].push(segments.length);
    else if (given !== undefined && open['('].length > 0) strengthen(open['('].pop(), Number(given));
    else if (token === ')' && open['('].length > 0) strengthen(open['('].pop(), 1.1);
    else if (token === ']' && open['['].length > 0) strengthen(open['['].pop(), 1 / 1.1);
    else segments.push({ text: token.startsWith('\\') ? unescaped(token) : token, weight: 1 });
  }
  for (const from of open['(']) strengthen(from, 1.1);
  for (const from of open['[']) strengthen(from, 1 / 1.1);
  return segments;
}

function comfyWeights(text: string, weight: number): Segment[] {
  return comfyPieces(text).flatMap((piece) => {
    if (piece.length < 2 || !piece.startsWith('(') || !piece.endsWith(')')) return [{ text: piece, weight }];
    const inner = piece.slice(1, -1);
    const colon = inner.lastIndexOf(':');
    const given = colon > 0 ? Number(inner.slice(colon + 1)) : NaN;
    return Number.isNaN(given) ? comfyWeights(inner, weight * 1.1) : comfyWeights(inner.slice(0, colon), given);
  });
}

/** Cuts where an opening bracket begins a new piece, and where the count of brackets comes back to nothing. */
function comfyPieces(text: string): string[] {
  const pieces = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(' && depth === 0) pieces.push('');
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    pieces.push((pieces.pop() ?? '') + character);
    if (character === ')' && depth === 0) pieces.push('');
  }
  return pieces.filter((piece) => piece !== '');
}

function paintedOf(segments: readonly Segment[], effects: string[]): string {
  for (const { text, weight } of segments) {
    if (weight !== 1) effects.push(`weight: ${weight} ${text.slice(0, 60)}`);
  }
  return segments.map(({ text }) => text).join('');
}

function note(effects: string[], kind: string, text: string, pattern: RegExp): void {
  for (const [piece] of text.matchAll(pattern)) effects.push(`${kind}: ${piece.slice(0, 60)}`);
}

function taken(effects: string[], kind: string, text: string, pattern: RegExp): string {
  note(effects, kind, text, pattern);
  return text.replace(pattern, '');
}
