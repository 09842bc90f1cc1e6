import { beard } from './beard';
import { eyes } from './eyes';
import { dot, glow, INK, mirrored, mix, n, shade, shape, stroke, tint, type Hex } from './ink';
import type { Look } from './subject-look';

/**
 * The head turned a little to the left, in the coordinates of the hair artwork: a skull of radius 222 around (365, 387),
 * eyes on the line 412, chin at about 632.
 *
 * @returns the drawing without hair, back to front: horns, far ear, face, near ear, features
 */
export function humanHead(look: Look): string {
  const outline = faceOutline(look);
  return [
    look.anatomy.horns ? horns(look.skin) : '',
    look.anatomy.ears === 'long point'
      ? shape('M170 430C110 400 62 350 40 268C100 292 150 330 178 372Z', shade(look.skin, -0.14))
      : '',
    shape(outline, look.skin, 9),
    `<defs><clipPath id="face"><path d="${outline}"/></clipPath></defs><g clip-path="url(#face)">${light(look.skin)}${marks(look)}</g>`,
    ear(look),
    nose(look),
    mouth(look),
    eyes(look),
    beard(look),
    look.anatomy.tusks ? tusks() : '',
  ].join('');
}

/** Skull, cheek and jaw; a broad people and men have the heavier jaw, children the round one. */
function faceOutline(look: Look): string {
  const heavy = look.presentation === 'man' ? 1 : look.presentation === 'woman' ? 0 : 0.5;
  const jaw = look.age === 'child' ? 14 : 26 * heavy + 90 * Math.max(0, look.anatomy.breadth - 1);
  const chin = look.age === 'child' ? 612 : 630 + 8 * heavy;
  return (
    `M365 165C238 165 146 262 146 380C144 430 ${n(164 - jaw / 3)} 486 ${n(178 - jaw / 2)} 520` +
    `C${n(192 - jaw / 2)} 566 ${n(232 - jaw)} 606 ${n(262 - jaw)} ${n(chin - 8)}C282 ${n(chin + 4)} ${n(330 + jaw / 2)} ${n(chin + 4)} ${n(356 + jaw)} ${n(chin - 10)}` +
    `C${n(420 + jaw)} ${n(chin - 34)} ${n(500 + jaw / 2)} 560 540 478C572 440 588 420 587 380C587 262 492 165 365 165Z`
  );
}

function light(skin: Hex): string {
  const dark = mix(skin, '#4a1c2c', 0.42);
  return [
    glow('cheek', { x: 0, y: 0, radius: 70 }, mix(skin, '#d8443c', 0.55), 0.5),
    tint('M620 140C560 300 600 470 480 540C430 590 380 610 330 660L640 680Z', dark, 0.42),
    tint('M140 140H600V300C520 250 420 250 365 262C280 250 200 270 140 330Z', dark, 0.2),
    tint('M160 300C180 240 240 210 300 205C240 250 200 320 190 400C185 440 170 420 158 400Z', shade(skin, 0.5), 0.3),
    '<g transform="translate(206 506)"><circle r="70" fill="url(#cheek)"/></g>',
    '<g transform="translate(430 506)"><circle r="70" fill="url(#cheek)"/></g>',
  ].join('');
}

function marks(look: Look): string {
  const freckles = [
    [192, 480],
    [214, 496],
    [238, 478],
    [356, 488],
    [384, 500],
    [412, 484],
    [440, 498],
  ]
    .map(([x, y]) => dot(x ?? 0, y ?? 0, 5, shade(look.skin, -0.4), 0.6))
    .join('');
  const wrinkles =
    stroke('M196 300C250 286 330 286 400 298', 4, INK, 0.4) +
    stroke('M220 268C270 256 330 256 380 266', 4, INK, 0.3) +
    stroke('M330 520C350 540 356 560 350 588M206 520C196 544 196 560 202 580', 4, INK, 0.45);
  const paint = tint(
    'M150 470L250 500L150 520ZM350 520L520 470L520 500L350 540ZM270 170L300 330L320 170Z',
    '#27507a',
    0.75,
  );
  return [
    look.tattoo ? paint : '',
    look.freckles ? freckles : '',
    look.age === 'old' ? wrinkles : '',
    look.beard === 'stubble'
      ? tint('M150 520C200 500 240 540 290 532C360 540 430 520 560 450V660H150Z', shade(look.hair, -0.2), 0.28)
      : '',
  ].join('');
}

