import { disc, dot, mirrored, shade, shape, stroke, tint } from '../../characters/sketch/ink';
import type { SeededRandom } from '../../characters/sketch/seeded-random';
import { gem } from './draw-arms';
import type { ItemColours } from './item-colours';

const FLASK =
  'M430 300V420C310 466 232 560 232 676C232 810 350 900 500 900C650 900 768 810 768 676C768 560 690 466 570 420V300Z';
const LIQUID =
  'M256 620C330 660 410 600 500 630C590 660 670 604 744 620C752 640 756 656 756 676C756 800 646 888 500 888C354 888 244 800 244 676C244 656 248 640 256 620Z';

/** A round flask, two thirds full. */
export function potion({ accent, wood, trim }: ItemColours, random: SeededRandom): string {
  const bubbles = Array.from({ length: 8 }, () =>
    dot(random.between(320, 680), random.between(670, 840), random.between(7, 22), shade(accent, 0.55), 0.75),
  );
  return [
    tint(FLASK, '#dcebf0', 0.35),
    tint(LIQUID, accent),
    tint(
      'M256 620C330 660 410 600 500 630C590 660 670 604 744 620C660 650 590 700 500 668C410 640 330 700 256 620Z',
      shade(accent, 0.4),
      0.9,
    ),
    tint('M756 676C756 800 646 888 500 888C620 860 700 780 720 640L744 620C752 640 756 656 756 676Z', '#000000', 0.2),
    ...bubbles,
    stroke(FLASK, 12),
    stroke('M290 640C300 560 350 510 410 486', 22, '#ffffff', 0.7),
    stroke('M286 700C286 716 290 730 296 744', 20, '#ffffff', 0.6),
    shape('M436 150H564L556 300H444Z', wood, 8),
    stroke('M468 180L472 280M510 176V270', 6, shade(wood, -0.35), 0.8),
    shape('M404 280H596Q612 280 612 302Q612 326 596 326H404Q388 326 388 302Q388 280 404 280Z', '#cfdfe6', 8),
    shape('M424 392Q500 420 576 392L582 432Q500 462 418 432Z', trim, 7),
    gem(500, 436, 26, shade(accent, 0.15)),
  ].join('');
}

/** A closed book with corners, clasp and an emblem. */
export function book({ accent, leather, paper, trim }: ItemColours, random: SeededRandom): string {
  const cover = random.pick([accent, leather, shade(accent, -0.3)]);
  const corner = shape('M250 130H370L250 250Z', trim, 7);
  const emblem = random.pick([
    shape('M520 330L560 440L676 444L584 514L618 626L520 560L422 626L456 514L364 444L480 440Z', trim, 7),
    `<circle cx="520" cy="480" r="130" fill="none" stroke="${trim}" stroke-width="24"/>` +
      stroke('M520 350L640 550H400Z', 14, trim),
    shape('M520 330L640 480L520 640L400 480Z', trim, 7) + shape('M520 386L596 480L520 582L444 480Z', cover, 6),
  ]);
  return [
    shape('M296 190H786Q806 190 806 210V886Q806 900 790 900H296Z', shade(cover, -0.4), 8),
    shape('M290 160H770Q780 160 780 172V866Q780 876 770 876H290Z', paper, 7),
    ...[300, 420, 560, 700, 800].map((y) => stroke(`M752 ${y}H776`, 4, shade(paper, -0.4))),
    ...[846, 858].map((y) => stroke(`M300 ${y}H766`, 4, shade(paper, -0.35))),
    shape('M250 130H740Q756 130 756 146V818Q756 832 740 832H250Q226 832 226 808V154Q226 130 250 130Z', cover, 9),
    shape('M250 130H316V832H250Q226 832 226 808V154Q226 130 250 130Z', shade(cover, -0.28), 8),
    ...[230, 400, 560, 720].map((y) => shape(`M226 ${y}H316V${y + 34}H226Z`, trim, 6)),
    `<g transform="translate(66 0)">${corner}</g>`,
    '<g transform="translate(1006 0) scale(-1 1)">' + corner + '</g>',
    '<g transform="translate(1006 962) scale(-1 -1)">' + corner + '</g>',
    '<g transform="translate(66 962) scale(1 -1)">' + corner + '</g>',
    emblem,
    gem(520, 480, 44, shade(accent, 0.3)),
    shape('M700 440H812V520H700Z', trim, 7),
    disc(770, 480, 18, shade(trim, -0.4), 5),
    stroke('M340 160H730', 6, '#ffffff', 0.3),
  ].join('');
}

