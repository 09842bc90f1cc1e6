import { disc, INK, mirrored, shade, shape, stroke, tint } from '../../characters/sketch/ink';
import type { SeededRandom } from '../../characters/sketch/seeded-random';
import { gem } from './draw-arms';
import type { ItemColours } from './item-colours';

const HEATER =
  'M500 90C600 150 710 164 810 150C826 470 760 740 500 910C240 740 174 470 190 150C290 164 400 150 500 90Z';

/** A knight's shield with one of a few divisions. */
export function shield({ metal, trim, accent }: ItemColours, random: SeededRandom): string {
  const inner = (body: string): string =>
    `<g transform="translate(500 490) scale(0.86) translate(-500 -490)">${body}</g>`;
  const light = shade(accent, 0.55);
  const division = random.pick([
    tint('M500 90C600 150 710 164 810 150C826 470 760 740 500 910Z', light),
    tint('M190 150L500 470L810 150L816 260L500 620L188 330Z', light),
    tint('M440 120V880L500 910L560 880V120L500 90ZM188 400H814V510H196Z', light),
    tint('M186 190L640 860L740 780L260 150Z', light),
  ]);
  return [
    shape(HEATER, metal, 10),
    inner(shape(HEATER, accent, 8) + division + stroke(HEATER, 8)),
    tint('M500 90C600 150 710 164 810 150C826 470 760 740 500 910Z', '#000000', 0.14),
    stroke('M232 200C238 420 280 600 400 740', 10, '#ffffff', 0.45),
    ...[
      [230, 190],
      [500, 132],
      [770, 190],
      [262, 480],
      [738, 480],
      [500, 862],
    ].map(([x, y]) => disc(x ?? 0, y ?? 0, 15, trim, 5)),
    disc(500, 470, 96, trim, 8),
    stroke('M432 446A74 74 0 0 1 484 400', 12, '#ffffff', 0.6),
    gem(500, 470, 44, shade(accent, -0.25)),
  ].join('');
}

/** A cuirass with shoulders and a belt. */
export function armour({ metal, trim, accent, leather }: ItemColours): string {
  const half = [
    shape(
      'M500 250C430 250 366 224 330 160L236 206C240 330 262 400 306 452C284 580 300 690 330 790C390 830 450 836 500 836Z',
      metal,
      8,
    ),
    tint('M330 470C360 540 440 560 500 540V600C430 610 350 590 318 540Z', '#000000', 0.16),
    stroke('M330 470C360 540 440 566 500 548M322 640C380 670 440 676 500 676', 7, shade(metal, -0.4)),
    stroke('M352 214C380 254 430 282 486 290', 12, '#ffffff', 0.55),
    shape('M336 150C250 130 170 190 150 330C200 380 290 370 330 330C350 270 350 210 336 150Z', shade(metal, 0.12), 8),
    stroke('M176 318C210 350 280 344 314 316M196 262C230 290 290 284 330 262', 6, shade(metal, -0.4)),
    stroke('M220 196C250 172 290 168 316 176', 10, '#ffffff', 0.6),
    shape('M322 716C380 750 440 756 500 756V812C440 812 380 806 326 776Z', leather),
    shape('M336 790C390 830 450 838 500 838V900C450 930 380 910 340 880Z', shade(metal, -0.12), 8),
    disc(240, 356, 15, trim, 5),
  ].join('');
  return [
    shape('M388 170C420 120 580 120 612 170C590 230 410 230 388 170Z', shade(leather, -0.3), 7),
    mirrored(half, 500),
    stroke('M500 252V830', 7, shade(metal, -0.35)),
    shape('M446 740H554V830H446Z', trim, 7),
    gem(500, 785, 26, accent),
    gem(500, 360, 44, accent),
    stroke('M500 300L446 360L500 420L554 360Z', 9, trim),
  ].join('');
}

/** A band with a stone in a setting. */
export function ring({ trim, metal, accent }: ItemColours, random: SeededRandom): string {
  const band = random.pick([trim, metal]);
  const circle = (width: number, colour: string, opacity = 1): string =>
    `<ellipse cx="500" cy="610" rx="250" ry="262" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}"/>`;
  const stone = 'M500 96L620 160L650 270L500 372L350 270L380 160Z';
  return [
    circle(98, INK),
    circle(82, band),
    circle(30, shade(band, 0.35), 0.8),
    stroke('M268 690A250 262 0 0 0 420 858', 20, '#ffffff', 0.55),
    stroke('M640 830A250 262 0 0 0 738 690', 14, shade(band, -0.5), 0.6),
    shape('M372 300L330 400Q500 470 670 400L628 300Z', shade(band, -0.08), 8),
    shape(stone, accent, 8),
    tint('M500 96L560 200L500 372L440 200Z', '#ffffff', 0.28),
    tint('M380 160L440 200L350 270Z', '#ffffff', 0.4),
    tint('M620 160L650 270L560 200Z', '#000000', 0.18),
    tint('M650 270L500 372L560 200Z', '#000000', 0.26),
    stroke(
      'M380 160L440 200L560 200L620 160M440 200L350 270M560 200L650 270M440 200L500 372L560 200M440 200L500 96L560 200',
      4,
    ),
    ...mirroredClaws(band),
  ].join('');
}

const mirroredClaws = (colour: string): string[] => [
  mirrored(shape('M330 250C350 236 376 250 378 276L392 356C364 356 340 330 330 250Z', colour, 7), 500),
];
