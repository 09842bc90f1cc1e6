/** A part of a prompt; parts are joined by commas in the order given. */
export interface PromptPhrase {
  readonly text: string;
  /** 0 stays whatever happens; of the others the highest is given up first. */
  readonly rank: number;
}

/** One chunk of CLIP holds 77 tokens, two of them marks for begin and end. Words beyond it count less, or not at all. */
export const TOKEN_GOAL = 75;
/** No prompt is longer than two chunks. */
export const TOKEN_LIMIT = 150;

/** CLIP splits rare words: measured over English prose it makes about 1.3 tokens of a word, and one of every other sign. */
const TOKENS_PER_WORD = 1.3;

/** About how many CLIP tokens a text is; rather too many than too few for plain English words. */
export function estimateTokens(text: string): number {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const signs = text.match(/[^\s\p{L}\p{N}]/gu)?.length ?? 0;
  return Math.ceil(words * TOKENS_PER_WORD) + signs;
}

/**
 * Joins phrases into one prompt of about 75 tokens at most, giving up the highest ranks first and of equals the last.
 * Phrases that say the same are said once. What ranks 0 may exceed 75, never 150: then it is cut between two words.
 */
export function fitPhrases(phrases: readonly PromptPhrase[]): string {
  let kept = phrases.filter(
    ({ text }, index) => text !== '' && phrases.findIndex((other) => other.text === text) === index,
  );
  while (estimateTokens(joined(kept)) > TOKEN_GOAL) {
    const highest = Math.max(0, ...kept.map((phrase) => phrase.rank));
    if (highest === 0) break;
    const last = kept.findLastIndex((phrase) => phrase.rank === highest);
    kept = kept.filter((_, index) => index !== last);
  }
  return cutToLimit(joined(kept));
}

function joined(phrases: readonly PromptPhrase[]): string {
  return phrases.map((phrase) => phrase.text).join(', ');
}

function cutToLimit(text: string): string {
  const words = text.split(' ');
  while (estimateTokens(words.join(' ')) > TOKEN_LIMIT && words.length > 1) words.pop();
  return words.join(' ').replace(/,$/, '');
}
