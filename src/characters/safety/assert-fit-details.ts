import { assertFitStory, assertFitTexts } from './assert-fit-texts';
import { textsIn } from './texts-in';

/**
 * Refuses a character's details that speak of sex or bare bodies together with a minor, before a word of them is used.
 *
 * @param details as the character service gave them, in any form
 * @param ofMinor whether they were understood as those of a minor
 * @throws ContentRefusedError
 */
export function assertFitDetails(details: unknown, ofMinor: boolean): void {
  const { visible, stories } = textsIn(details, false);
  assertFitTexts(visible, { ofMinor });
  stories.forEach(assertFitStory);
}
