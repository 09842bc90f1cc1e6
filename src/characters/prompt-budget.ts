import { countTokens } from './prompt/clip-tokens';

/** A part of a prompt; parts are joined by commas in the order given. */
export interface PromptPhrase {
  /** Cleaned words. */
  readonly text: string;
  /** 0 stays whatever happens; of the others the highest is given up first. */
  readonly rank: number;
}

/** One chunk of CLIP holds 77 tokens, two of them marks for begin and end. Words beyond it count less, or not at all. */
export const TOKEN_GOAL = 75;
/** No prompt is longer than two chunks. */
export const TOKEN_LIMIT = 150;

/**
 * Joins phrases into one prompt of 75 CLIP tokens at most, giving up the highest ranks first and of equals the last.
 * Phrases that say the same are said once. What ranks 0 may exceed 75, never 150: then it is cut between two words.
 */
export function fitPhrases(phrases: readonly PromptPhrase[]): string {
  return capTokens(joined(keptPhrases(phrases, TOKEN_GOAL)), TOKEN_LIMIT);
}

/**
 * The different phrases that fit together, in their order.
 *
 * @param goal most CLIP tokens, commas included; only phrases of rank 0 may exceed it together
 */
export function keptPhrases(phrases: readonly PromptPhrase[], goal: number): readonly PromptPhrase[] {
  let kept = different(phrases).map((phrase) => ({ ...phrase, tokens: countTokens(phrase.text) + 1 }));
  // A comma follows every phrase but the last.
  while (kept.reduce((sum, phrase) => sum + phrase.tokens, -1) > goal) {
    const highest = Math.max(0, ...kept.map((phrase) => phrase.rank));
    if (highest === 0) break;
    const last = kept.findLastIndex((phrase) => phrase.rank === highest);
    kept = kept.filter((_, index) => index !== last);
  }
  return kept.map(({ text, rank }) => ({ text, rank }));
}

function different(phrases: readonly PromptPhrase[]): readonly PromptPhrase[] {
  return phrases.filter(
    ({ text }, index) => text !== '' && phrases.findIndex((other) => other.text === text) === index,
  );
}

/**
 * A text cut between two words, so that it is at most so many CLIP tokens. A word that is too long by itself is left
 * out, and what would follow it too.
 *
 * @param text words parted by single spaces or `, `
 * @returns the empty text when not even the first word fits
 */
export function capTokens(text: string, most: number): string {
  const kept: string[] = [];
  let tokens = 0;
  const words = text.split(' ');
  for (const word of words) {
    tokens += countTokens(word);
    // The comma behind a last word falls away.
    if (tokens - (word.endsWith(',') ? 1 : 0) > most) break;
    kept.push(word);
  }
  return kept.join(' ').replace(kept.length === words.length ? /,$/ : LOOSE_END, '');
}

/** A comma, or words that wait for what has been cut off: `a hat with a`. */
const LOOSE_END = /(?:,| (?:an?|the|and|or|with|of|in|on|over|at|to|for|from|by|his|her|their))+$/;

function joined(phrases: readonly PromptPhrase[]): string {
  return phrases.map((phrase) => phrase.text).join(', ');
}
