import * as adventurer from '@dicebear/adventurer';
import { createAvatar } from '@dicebear/core';
import { INK, mix, shade, shape, type Hex } from './ink';
import type { HairStyle, Look } from './subject-look';
import type { SeededRandom } from './seeded-random';

/**
 * Hair and ornaments are artwork of the "Adventurer" set by Lisa Wischofsky, CC BY 4.0: recoloured, shaded and set on
 * heads of our own. The licence asks for this line wherever the pictures are shown.
 */
export const SKETCH_CREDIT =
  'Hair artwork: "Adventurer" by Lisa Wischofsky (https://www.figma.com/community/file/1184595184137881796), ' +
  'CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), modified';

type HairName = NonNullable<adventurer.Options['hair']>[number];
type Names = readonly [HairName, ...HairName[]];

const ARTWORK: Readonly<Record<Exclude<HairStyle, 'bald'>, Names>> = {
  // Not short11: its shadow falls beside our narrower forehead, as a black scrap.
  cropped: ['short04', 'short13', 'short14', 'short10'],
  short: ['short01', 'short07', 'short08', 'short10', 'short14'],
  curly: ['short03', 'short17', 'short18'],
  wild: ['short16', 'short09', 'short08'],
  mohawk: ['short15'],
  // Not long06 to long09: drawn for a head without a neck, they close under our chins like a beard.
  long: ['long05', 'long01', 'long04'],
  wavy: ['long17', 'long24', 'long22'],
  tied: ['long10', 'long12', 'long13', 'long19'],
  braided: ['long16', 'long14'],
};
/** A short cut for a woman is another artwork than for a man. */
const WOMANS_SHORT: Names = ['long25', 'long21', 'long24', 'long02'];

/** Artwork with a lock at the nape of a head that has no neck: beside our narrow jaws it would float below the ear. */
const LOCK_AT_NAPE: readonly HairName[] = ['short01', 'short03', 'short17', 'long10', 'long13'];
/** All but the place below the ear. */
const WITHOUT_NAPE = '<defs><clipPath id="nape"><path d="M-400 -400H1200V492H500V1200H-400Z"/></clipPath></defs>';

/** Hair in the coordinates of the artwork: 762 units wide, the head a circle of radius 222 around (365, 387). */
export interface HairArtwork {
  /** Behind the head, or empty. */
  readonly behind: string;
  /** Over the head. */
  readonly front: string;
}

/** Hair that falls behind a great beard instead of across it. */
const WITH_GREAT_BEARD: Names = ['long05', 'long07'];

function namesFor({ hairStyle, presentation, beard }: Look, style: Exclude<HairStyle, 'bald'>): Names {
  if (presentation === 'woman' && hairStyle === 'short') return WOMANS_SHORT;
  const isHidden = (hairStyle === 'long' || hairStyle === 'wavy') && (beard === 'full' || beard === 'braided');
  return isHidden ? WITH_GREAT_BEARD : ARTWORK[style];
}

/** Draws the hair; nothing for bald heads and under hoods only what hangs out. */
export function hairArtwork(look: Look, random: SeededRandom): HairArtwork {
  if (look.hairStyle === 'bald') return { behind: '', front: '' };
  const name = random.pick(namesFor(look, look.hairStyle));
  const hangs = ['long', 'wavy'].includes(look.hairStyle) || name === 'long25' || name === 'long24';
  const drawn = hairGroup(name, look.hair);
  const kept = LOCK_AT_NAPE.includes(name) ? `${WITHOUT_NAPE}<g clip-path="url(#nape)">${drawn}</g>` : drawn;
  return { behind: hangs ? backOfHair(look.hair) : '', front: `${gradient(look.hair)}${kept}` };
}

/** The one group of an avatar that holds hair; the face is ours. */
function hairGroup(name: HairName, colour: Hex): string {
  const avatar = createAvatar(adventurer, {
    hair: [name],
    hairColor: [colour.slice(1)],
    hairProbability: 100,
    earringsProbability: 0,
    glassesProbability: 0,
    featuresProbability: 0,
    clip: false,
  }).toString();
  const groups = avatar.split('<g transform="translate(-161 -83)">');
  // The order of a 9.4 avatar: base, eyes, eyebrows, mouth, features, glasses, hair, earrings.
  const hair = (groups[6] ?? '').replace(/<\/g>$/, '');
  const painted = hair.replaceAll(`fill="${colour}"`, 'fill="url(#hair)"').replaceAll('fill="#000"', `fill="${INK}"`);
  return `<g transform="translate(-161 -83)">${painted}</g>`;
}

/** Light falls from above; in the coordinates inside the artwork's own shift. */
function gradient(colour: Hex): string {
  const stops = [shade(colour, 0.3), colour, mix(colour, INK, 0.38)];
  const marks = stops.map((stop, index) => `<stop offset="${[0, 0.42, 1][index]}" stop-color="${stop}"/>`).join('');
  return (
    '<defs><linearGradient id="hair" gradientUnits="userSpaceOnUse" x1="470" y1="190" x2="560" y2="800">' +
    `${marks}</linearGradient></defs>`
  );
}

/** Fills the gap between a narrow jaw and hair that was drawn around a round head; rounded, for short hair does not cover it. */
function backOfHair(colour: Hex): string {
  const dark = mix(colour, INK, 0.5);
  return shape('M150 380C140 480 168 570 232 612C300 650 470 656 536 616C588 580 600 480 585 380Z', dark, 8);
}
