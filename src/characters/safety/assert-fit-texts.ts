import { ContentRefusedError } from '../../common/content-refused.errors';
import { foldedText, type FoldedText } from './folded-text';
import {
  CHILD_PHRASES,
  CHILD_TEXT,
  CHILD_WORDS,
  HARMLESS_PHRASES,
  NEVER_TEXT,
  NEVER_WORDS,
  SEXUAL_PHRASES,
  SEXUAL_TEXT,
  SEXUAL_WORDS,
  YOUTH_WORDS,
} from './safety-words';

/** Texts that are seen together on one picture. */
export interface FitOptions {
  /** Whether who is shown is known to be a minor, whatever the texts say. Default false. */
  readonly ofMinor?: boolean;
}

/** What one text speaks of. */
interface Finding {
  readonly never: boolean;
  readonly sexual: boolean;
  readonly child: boolean;
  readonly youth: boolean;
  readonly adultAge: boolean;
}

/**
 * Refuses what speaks of sex or bare bodies together with a minor, however it is spelled. Texts that are painted into
 * one picture are judged together; everything else that is unsafe is left to `cleanWords`, which leaves it out.
 *
 * @param texts raw, as they came; what is no text is passed over
 * @throws ContentRefusedError
 * @see docs/safety.md for what is refused and what is left out
 */
export function assertFitTexts(texts: readonly unknown[], { ofMinor = false }: FitOptions = {}): void {
  const findings = texts.filter((text) => typeof text === 'string').map(findingIn);
  const has = (what: keyof Finding): boolean => findings.some((finding) => finding[what]);
  const showsMinor = ofMinor || has('child') || (has('youth') && !has('adultAge'));
  if (has('never') || (has('sexual') && showsMinor)) throw new ContentRefusedError();
}

/** The same for a story, of which a picture takes a few words: each sentence for itself. */
export function assertFitStory(story: unknown): void {
  if (typeof story !== 'string') return;
  for (const sentence of story.slice(0, LONGEST_STORY).split(/[.!?;\n]+/)) assertFitTexts([sentence]);
}

const LONGEST_STORY = 8000;

function findingIn(text: string): Finding {
  const whole = foldedText(text);
  const folded = withoutHarmless(text, whole);
  const says = (words: ReadonlySet<string>): boolean => [...folded.words].some((word) => isOneOf(word, words));
  const ages = agesIn(folded.spoken);
  return {
    never: says(NEVER_WORDS) || NEVER_TEXT.test(whole.written) || / (?:child|kiddie) porn/.test(` ${whole.spoken}`),
    sexual: says(SEXUAL_WORDS) || SEXUAL_PHRASES.test(folded.spoken) || SEXUAL_TEXT.test(whole.written),
    child:
      says(CHILD_WORDS) ||
      CHILD_PHRASES.test(folded.spoken) ||
      CHILD_TEXT.test(whole.written) ||
      ages.some((age) => age < 18),
    youth: says(YOUTH_WORDS),
    adultAge: ages.some((age) => age >= 18),
  };
}

/** Most texts hold no phrase that only sounds bad, and are folded once. */
function withoutHarmless(text: string, whole: FoldedText): FoldedText {
  const spoken = whole.spoken.replace(HARMLESS_PHRASES, ' ');
  if (spoken === whole.spoken) return whole;
  // What was hidden in other signs is not in the spoken words: those of the text remain, less what is harmless.
  const rest = foldedText(spoken);
  const plain = foldedText(whole.spoken);
  const hidden = [...whole.words].filter((word) => !plain.words.has(word));
  return { ...rest, words: new Set([...rest.words, ...hidden]) };
}

function isOneOf(word: string, words: ReadonlySet<string>): boolean {
  if (words.has(word) || (word.endsWith('s') && words.has(word.slice(0, -1)))) return true;
  if (!word.includes('*')) return false;
  const letters = new RegExp(`^${word.replace(/\*/g, '[a-z]')}s?$`);
  return word.replace(/\*/g, '').length >= 2 && [...words].some((known) => letters.test(known));
}

const AGES =
  /\b(?:aged?|age of|age is|looks|turned) (\d{1,3})\b|\b(\d{1,3}) ?(?:years?|yrs?|yr|winters|summers) (?:old|of age)\b|\b(\d{1,3}) ?y ?o\b|\b(?:girl|boy|child|woman|man|kid|lass|lad) of (\d{1,3})\b|\b(?:girl|boy|woman|man) (\d{1,2})\b/g;

function agesIn(spoken: string): number[] {
  return [...spoken.matchAll(AGES)].map((match) => Number(match.slice(1).find((digits) => digits !== undefined)));
}
