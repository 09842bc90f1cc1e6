import { cleanWords } from '../clean-words';
import {
  COLOUR_WORDS,
  JOINING_WORDS,
  LOOK_WORDS,
  MATERIAL_WORDS,
  PhraseTopic,
  TOPIC_NOUNS,
} from '../lexicon/visual-words';

/** A few visual words out of a longer text, such as `long red hair`, and what they are about. */
export interface VisualPhrase {
  readonly topic: PhraseTopic;
  readonly text: string;
}

const SPEAKING_TOPICS: ReadonlySet<PhraseTopic> = new Set<PhraseTopic>(['marks', 'outfit']);
const LONGEST_TEXT = 8000;
const MOST_PHRASES = 12;
const MOST_WORDS = 8;

/** What was, is not, or is of somebody else: none of it may be painted. */
const NOT_NOW =
  /\b(?:once|formerly|used to|ago|had|was|were|wore|before|lost|no longer|never|without|lacks|not|no|as a (?:\w+ )?(?:boy|girl|child|youth|kid|baby)|in (?:his|her|their|my) youth|when (?:he|she|they|i))\b/;
const SOMEONE_ELSE =
  /\b(?:mother|father|parents?|brother|sister|siblings?|wife|husband|lover|son|daughter|uncle|aunt|grandmother|grandfather|mentor|master|friend|enemy|enemies|rival|villain|king|queen|lord|lady|stranger|killer|murderer|captain|dragon|demon|he who|man who|woman who|someone|those|people)\b/;

/**
 * Picks what can be seen out of running text, word by word from our own lexicon: nothing else of the text survives, so
 * plot, names and secrets cannot. Sentences about the past, about what is missing or about somebody else are skipped, and so
 * is quoted speech.
 *
 * @returns at most 12 phrases of at most 8 words, in order of appearance
 */
export function condenseDescription(text: unknown): readonly VisualPhrase[] {
  if (typeof text !== 'string') return [];
  return clausesOf(text.slice(0, LONGEST_TEXT))
    .filter((clause) => !NOT_NOW.test(clause) && !SOMEONE_ELSE.test(clause))
    .flatMap((clause) => clause.split(','))
    .flatMap(phrasesOf)
    .slice(0, MOST_PHRASES);
}

/** Whether the text, apart from what it tells of the past or of others, says any of these words. */
export function saysNow(text: unknown, wanted: RegExp): boolean {
  if (typeof text !== 'string') return false;
  const clauses = clausesOf(text.slice(0, LONGEST_TEXT));
  return clauses.some((clause) => wanted.test(clause) && !NOT_NOW.test(clause) && !SOMEONE_ELSE.test(clause));
}

function clausesOf(text: string): string[] {
  return text
    .replace(/["“«][^"”»]*["”»]/g, ' ')
    .split(/[.!?;\n]+|\b(?:but|now|although|though)\b/i)
    .map((clause) => cleanWords(clause, LONGEST_TEXT))
    .filter((clause) => clause !== undefined);
}

function isVisual(word: string): boolean {
  return TOPIC_NOUNS.has(word) || COLOUR_WORDS.has(word) || LOOK_WORDS.has(word) || MATERIAL_WORDS.has(word);
}

/** Runs of visual words, with joining words only between two of them; a run without a noun says nothing. */
function phrasesOf(part: string): VisualPhrase[] {
  const runs: string[][] = [[]];
  for (const word of part.trim().split(' ')) {
    const run = runs[runs.length - 1] ?? [];
    const mayJoin = JOINING_WORDS.has(word) && joins(word, run[run.length - 1]);
    if (run.length < MOST_WORDS && (isVisual(word) || mayJoin)) run.push(word);
    else runs.push(isVisual(word) ? [word] : []);
  }
  return runs.map(withoutLooseEnds).flatMap(splitByTopic);
}

/** `scar across his cheek` is one thing, `burned his red mask` is somebody doing something to a red mask. */
function joins(word: string, previous: string | undefined): boolean {
  if (previous === undefined) return false;
  return word === 'and' || TOPIC_NOUNS.has(previous) || JOINING_WORDS.has(previous);
}

function withoutLooseEnds(run: readonly string[]): string[] {
  return run.slice(0, run.findLastIndex((word) => !JOINING_WORDS.has(word)) + 1);
}

/** `red hair and green eyes` is two phrases: a joining `and` or `with` after a noun begins the next. */
function splitByTopic(run: readonly string[]): VisualPhrase[] {
  const phrases: string[][] = [[]];
  run.forEach((word, index) => {
    const previous = run[index - 1];
    const begins = (word === 'and' || word === 'with') && previous !== undefined && TOPIC_NOUNS.has(previous);
    if (begins) phrases.push([]);
    else phrases[phrases.length - 1]?.push(word);
  });
  return phrases.flatMap((words) => {
    const topic = words.map((word) => TOPIC_NOUNS.get(word)).find((found) => found !== undefined);
    const text = words.join(' ').replace(/^(?:(?:a|an|the|his|her|their|my) )+/, '');
    // A bare "face" or "forehead" tells nothing; bare freckles, horns or a cloak do.
    const tells = topic !== undefined && (text.includes(' ') || SPEAKING_TOPICS.has(topic));
    return tells ? [{ topic, text }] : [];
  });
}
