import { disc, INK, mix, shade, shape, stroke } from './ink';
import type { Look } from './subject-look';

/** The beard over the lower face; empty for none and for stubble, which is a shadow of the skin. */
export function beard(look: Look): string {
  switch (look.beard) {
    case 'none':
    case 'stubble':
      return '';
    case 'short':
      return `${hair(look, 'M212 556C216 540 238 540 262 546C276 540 300 538 330 542C356 540 372 552 372 566C384 620 340 664 292 668C244 664 210 620 212 556Z')}${lips(look)}`;
    case 'full':
      return `${hair(look, FULL)}${strands(look)}${moustache(look)}${lips(look)}`;
    case 'braided':
      return `${hair(look, FULL)}${strands(look)}${braid(look, 226)}${braid(look, 366)}${moustache(look)}${lips(look)}`;
  }
}

const FULL =
  'M156 462C176 500 196 530 226 540C250 548 270 544 290 544C330 540 380 552 420 530C470 510 520 480 552 450' +
  'C560 560 520 660 440 720C400 760 350 800 300 816C250 800 196 744 172 680C150 610 146 530 156 462Z';

function hair(look: Look, path: string): string {
  const fill = mix(look.hair, INK, 0.12);
  return shape(path, fill, 9);
}

function strands({ hair }: Look): string {
  const dark = mix(hair, INK, 0.5);
  const bright = shade(hair, 0.25);
  return (
    stroke(
      'M220 640C236 700 262 744 290 776M380 640C372 700 350 740 322 772M452 590C440 650 420 690 396 716M190 590C196 640 206 670 222 700',
      6,
      dark,
    ) + stroke('M206 570C210 620 230 680 252 716M420 570C416 630 396 676 372 706', 6, bright, 0.7)
  );
}

function braid({ hair, trim }: Look, x: number): string {
  const knots = [0, 1, 2].map((knot) => {
    const y = 690 + knot * 46;
    return shape(
      `M${x - 26} ${y}C${x - 34} ${y + 30} ${x - 14} ${y + 52} ${x} ${y + 56}C${x + 14} ${y + 52} ${x + 34} ${y + 30} ${x + 26} ${y}Z`,
      mix(hair, INK, 0.05),
      7,
    );
  });
  const tip = shape(
    `M${x - 16} 850C${x - 20} 880 ${x - 8} 900 ${x} 912C${x + 8} 900 ${x + 20} 880 ${x + 16} 850Z`,
    hair,
    7,
  );
  return knots.join('') + tip + disc(x, 842, 20, trim, 7);
}

function moustache({ hair }: Look): string {
  return shape(
    'M282 540C250 524 214 540 186 590C222 592 262 584 284 562C310 586 366 592 420 574C386 534 320 522 282 540Z',
    mix(hair, INK, 0.02),
    7,
  );
}

function lips({ skin }: Look): string {
  return stroke('M246 580C266 590 300 590 326 578', 7, mix(skin, '#5a1a24', 0.6));
}
