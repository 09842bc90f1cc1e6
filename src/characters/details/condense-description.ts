import { cleanWords } from '../clean-words';
import {
  BEARERS,
  COLOUR_WORDS,
  FACE_BONES,
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
/** Words of one run, which is parted into phrases, and of one phrase. */
const MOST_RUN_WORDS = 24;
const MOST_WORDS = 8;

/** What was, is not, or is of somebody else: none of it may be painted. */
const NOT_NOW =
  /\b(?:once|formerly|former|used to|ago|had|was|were|wore|carried|before|until|lost|no longer|never|without|lacks|not|no|back then|in those days|grew up|growing up|childhood|younger days|would|dreams? of|as a (?:\w+ )?(?:boy|girl|child|youth|kid|baby)|in (?:his|her|their|my) youth|when (?:he|she|they|i))\b/;
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
  return condensed(presentClauses(text));
}

/**
 * As `condenseDescription`, for the story of a life: it is told in the past tense, so only what it says in the present
 * counts ("a scar crosses his cheek" and not "the duke burned his red mask").
 */
export function condenseStory(text: unknown): readonly VisualPhrase[] {
  return condensed(presentClauses(text).filter((clause) => SAYS_NOW.test(clause)));
}

const SAYS_NOW =
  /\b(?:has|have|is|are|am|wears?|wearing|bears?|carries|carry|keeps?|hides?|hiding|still|remains?|runs?|crosses|covers?|hangs?|falls?|shows?|dyes?|ties|reminds?|marks|glows?|gleams?|shines?|frames?|shaves?|braids|these days|today)\b/;

function condensed(clauses: readonly string[]): readonly VisualPhrase[] {
  return clauses
    .flatMap((clause) => clause.split(','))
    .flatMap(phrasesOf)
    .slice(0, MOST_PHRASES);
}

/** The cleaned clauses of a text that tell of the character itself, at present. */
export function presentClauses(text: unknown): readonly string[] {
  if (typeof text !== 'string') return [];
  return clausesOf(text.slice(0, LONGEST_TEXT)).filter((clause) => !NOT_NOW.test(clause) && !SOMEONE_ELSE.test(clause));
}

/** Whether the text, apart from what it tells of the past or of others, says any of these words. */
export function saysNow(text: unknown, wanted: RegExp): boolean {
  return presentClauses(text).some((clause) => wanted.test(clause));
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
    if (run.length < MOST_RUN_WORDS && (isVisual(word) || mayJoin)) run.push(word);
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

/** `red hair and green eyes` is two phrases: a joining `and` or `with` after a noun begins the next, and so does a `woman in`. */
function splitByTopic(run: readonly string[]): VisualPhrase[] {
  const phrases: string[][] = [[]];
  run.forEach((word, index) => {
    const previous = run[index - 1];
    if (previous !== undefined && beginsAnother(word, previous)) phrases.push([]);
    else phrases[phrases.length - 1]?.push(word);
  });
  return phrases.flatMap((all) => {
    const words = withoutLooseEnds(all.slice(0, MOST_WORDS));
    const topic = topicOf(words);
    const text = withoutBearer(
      words.join(' ').replace(/^(?:(?:a|an|the|his|her|their|my|and|with|in|of|on) )+/, ''),
      topic,
    );
    // A bare "face" or "nose" tells nothing; bare freckles, horns or a cloak do.
    const speaks = topic !== undefined && SPEAKING_TOPICS.has(topic) && !FACE_BONES.has(text);
    const tells = topic !== undefined && text !== '' && (text.includes(' ') || speaks);
    return tells ? [{ topic, text }] : [];
  });
}

/** What the first noun is about; of nouns that stand together the last, for a fur cloak is a cloak. */
function topicOf(words: readonly string[]): PhraseTopic | undefined {
  let noun = words.findIndex((word) => TOPIC_NOUNS.has(word));
  while (TOPIC_NOUNS.has(words[noun + 1] ?? '')) noun += 1;
  return TOPIC_NOUNS.get(words[noun] ?? '');
}

function beginsAnother(word: string, previous: string): boolean {
  if (word === 'in') return BEARERS.has(previous);
  return (word === 'and' || word === 'with') && TOPIC_NOUNS.has(previous);
}

/** `tall lean man` tells of a build; that somebody is old or young is read elsewhere. */
function withoutBearer(text: string, topic: PhraseTopic | undefined): string {
  if (topic !== 'build' || !BEARER.test(text)) return text;
  const build = text
    .replace(BEARER, '')
    .replace(/\b(?:old|young|elderly|ancient)\b ?/g, '')
    .trim();
  return build === '' ? '' : `${build} build`;
}

const BEARER = new RegExp(` ?\\b(?:${[...BEARERS].join('|')})$`);
