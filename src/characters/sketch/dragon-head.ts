import { dot, INK, mirrored, mix, shade, shape, stroke, tint, type Hex } from './ink';
import type { Look } from './subject-look';

/** Axis of the head in the coordinates shared with `humanHead`. */
const AXIS = 366;

/** A scaled head seen from the front: crest, horns, fins at the jaw, slit eyes, blunt snout. */
export function dragonHead(look: Look): string {
  const { skin } = look;
  const dark = mix(skin, '#1d1420', 0.45);
  const belly = mix(skin, '#f2dfae', 0.5);
  return [
    mirrored(horn(mix(skin, '#e8dcc0', 0.72)) + fin(dark), AXIS),
    crest(dark),
    shape(SKULL, skin, 9),
    `<defs><clipPath id="skull"><path d="${SKULL}"/></clipPath></defs><g clip-path="url(#skull)">${scales(skin)}</g>`,
    shape(SNOUT, mix(skin, belly, 0.45), 8),
    tint('M366 372C400 440 452 510 446 570C440 626 400 652 366 656Z', dark, 0.25),
    mirrored(halfOfFace(look, dark, belly), AXIS),
    stroke('M366 380V500', 5, dark, 0.6),
    look.scar ? stroke('M470 300C462 370 474 440 500 520', 9, shade(skin, 0.45)) : '',
  ].join('');
}

const SKULL =
  'M366 176C300 176 236 214 206 276C180 312 158 360 160 408C168 448 190 470 204 498C214 560 256 620 300 646' +
  'C340 664 392 664 432 646C476 620 518 560 528 498C542 470 564 448 572 408C574 360 552 312 526 276C496 214 432 176 366 176Z';
const SNOUT =
  'M366 366C336 372 322 400 316 430C300 470 268 510 266 556C266 604 310 650 366 652C422 650 466 604 466 556' +
  'C464 510 432 470 416 430C410 400 396 372 366 366Z';

function horn(bone: Hex): string {
  return (
    shape(
      'M246 250C196 226 130 176 108 84C104 50 108 20 116 -8C140 70 196 118 262 148C300 168 318 196 316 218Z',
      bone,
      9,
    ) +
    stroke(
      'M128 112C142 100 154 98 164 100M160 168C176 152 190 146 206 146M206 216C220 196 238 184 258 182',
      6,
      shade(bone, -0.35),
    )
  );
}

function fin(colour: Hex): string {
  return (
    shape(
      'M196 460C140 450 92 420 60 372C64 420 76 440 92 462C76 466 60 464 44 458C64 508 96 526 130 532C118 548 104 556 88 562C132 590 186 580 226 556Z',
      colour,
      8,
    ) + stroke('M196 486C150 478 112 456 86 424M204 516C170 514 120 506 84 486', 5, shade(colour, 0.25))
  );
}

function crest(colour: Hex): string {
  return shape('M300 196L318 120L344 168L366 84L388 168L414 120L432 196C400 176 332 176 300 196Z', colour, 8);
}

/** Rows of small arcs, denser on the brow, as a reptile's skin. */
function scales(skin: Hex): string {
  const rows: string[] = [
    tint(
      'M366 150C560 150 600 300 580 420C540 560 470 660 400 680C520 480 520 300 366 150Z',
      mix(skin, '#1d1420', 0.6),
      0.4,
    ),
  ];
  for (let row = 0; row < 12; row += 1) {
    for (let column = 0; column < 14; column += 1) {
      const x = 150 + column * 34 + (row % 2) * 17;
      const y = 196 + row * 34;
      rows.push(
        stroke(`M${x - 14} ${y}C${x - 12} ${y + 16} ${x + 12} ${y + 16} ${x + 14} ${y}`, 4, shade(skin, -0.45), 0.55),
      );
    }
  }
  rows.push(tint('M210 290C240 220 300 196 350 194C280 230 240 290 226 360Z', shade(skin, 0.6), 0.3));
  return rows.join('');
}

function halfOfFace(look: Look, dark: Hex, belly: Hex): string {
  const eye = 'M214 428C236 392 282 384 318 424C290 448 244 452 214 428Z';
  const slit = look.glowingEyes
    ? ''
    : `<ellipse cx="270" cy="418" rx="7" ry="24" fill="${INK}"/>${dot(258, 408, 6, '#ffffff')}`;
  return [
    `<defs><clipPath id="slit"><path d="${eye}"/></clipPath></defs>`,
    shape(eye, look.eyes, 7),
    `<g clip-path="url(#slit)">${tint('M200 380H330V406H200Z', INK, 0.4)}${slit}</g>`,
    shape(
      'M188 380C224 352 290 356 336 416C346 428 340 438 328 434C290 402 240 388 200 408C186 404 180 390 188 380Z',
      dark,
      7,
    ),
    `<path d="M308 548C312 528 332 526 344 540C340 556 320 562 308 548Z" fill="${INK}"/>`,
    stroke('M366 612C330 616 290 604 262 566C240 556 226 540 216 516', 7),
    shape('M292 598L300 622L312 606Z', '#f6efd8', 4),
    stroke('M330 640C346 648 356 650 366 650', 4, belly, 0.8),
    [
      [222, 500],
      [238, 530],
      [214, 470],
    ]
      .map(([x, y]) => dot(x ?? 0, y ?? 0, 7, dark, 0.7))
      .join(''),
  ].join('');
}
