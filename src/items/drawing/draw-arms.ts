import { disc, dot, glow, mirrored, n, shade, shape, stroke, tint, type Hex } from '../../characters/sketch/ink';
import type { SeededRandom } from '../../characters/sketch/seeded-random';
import type { ItemColours } from './item-colours';

const turned = (drawing: string, degrees: number): string => `<g transform="rotate(${degrees} 500 500)">${drawing}</g>`;

/** A gem with a light side. */
export function gem(x: number, y: number, radius: number, colour: Hex): string {
  return disc(x, y, radius, colour, 6) + dot(x - radius * 0.3, y - radius * 0.35, radius * 0.32, '#ffffff', 0.75);
}

interface Blade {
  /** Where the point is and where the hilt begins. */
  readonly tip: number;
  readonly hilt: number;
  readonly halfWidth: number;
}

function blade({ tip, hilt, halfWidth }: Blade, metal: Hex): string {
  const [left, right] = [500 - halfWidth, 500 + halfWidth];
  const shoulder = tip + halfWidth * 2;
  const dark = `M500 ${tip}L${right} ${shoulder}L${right - 4} ${hilt}L500 ${hilt}Z`;
  return [
    shape(`M500 ${tip}L${right} ${shoulder}L${right - 4} ${hilt}L${left + 4} ${hilt}L${left} ${shoulder}Z`, metal),
    tint(dark, '#000000', 0.2),
    tint(
      `M${left + 5} ${shoulder + 6}L${left + 14} ${shoulder}L${left + 16} ${hilt}L${left + 8} ${hilt}Z`,
      '#ffffff',
      0.65,
    ),
    stroke(`M500 ${shoulder + 20}V${hilt - 90}`, 7, shade(metal, -0.35), 0.8),
  ].join('');
}

function hilt(top: number, reach: number, { trim, leather, accent }: ItemColours, random: SeededRandom): string {
  const droop = random.pick([46, 0, -40]);
  const wraps = [0, 1, 2, 3].map((row) =>
    stroke(`M474 ${top + 66 + row * 32}L526 ${top + 50 + row * 32}`, 5, shade(leather, -0.45)),
  );
  return [
    shape(`M470 ${top + 20}H530L526 ${top + 190}H474Z`, leather),
    ...wraps,
    shape(
      `M${500 - reach} ${top + droop}Q500 ${top - 26} ${500 + reach} ${top + droop}L${500 + reach + 8} ${top + 40 + droop}Q500 ${top + 22} ${500 - reach - 8} ${top + 40 + droop}Z`,
      trim,
    ),
    stroke(
      `M${500 - reach + 20} ${top + 8 + droop * 0.8}Q500 ${top - 8} ${500 + reach - 20} ${top + 8 + droop * 0.8}`,
      5,
      '#ffffff',
      0.5,
    ),
    gem(500, top + 12, 24, accent),
    disc(500, top + 218, 38, trim, 7),
    gem(500, top + 218, 16, accent),
  ].join('');
}

/** A long straight blade. */
export function sword(colours: ItemColours, random: SeededRandom): string {
  return turned(blade({ tip: 40, hilt: 660, halfWidth: 46 }, colours.metal) + hilt(650, 150, colours, random), 34);
}

/** A short blade. */
export function dagger(colours: ItemColours, random: SeededRandom): string {
  return turned(blade({ tip: 190, hilt: 600, halfWidth: 56 }, colours.metal) + hilt(590, 116, colours, random), 34);
}

/** One broad edge on a long haft. */
export function axe({ metal, wood, leather, trim, accent }: ItemColours): string {
  const edge = 'M512 150C610 150 690 120 742 70C830 210 830 400 742 540C690 470 610 430 512 424Z';
  return turned(
    [
      shape('M474 70H526L520 950H480Z', wood),
      stroke('M490 90L494 930', 6, shade(wood, 0.35), 0.8),
      shape('M470 700H530V890H470Z', leather),
      ...[730, 780, 830].map((y) => stroke(`M472 ${y}L528 ${y - 22}`, 5, shade(leather, -0.45))),
      shape('M488 200C420 190 390 230 340 240C380 290 420 340 488 360Z', shade(metal, -0.15)),
      shape(edge, metal),
      tint('M742 70C830 210 830 400 742 540C770 400 770 220 742 70Z', '#ffffff', 0.6),
      stroke('M560 190C620 190 670 174 704 150M560 388C620 394 670 420 704 452', 7, shade(metal, -0.35), 0.8),
      shape('M462 140H538V430H462Z', trim),
      gem(500, 285, 30, accent),
    ].join(''),
    24,
  );
}

/** A drawn bow with an arrow on the string. */
export function bow({ wood, leather, trim, accent, metal }: ItemColours): string {
  const limb = 'M330 90C350 130 420 150 500 210C640 320 660 420 660 500';
  const limbs = mirroredDown(
    stroke(limb, 52, '#1c1413') +
      stroke(limb, 38, wood) +
      stroke('M380 140C520 210 640 330 648 480', 8, shade(wood, 0.4), 0.8),
  );
  return turned(
    [
      stroke('M330 90L330 910', 5, '#efe6d2'),
      limbs,
      ...[96, 904].map((y) => disc(330, y, 24, trim, 6)),
      shape('M630 410Q668 500 630 590H688Q716 500 688 410Z', leather),
      ...[440, 480, 520, 560].map((y) => stroke(`M648 ${y}H690`, 5, shade(leather, -0.45))),
      shape('M240 488H820V512H240Z', shade(wood, 0.25), 6),
      shape('M810 456L930 500L810 544L836 500Z', metal),
      mirroredDown(shape('M210 500L170 446H280L320 500Z', accent, 6)),
    ].join(''),
    -38,
  );
}

const mirroredDown = (drawing: string): string =>
  `${drawing}<g transform="translate(0 1000) scale(1 -1)">${drawing}</g>`;

/** A staff with a glowing stone in a claw. */
export function staff({ wood, trim, accent, leather }: ItemColours): string {
  const claw = shape('M486 330C400 300 372 214 410 130C408 210 440 250 494 264Z', trim);
  return turned(
    [
      shape('M478 300H522L514 960H486Z', wood),
      stroke('M492 420C508 520 490 640 500 760', 6, shade(wood, -0.4), 0.8),
      stroke('M486 330L490 930', 6, shade(wood, 0.4), 0.7),
      shape('M472 560H528V660H472Z', leather),
      ...[590, 625].map((y) => stroke(`M474 ${y}L526 ${y - 18}`, 5, shade(leather, -0.45))),
      glow('stone', { x: 500, y: 190, radius: 210 }, accent, 0.9),
      '<circle cx="500" cy="190" r="210" fill="url(#stone)"/>',
      disc(500, 190, 88, accent, 7),
      tint(`M${n(448)} 170A60 60 0 0 1 ${n(500)} 124`, '#ffffff', 0),
      stroke('M446 184A58 58 0 0 1 492 134', 14, '#ffffff', 0.8),
      dot(534, 226, 26, shade(accent, 0.45), 0.7),
      mirrored(claw, 500),
      shape('M462 300Q500 330 538 300L532 352Q500 372 468 352Z', trim),
    ].join(''),
    24,
  );
}
