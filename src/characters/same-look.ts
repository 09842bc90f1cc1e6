import { canonicalJson, type Json } from '../common/canonical-json';
import type { Theme } from '../common/themes';
import type { VisualSubject } from './visual-subject';

/** What decides whether two pictures of a character would show the same. */
export interface Look {
  readonly subject: VisualSubject;
  readonly theme: Theme;
}

/**
 * Whether a character still looks as in the recipe of an earlier picture. Only what can be seen is compared: levels, hit
 * points and names are not in the record at all.
 */
export function looksTheSame(now: Look, recipe: Readonly<Record<string, unknown>> | undefined): boolean {
  if (recipe === undefined) return false;
  const then = { subject: recipe.subject, theme: recipe.theme };
  return text(then) === text({ subject: now.subject, theme: now.theme });
}

/** By way of JSON, as it was stored: members that are `undefined` are not there. */
function text(look: object): string {
  return canonicalJson(JSON.parse(JSON.stringify(look)) as Json);
}
