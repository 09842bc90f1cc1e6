import { cleanWords } from '../clean-words';

/** Longest text that becomes one phrase of a prompt, in characters. */
const LONGEST_PHRASE = 80;

/** Text from anywhere as the words of one phrase; the empty text when nothing is left. */
export function clean(text: string | undefined, maxLength = LONGEST_PHRASE): string {
  return cleanWords(text, maxLength) ?? '';
}

/**
 * The words with the noun they are about, unless they say what they are about: `tan` becomes `tan skin`, and `black, tied
 * back` becomes `black hair, tied back`.
 */
export function named(text: string | undefined, noun: string, present: RegExp): string {
  const [head = '', ...rest] = clean(text).split(', ');
  if (head === '' || present.test(head) || rest.some((part) => part.includes(noun))) return [head, ...rest].join(', ');
  return [`${head} ${noun}`, ...rest].join(', ');
}

/** Things of which one does not say "a": what comes in pairs or numbers, and what is worn as a stuff. */
const WITHOUT_ARTICLE =
  /(?:(?<![us])s|armou?r|mail|clothing|finery|silk|leather|fur|garb|attire|chain|jewellery|jewelry|plate)$|^(?:an?|the|his|her|their|two|one|twin|full|some) /;

/** `an ornate rod`, `a blue robe`, but `leather boots` and `chain mail armour`. */
export function withArticle(words: string): string {
  // "quiver of arrows" is one quiver.
  const head = words.split(/ (?:of|with|in|on|at|and|over)\b|,/)[0] ?? words;
  if (words === '' || WITHOUT_ARTICLE.test(head)) return words;
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
