/** Whatever is not seen: format and private characters, halves of pairs, what no version of Unicode knows, fillers. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * One spelling for everything: full-width, enclosed and mathematical letters and brackets become the plain ones, accents
 * stay with their letters, quotes and dashes are the plain ones, marks that hide or turn text are gone.
 *
 * The order matters: what is hidden between two letters is taken out before letters join, and a bracket is a bracket before
 * brackets are looked for.
 *
 * @param longest characters that are looked at, counted without what is not seen
 * @returns NFKC; up to 18 times as long as `longest`, for one Arabic sign stands for that many letters
 */
export function plainText(text: string, longest: number): string {
  return (
    text
      .replace(UNSEEN, '')
      .slice(0, longest)
      // Before the rest: NFKC makes of the accent that stands for an apostrophe a space and a mark.
      .replace(/[‘’‚‛`´]/g, "'")
      .replace(/[“”„‟«»]/g, '"')
      .normalize('NFKC')
      .replace(/ʼ/g, "'")
      .replace(/[\p{Pd}−]/gu, '-')
  );
}
