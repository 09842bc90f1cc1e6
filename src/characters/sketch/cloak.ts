import type { Figure } from './figure';
import { disc, INK, mirrored, mix, n, shade, shape, stroke } from './ink';
import type { Look } from './subject-look';

/** The fall of a cloak behind the shoulders. */
export function cloakBack(look: Look, { shoulderX: s, shoulderY: y }: Figure): string {
  const inside = mix(look.cloth, INK, 0.5);
  return shape(
    `M-80 620C-200 640 ${n(-s - 70)} ${y - 60} ${n(-s - 120)} 1500H${n(s + 120)}C${n(s + 70)} ${y - 60} 200 640 80 620Z`,
    inside,
    9,
  );
}

/** The cloak's edge over both shoulders, with a clasp. */
export function cloakFront(look: Look, { shoulderX: s, shoulderY: y }: Figure): string {
  const cloth = shade(look.cloth, 0.06);
  const side =
    shape(
      `M-30 742C-90 690 -110 660 -118 630C-210 660 ${n(-s - 30)} ${y - 90} ${n(-s - 92)} ${y + 70}C${n(-s - 110)} ${y + 200} ${n(-s - 120)} 1200 ${n(-s - 120)} 1500H${n(-s + 36)}C${n(-s + 20)} 1200 ${n(-s + 60)} 960 ${n(-s + 130)} ${y + 90}C-120 ${y + 50} -60 ${y + 10} -30 742Z`,
      cloth,
      8,
    ) +
    stroke(
      `M${n(-s - 20)} ${y + 40}C${n(-s - 50)} 960 ${n(-s - 50)} 1200 ${n(-s - 46)} 1500M${n(-s + 60)} ${y + 30}C${n(-s + 10)} 940 ${n(-s - 2)} 1120 ${n(-s - 6)} 1400`,
      6,
      INK,
      0.5,
    ) +
    stroke(`M${n(-s + 120)} ${y + 84}C-130 ${y + 40} -76 ${y} -44 752`, 7, look.trim, 0.9);
  const clasp = disc(0, 752, 30, look.trim, 8) + disc(0, 752, 13, mix(look.trim, '#b3261e', 0.7), 5);
  return mirrored(side) + clasp;
}

/** The hood behind the head, in drawing units. */
export function hoodBack(look: Look): string {
  return shape(
    'M0 96C-150 96 -250 220 -256 380C-262 500 -220 620 -150 700H150C220 620 262 500 256 380C250 220 150 96 0 96Z',
    mix(look.cloth, INK, 0.55),
    9,
  );
}

/** The hood's rim around the face, over the hair. */
export function hoodFront(look: Look): string {
  const outer = 'M0 84C-164 84 -270 220 -274 384C-278 520 -220 640 -130 716L-60 752C-110 690 -150 640 -168 560';
  const half = shape(`${outer}C-196 470 -192 330 -130 262C-90 222 -40 206 0 204Z`, shade(look.cloth, 0.08), 8);
  const seam =
    stroke('M-6 102C-140 110 -236 230 -240 390C-242 500 -206 600 -140 680', 6, INK, 0.45) +
    stroke('M0 206C-44 208 -94 226 -134 268C-192 334 -194 470 -166 562', 8, look.trim, 0.85);
  return mirrored(half + seam) + stroke('M0 90V200', 6, INK, 0.6);
}