/** An unrolled scroll with lines of no language, and a seal. */
export function scroll({ paper, accent, wood, trim }: ItemColours, random: SeededRandom): string {
  const rows = Array.from({ length: 8 }, (_, row) => {
    const y = 320 + row * 52;
    const dashes: string[] = [];
    for (let x = 330; x < 640;) {
      const length = random.between(18, 70);
      dashes.push(`M${x.toFixed(0)} ${y}h${length.toFixed(0)}`);
      x += length + 18;
    }
    return stroke(dashes.join(''), 9, '#5a452c', row === 0 ? 1 : 0.75);
  });
  const roll = (y: number): string =>
    [
      shape(`M196 ${y - 26}H804V${y + 26}H196Z`, wood, 8),
      ...[190, 810].map((x) => disc(x, y, 34, trim, 7)),
      shape(
        `M256 ${y - 48}H744Q764 ${y - 48} 764 ${y}Q764 ${y + 48} 744 ${y + 48}H256Q236 ${y + 48} 236 ${y}Q236 ${y - 48} 256 ${y - 48}Z`,
        shade(paper, 0.1),
        8,
      ),
      stroke(`M262 ${y + 18}H738`, 7, shade(paper, -0.25)),
      stroke(`M270 ${y - 24}H720`, 9, '#ffffff', 0.6),
    ].join('');
  return [
    shape('M276 190H724C716 400 736 600 724 810H276C288 600 266 400 276 190Z', paper, 8),
    tint('M680 190H724C716 400 736 600 724 810H690C700 600 684 400 680 190Z', '#8a6a3a', 0.3),
    ...rows,
    roll(190),
    roll(810),
    shape('M610 690L586 900L630 868L660 904L680 700Z', shade(accent, -0.15), 7),
    shape(
      'M640 590C680 586 716 612 722 650C736 690 712 730 676 738C640 756 596 740 584 702C560 668 576 620 608 606Z',
      accent,
      8,
    ),
    disc(648, 668, 44, shade(accent, -0.2), 6),
    stroke('M630 668L646 684L670 652', 9, shade(accent, 0.5)),
  ].join('');
}

/** A full pouch: what it holds is left open. */
export function pouch({ leather, accent, trim }: ItemColours, random: SeededRandom): string {
  const hide = random.pick([leather, shade(leather, 0.18), shade(leather, -0.2)]);
  return [
    shape(
      'M372 330C230 440 150 640 190 790C220 900 380 924 500 924C620 924 780 900 810 790C850 640 770 440 628 330Z',
      hide,
      9,
    ),
    tint(
      'M628 330C770 440 850 640 810 790C780 900 620 924 500 924C640 880 740 760 700 560C684 470 660 400 600 330Z',
      '#000000',
      0.2,
    ),
    stroke('M262 560C230 640 226 720 244 780', 16, '#ffffff', 0.3),
    stroke('M400 380C370 440 350 500 344 560M500 384V520M600 380C630 440 650 500 656 560', 8, shade(hide, -0.45), 0.85),
    shape(
      'M340 150C380 190 400 150 440 180C470 140 520 150 540 182C590 150 620 190 664 152C670 220 650 280 622 326H378C350 280 330 220 340 150Z',
      shade(hide, 0.12),
      8,
    ),
    stroke('M430 210L444 312M500 204V312M572 210L556 312', 7, shade(hide, -0.45), 0.85),
    shape('M362 306Q500 352 638 306L644 356Q500 402 356 356Z', trim, 7),
    mirrored(stroke('M520 372C560 430 600 440 590 520', 14, shade(trim, -0.1)) + disc(590, 536, 22, accent, 6), 500),
    disc(500, 680, 104, trim, 8),
    stroke('M430 656A80 80 0 0 1 486 602', 12, '#ffffff', 0.6),
    stroke('M500 614L548 680L500 746L452 680Z', 12, shade(trim, -0.5)),
    gem(500, 680, 26, accent),
  ].join('');
}
