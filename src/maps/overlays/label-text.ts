import { WRITABLE_SCRIPTS } from '../../processing/bundled-fonts';

/** Graphemes of a label that are shown; the rest is an ellipsis. */
const LONGEST_LABEL = 40;
/** Controls, what turns the direction of other text, private and half characters. Joiners stay: Persian and Hindi need them. */
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u2028\u2029]/gu;
/** Marks piled on one letter beyond what any script writes. */
const PILE = /(\p{M}{3})\p{M}+/gu;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|[\u{1f000}-\u{3ffff}]/u;

/** Emoji of the upper planes, with what joins and colours them. DejaVu has the older signs: swords, skulls, stars. */
const PICTURES = /\p{Emoji_Presentation}(?:\ufe0f|\u200d|[\u2640\u2642\u2695]|\p{Emoji_Presentation})*/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A label as it may be drawn: one line of visible text in any script. Each label is a text of its own in the drawing, so
 * what is written from right to left turns nothing but itself.
 */
export function labelText(label: string): string {
  const text = label.normalize('NFC').replace(/\s+/g, ' ').replace(UNSEEN, '').replace(PILE, '$1').trim();
  const all = [...graphemes.segment(text)].map(({ segment }) => segment);
  return all.length <= LONGEST_LABEL
    ? text
    : `${all
        .slice(0, LONGEST_LABEL - 1)
        .join('')
        .trimEnd()}…`;
}

/** Letters of scripts that no bundled font writes, and pictures: of both, a font would leave boxes. */
const UNWRITABLE = unwritable(WRITABLE_SCRIPTS);

/**
 * A label as it is drawn: `labelText`, and an ellipsis for every run of letters that cannot be written here; nothing for
 * pictures. Of a label that cannot be written at all the ellipsis is left: there is a name, and it stands in the metadata.
 */
export function writtenText(label: string): string {
  const text = labelText(label);
  if (UNWRITABLE === undefined) return text;
  const written = text.replace(PICTURES, '').replace(UNWRITABLE, '…').replace(/ +/g, ' ').trim();
  return labelText(written);
}

function unwritable(scripts: readonly string[] | undefined): RegExp | undefined {
  if (scripts === undefined) return undefined;
  const known = [...scripts, 'Common', 'Inherited'].map((script) => `\\p{Script=${script}}`).join('');
  return new RegExp(`[^${known}]+(?:[\\s\\p{M}]*[^${known}]+)*`, 'gu');
}

/** For XML, text or attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** About how wide a text is, in heights of its letters: for boxes around it. */
export function widthOf(text: string): number {
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 1.05 : 0.64), 0);
}
