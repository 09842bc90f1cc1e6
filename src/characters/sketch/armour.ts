import type { Garment } from './clothes';
import type { Figure } from './figure';
import { disc, downwards, mirrored, mix, n, shade, shape, stroke, tint, type Hex } from './ink';
import type { Look } from './subject-look';

const STEEL: Hex = '#9aa5b1';

/** Plate: breastplate with a ridge, gorget, layered pauldrons. */
export function plate(look: Look, { shoulderX: s, shoulderY: y }: Figure): Garment {
  const steel = downwards('steel', 640, 1260, ['#dfe6ec', STEEL, '#4d5661']);
  const body = tint('M-500 620H500V1500H-500Z', 'url(#steel)');
  const chest = shape(
    'M-190 760C-120 720 120 720 190 760C230 900 210 1040 150 1120C60 1170 -60 1170 -150 1120C-210 1040 -230 900 -190 760Z',
    'url(#steel)',
    8,
  );
  const gleam = tint(
    'M-150 800C-100 770 -60 764 -30 764C-60 860 -70 980 -60 1100C-130 1080 -170 960 -150 800Z',
    '#ffffff',
    0.32,
  );
  const ridge =
    stroke('M0 730V1150', 6) + stroke('M-176 790C-110 830 -60 850 0 856C60 850 110 830 176 790', 8, look.trim);
  const fauld = [1150, 1200, 1250]
    .map((at) => stroke(`M-220 ${at}C-80 ${at + 44} 80 ${at + 44} 220 ${at}`, 7))
    .join('');
  return { within: steel + body + chest + gleam + ridge + fauld, over: mirrored(pauldron(look, s, y)) + gorget(look) };
}

function pauldron(look: Look, s: number, y: number): string {
  const layer = (drop: number, out: number) =>
    shape(
      `M${n(-s + 120)} ${n(y - 60 + drop * 0.5)}C${n(-s + 10)} ${n(y - 96 + drop)} ${n(-s - 96 - out)} ${n(y - 30 + drop)} ${n(-s - 96 - out)} ${n(y + 96 + drop)}C${n(-s - 20)} ${n(y + 140 + drop)} ${n(-s + 80)} ${n(y + 110 + drop)} ${n(-s + 134)} ${n(y + 36 + drop)}Z`,
      drop === 0 ? shade(STEEL, 0.22) : mix(STEEL, '#39404a', drop / 190),
      8,
    );
  const rim = stroke(
    `M${n(-s - 84)} ${y + 84}C${n(-s - 16)} ${y + 122} ${n(-s + 72)} ${y + 96} ${n(-s + 122)} ${y + 28}`,
    10,
    look.trim,
  );
  const gleam = tint(
    `M${n(-s + 70)} ${y - 50}C${n(-s - 10)} ${y - 56} ${n(-s - 66)} ${y - 4} ${n(-s - 74)} ${y + 50}C${n(-s - 30)} ${y + 6} ${n(-s + 20)} ${y - 24} ${n(-s + 70)} ${y - 50}Z`,
    '#ffffff',
    0.5,
  );
  return layer(84, 6) + layer(42, 3) + layer(0, 0) + rim + gleam + disc(-s + 40, y + 30, 11, look.trim, 5);
}

function gorget(look: Look): string {
  return (
    shape('M-100 620C-60 680 60 680 100 620L138 716C80 790 -80 790 -138 716Z', shade(STEEL, 0.1), 8) +
    stroke('M-118 672C-60 736 60 736 118 672', 8, look.trim) +
    tint('M-92 640C-70 670 -40 682 -10 684L-14 720C-60 714 -96 700 -112 676Z', '#ffffff', 0.4)
  );
}

/** Mail under a surcoat with a device on the chest. */
export function mail(look: Look, { shoulderX: s, shoulderY: y }: Figure): Garment {
  const rings =
    '<defs><pattern id="mail" width="26" height="22" patternUnits="userSpaceOnUse"><rect width="26" height="22" fill="#59616b"/>' +
    '<path d="M0 4C4 18 22 18 26 4M-13 15C-9 29 9 29 13 15M13 15C17 29 35 29 39 15" fill="none" stroke="#aab4bf" stroke-width="4"/></pattern></defs>';
  const body = tint('M-500 600H500V1500H-500Z', 'url(#mail)');
  const surcoat = shape(
    'M-150 700C-130 800 -160 900 -172 1500H172C160 900 130 800 150 700C100 780 -100 780 -150 700Z',
    'url(#cloth)',
    8,
  );
  const edge = mirrored(stroke('M-138 730C-122 820 -148 920 -156 1500', 8, look.trim));
  const device =
    shape('M-60 900C-20 890 20 890 60 900C66 990 40 1050 0 1080C-40 1050 -66 990 -60 900Z', look.trim, 7) +
    stroke('M0 912V1060M-48 962H48', 11, mix(look.cloth, '#000000', 0.3));
  const coif = shape('M-96 612C-60 690 60 690 96 612L164 720C80 800 -80 800 -164 720Z', 'url(#mail)', 8);
  const cap = `M${n(-s + 80)} ${y - 58}C${n(-s)} ${y - 80} ${n(-s - 84)} ${y - 16} ${n(-s - 84)} ${y + 84}C${n(-s - 20)} ${y + 112} ${n(-s + 60)} ${y + 88} ${n(-s + 104)} ${y + 30}Z`;
  const gleam = tint(
    `M${n(-s + 50)} ${y - 48}C${n(-s - 10)} ${y - 52} ${n(-s - 60)} ${y - 4} ${n(-s - 66)} ${y + 44}C${n(-s - 30)} ${y + 4} ${n(-s + 10)} ${y - 24} ${n(-s + 50)} ${y - 48}Z`,
    '#ffffff',
    0.45,
  );
  return { within: rings + body + surcoat + edge + device, over: mirrored(shape(cap, STEEL, 8) + gleam) + coif };
}