function ear(look: Look): string {
  const { skin, anatomy } = look;
  const inner = shade(skin, -0.3);
  switch (anatomy.ears) {
    case 'long point':
      return (
        shape(
          'M556 470C540 430 552 384 590 366C650 340 700 296 738 232C744 330 712 410 650 456C616 482 574 490 556 470Z',
          skin,
          8,
        ) + stroke('M592 440C640 410 684 360 708 300', 5, inner)
      );
    case 'short point':
      return (
        shape(
          'M556 474C540 430 556 376 596 366C624 356 650 330 664 300C680 366 668 440 632 474C606 498 572 496 556 474Z',
          skin,
          8,
        ) + stroke('M590 450C620 436 642 400 648 360', 5, inner)
      );
    case 'round':
      return (
        shape('M552 478C536 430 556 372 598 368C640 366 654 404 644 446C634 490 580 514 552 478Z', skin, 8) +
        stroke('M584 410C604 396 622 410 616 432C610 450 592 450 588 466', 5, inner)
      );
  }
}

function nose({ skin, anatomy, presentation }: Look): string {
  const wide = anatomy.tusks || anatomy.breadth > 1.1 ? 12 : presentation === 'woman' ? -6 : 0;
  const shadow = tint(
    `M300 430C300 470 ${316 + wide} 500 ${318 + wide} 516C300 532 276 530 262 522C290 500 296 470 300 430Z`,
    mix(skin, '#4a1c2c', 0.42),
    0.4,
  );
  return (
    shadow +
    stroke(`M286 420C276 456 262 484 ${246 - wide} 504C${240 - wide} 520 258 528 272 524`, 6) +
    stroke(`M296 528C312 530 ${322 + wide} 518 ${316 + wide} 502`, 5)
  );
}

function mouth({ presentation, skin, age }: Look): string {
  const lips = mix(skin, '#9c2b38', presentation === 'woman' ? 0.55 : 0.25);
  const full = presentation === 'woman' && age !== 'child';
  const lower = full ? 596 : 586;
  return (
    tint(
      `M226 566C246 554 262 556 274 560C290 552 320 556 342 562C322 580 300 ${lower} 276 ${lower}C254 ${lower} 238 580 226 566Z`,
      lips,
    ) +
    stroke('M218 564C240 572 262 566 276 570C300 566 326 568 352 556', 6) +
    stroke(`M256 ${lower + 10}C270 ${lower + 14} 288 ${lower + 14} 300 ${lower + 9}`, 4, INK, 0.5)
  );
}

function tusks(): string {
  const tusk = (x: number) =>
    shape(
      `M${x - 14} 572C${x - 16} 546 ${x - 6} 524 ${x + 2} 510C${x + 12} 530 ${x + 16} 552 ${x + 14} 574Z`,
      '#efe6cc',
      6,
    );
  return tusk(236) + tusk(332);
}

/** A pair of ridged horns sweeping back from the brow. */
function horns(skin: Hex): string {
  const bone = mix(skin, '#2a1d24', 0.72);
  const horn =
    shape(
      'M250 250C200 220 130 190 96 110C76 60 92 10 120 -24C122 40 160 90 220 120C270 146 310 180 320 210Z',
      bone,
      9,
    ) +
    stroke(
      'M112 84C126 76 138 74 148 76M136 138C154 124 168 118 182 120M186 186C200 166 216 154 236 150',
      6,
      shade(bone, 0.3),
    ) +
    stroke('M104 20C108 60 130 100 170 128', 6, shade(bone, 0.4), 0.7);
  return mirrored(horn, 366);
}
