/** Control and format characters: a terminal obeys them (colours, titles, direction of writing), a person cannot see them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * Text from outside, safe to write to a terminal: what would command it is written as `\u001b`.
 * @param options `lines`: line feeds and tabs stay as they are
 */
export function printable(text: string, { lines = false } = {}): string {
  return text.replace(UNSEEN, (found) => (lines && (found === '\n' || found === '\t') ? found : escaped(found)));
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
