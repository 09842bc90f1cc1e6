import { downwards, dot, glow, n, shade, tint, type Hex } from '../../characters/sketch/ink';
import { SeededRandom } from '../../characters/sketch/seeded-random';
import { sketchMark } from '../../characters/sketch/sketch-mark';
import type { Theme } from '../../common/themes';
import type { ItemSubject } from '../item-subject';
import type { ItemType } from '../item-words';
import { axe, bow, dagger, staff, sword } from './draw-arms';
import { armour, ring, shield } from './draw-worn';
import { book, potion, pouch, scroll } from './draw-goods';
import { itemColours, type ItemColours } from './item-colours';

/** Draws one thing on a field of 1000 × 1000 around its middle. */
type ItemDrawer = (colours: ItemColours, random: SeededRandom) => string;

const DRAWERS: Readonly<Record<ItemType, ItemDrawer>> = {
  ...{ sword, dagger, axe, bow, staff },
  ...{ shield, armour, ring },
  ...{ potion, book, scroll, pouch },
};

/**
 * A thing on a plain backdrop in the theme's colours, lit in the colour of its rarity, marked as a sketch. Pure: the
 * same arguments give the same text, and nothing of the subject's text gets into it.
 *
 * @returns an SVG document of `sidePx` × `sidePx`, without fonts, scripts or references
 */
export function drawItem(
  subject: ItemSubject,
  { theme, seed, sidePx }: { readonly theme: Theme; readonly seed: number; readonly sidePx: number },
): string {
  const colours = itemColours(subject, theme);
  const random = new SeededRandom(seed);
  const isRadiant = subject.rarity === 'legendary' || subject.rarity === 'artifact';
  const body = [
    backdrop(colours, isRadiant, random),
    DRAWERS[subject.type](colours, random),
    subject.rarity === undefined || subject.rarity === 'common' ? '' : sparks(colours.aura, random),
    sketchMark(1000, 1000),
  ].join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sidePx}" height="${sidePx}" viewBox="0 0 1000 1000"` +
    ` fill="none">${body}</svg>`
  );
}

function backdrop({ backdrop: [light, dark], aura }: ItemColours, isRadiant: boolean, random: SeededRandom): string {
  const all = 'x="0" y="0" width="1000" height="1000"';
  return [
    downwards('backdrop', 0, 1000, [light, light, dark]),
    `<rect ${all} fill="url(#backdrop)"/>`,
    isRadiant ? rays(aura, random) : '',
    glow('aura', { x: 500, y: 480, radius: 470 }, aura, 0.75),
    `<rect ${all} fill="url(#aura)"/>`,
    '<ellipse cx="500" cy="915" rx="300" ry="34" fill="#000000" fill-opacity="0.28"/>',
    '<defs><radialGradient id="vignette" gradientUnits="userSpaceOnUse" cx="500" cy="500" r="720">' +
      '<stop offset="0.6" stop-color="#000000" stop-opacity="0"/><stop offset="1" stop-color="#000000" stop-opacity="0.5"/>' +
      '</radialGradient></defs>',
    `<rect ${all} fill="url(#vignette)"/>`,
  ].join('');
}

/** Beams from behind, widening outwards. */
function rays(colour: Hex, random: SeededRandom): string {
  const count = 14;
  const turn = random.between(0, 360 / count);
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [-2.2, 2.2].map((side) => ((turn + (index * 360) / count + side * 2) * Math.PI) / 180);
    const at = (angle: number): string => `${n(500 + 720 * Math.cos(angle))} ${n(480 + 720 * Math.sin(angle))}`;
    return tint(`M500 480L${at(from ?? 0)}L${at(to ?? 0)}Z`, colour, 0.28);
  }).join('');
}

/** Four-pointed sparks around the thing. */
function sparks(colour: Hex, random: SeededRandom): string {
  return Array.from({ length: 9 }, (_, index) => {
    const angle = (index / 9) * 2 * Math.PI + random.between(0, 0.5);
    const [x, y] = [500 + random.between(360, 440) * Math.cos(angle), 480 + random.between(330, 410) * Math.sin(angle)];
    const reach = random.between(9, 24);
    const waist = reach / 5;
    const star = `M${n(x)} ${n(y - reach)}L${n(x + waist)} ${n(y - waist)}L${n(x + reach)} ${n(y)}L${n(x + waist)} ${n(y + waist)}L${n(x)} ${n(y + reach)}L${n(x - waist)} ${n(y + waist)}L${n(x - reach)} ${n(y)}L${n(x - waist)} ${n(y - waist)}Z`;
    return tint(star, shade(colour, 0.6), 0.85) + dot(x, y, reach / 4, '#ffffff', 0.9);
  }).join('');
}
