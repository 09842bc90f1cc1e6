import type { Figure } from './figure';
import { disc, mirrored, mix, n, shade, shape, stroke, tint, type Hex } from './ink';
import type { Look } from './subject-look';

/** A garment: what is cut off at the trunk's outline, and what lies over it. */
export interface Garment {
  readonly within: string;
  readonly over: string;
}

const SHIRT: Hex = '#d9cdb4';
const LEATHER: Hex = '#6b4428';

/** A wide robe: broad bands along the opening, a mantle on the shoulders, stars on the bands. */
export function robe(look: Look, { shoulderX: s }: Figure): Garment {
  const deep = mix(look.cloth, '#0c0814', 0.35);
  const bands = shape('M-96 660C-104 800 -70 960 -18 1080L-18 1500H-74V1110C-130 980 -160 820 -150 690Z', look.trim);
  const stars = [
    [-124, 790],
    [-104, 900],
    [-70, 1000],
  ]
    .map(([x, y]) => tint(`M${x} ${(y ?? 0) - 16}l5 11 11 5-11 5-5 11-5-11-11-5 11-5Z`, mix(look.trim, '#3a1f10', 0.6)))
    .join('');
  const inner = shape('M-110 660C-100 860 -40 1000 0 1090C40 1000 100 860 110 660Z', deep);
  const shirt = tint('M-86 690C-60 780 -30 830 0 860C30 830 60 780 86 690L60 720C30 780 -30 780 -60 720Z', SHIRT, 0.9);
  const mantle = `M-92 668C-150 720 ${n(-s + 40)} 720 ${n(-s - 46)} 850C${n(-s + 30)} 900 -230 900 -150 850Z`;
  const over = mirrored(
    shape(mantle, shade(look.cloth, 0.12), 8) +
      stroke(`M${n(-s - 36)} 826C${n(-s + 40)} 872 -230 872 -156 824`, 8, look.trim),
  );
  return { within: inner + shirt + mirrored(bands + stars) + folds(s), over };
}

/** A priest's robe with a stole. */
export function vestment(look: Look, { shoulderX: s }: Figure): Garment {
  const stole = shape('M-64 656C-110 700 -140 760 -142 860V1500H-52V880C-50 800 -30 740 -6 706Z', look.trim);
  const crosses = [900, 1040]
    .map((y) => stroke(`M-97 ${y}V${y + 60}M-117 ${y + 18}H-77`, 9, shade(look.trim, -0.5)))
    .join('');
  const collar = shape('M-84 636C-60 700 60 700 84 636L100 680C60 740 -60 740 -100 680Z', shade(look.cloth, 0.3), 7);
  return { within: mirrored(stole + crosses) + folds(s), over: collar };
}

/** A jacket crossed over the chest, with a sash. */
export function wrap(look: Look, { shoulderX: s }: Figure): Garment {
  const skin = tint('M-80 650L-20 900L90 650Z', mix(look.skin, '#4a1c2c', 0.08));
  const under = shape('M96 640L-60 960L60 1160L190 700Z', shade(look.cloth, -0.2));
  const above = shape('M-96 640C-90 780 20 960 230 1160L130 1180C-50 1010 -150 850 -156 680Z', shade(look.cloth, 0.22));
  const sash = shape('M-420 1120C-200 1160 200 1160 420 1120V1210C200 1250 -200 1250 -420 1210Z', look.trim);
  const beads = [-100, -84, -62, -34, 0, 34, 62, 84, 100]
    .map((x) => disc(x, 856 - (x * x) / 62, 19, shade(look.trim, 0.2), 6))
    .join('');
  return { within: skin + under + above + sash + folds(s), over: beads };
}

/** A fine jacket: high collar, puffed shoulders, buttons, lace. */
export function doublet(look: Look, { shoulderX: s, shoulderY: y }: Figure): Garment {
  const seam = stroke('M0 760V1500', 6);
  const buttons = [820, 900, 980, 1060, 1140].map((at) => disc(0, at, 14, look.trim, 5)).join('');
  const panels = mirrored(
    stroke('M-70 720C-110 860 -110 1000 -96 1500M-130 740C-190 900 -190 1040 -170 1500', 7, look.trim, 0.9),
  );
  const puff = shape(
    `M${n(-s + 70)} ${y - 50}C${n(-s - 10)} ${y - 70} ${n(-s - 90)} ${y} ${n(-s - 84)} ${y + 110}C${n(-s - 30)} ${y + 150} ${n(-s + 40)} ${y + 130} ${n(-s + 76)} ${y + 80}Z`,
    shade(look.cloth, 0.14),
    8,
  );
  const slits = stroke(
    `M${n(-s + 10)} ${y - 30}C${n(-s - 30)} ${y + 20} ${n(-s - 40)} ${y + 70} ${n(-s - 36)} ${y + 116}M${n(-s + 46)} ${y - 24}C${n(-s + 20)} ${y + 20} ${n(-s + 10)} ${y + 60} ${n(-s + 14)} ${y + 112}`,
    11,
    look.trim,
  );
  const lace = shape(
    'M-92 640C-120 660 -126 700 -108 724C-80 716 -70 740 -44 744C-24 736 -16 764 0 790C16 764 24 736 44 744C70 740 80 716 108 724C126 700 120 660 92 640C60 690 -60 690 -92 640Z',
    SHIRT,
    7,
  );
  return { within: panels + seam + buttons, over: mirrored(puff + slits) + lace };
}

/** A long coat with broad lapels over a waistcoat. */
export function coat(look: Look, { shoulderX: s }: Figure): Garment {
  const vest = shape('M-110 660L-70 1500H70L110 660C60 760 -60 760 -110 660Z', mix(look.cloth, '#8a6a4a', 0.45));
  const shirt = shape('M-84 660L0 870L84 660C50 730 -50 730 -84 660Z', SHIRT, 6);
  const cravat =
    shape('M-44 716C-20 740 20 740 44 716C58 780 40 830 0 880C-40 830 -58 780 -44 716Z', shade(SHIRT, 0.35), 6) +
    stroke('M-14 760C-18 790 -10 820 -2 846M16 764C18 790 12 812 6 834', 4, '#8a7c64') +
    disc(0, 738, 20, look.trim, 6);
  const lapel = shape(
    'M-100 640C-150 680 -190 740 -200 830L-120 850L-150 890L-60 1180C-70 1000 -90 820 -60 740Z',
    shade(look.cloth, 0.14),
  );
  const buttons = [960, 1060, 1160].map((y) => disc(0, y, 12, look.trim, 5)).join('');
  const collar = mirrored(
    shape(
      'M-78 610C-120 600 -156 620 -166 664C-140 720 -100 760 -70 776C-84 720 -88 660 -78 610Z',
      shade(look.cloth, 0.06),
      8,
    ),
  );
  return { within: vest + shirt + cravat + buttons + mirrored(lapel) + folds(s), over: collar };
}

/** Leather: laced jerkin, studded shoulders, a strap across the chest. */
export function leather(look: Look, { shoulderX: s, shoulderY: y }: Figure): Garment {
  const hide = mix(LEATHER, look.cloth, 0.3);
  const body = tint('M-500 640H500V1500H-500Z', hide);
  const light = tint('M-240 720C-180 800 -190 1000 -170 1500H-60C-100 1100 -90 800 -100 700Z', shade(hide, 0.25), 0.5);
  const opening = shape('M-70 660L0 960L70 660Z', look.cloth, 7);
  const lacing = [760, 820, 880]
    .map((at, row) =>
      stroke(
        `M${-44 + row * 12} ${at}L${44 - row * 12} ${at + 34}M${44 - row * 12} ${at}L${-44 + row * 12} ${at + 34}`,
        6,
        '#c9b48a',
      ),
    )
    .join('');
  const seams = mirrored(stroke('M-110 720C-150 880 -150 1020 -140 1500', 6)) + stroke('M0 960V1500', 6);
  const strap =
    shape('M-250 720L190 1500H270L-190 690Z', shade(hide, -0.35)) +
    shape('M-24 1080L40 1046L74 1106L10 1140Z', look.trim, 7);
  const cap = `M${n(-s + 96)} ${y - 62}C${n(-s + 10)} ${y - 80} ${n(-s - 80)} ${y - 10} ${n(-s - 78)} ${y + 90}C${n(-s - 30)} ${y + 110} ${n(-s + 60)} ${y + 90} ${n(-s + 110)} ${y + 40}Z`;
  const studs = [
    [30, 30],
    [-10, 50],
    [-50, 66],
  ]
    .map(([x, dy]) => disc(-s + (x ?? 0) + 20, y + (dy ?? 0), 9, look.trim, 4))
    .join('');
  const collar = mirrored(
    shape(
      'M-70 620C-110 616 -134 640 -138 676C-110 720 -80 740 -56 750C-72 706 -76 660 -70 620Z',
      shade(hide, -0.15),
      8,
    ),
  );
  return {
    within: body + light + opening + lacing + seams + strap,
    over: mirrored(shape(cap, shade(hide, 0.12), 8) + studs) + collar,
  };
}

/** Fur over the shoulders, a rough jerkin, a cord with teeth. */
export function hide(look: Look, { shoulderX: s, shoulderY: y }: Figure): Garment {
  const jerkin = tint('M-500 640H500V1500H-500Z', mix(LEATHER, look.cloth, 0.55));
  const stitches = [900, 960, 1020, 1080, 1140]
    .map((at) => stroke(`M-22 ${at}L22 ${at + 26}M22 ${at}L-22 ${at + 26}`, 7, '#cdb78c'))
    .join('');
  const fur = mix(look.trim, '#5a4630', 0.35);
  const pelt = shape(
    `M-70 630C-150 650 ${n(-s)} 660 ${n(-s - 96)} ${y + 70}L${n(-s - 60)} ${y + 66}L${n(-s - 70)} ${y + 120}L${n(-s - 20)} ${y + 92}L${n(-s - 10)} ${y + 150}L${n(-s + 40)} ${y + 100}L${n(-s + 66)} ${y + 152}` +
      `L${n(-s + 104)} ${y + 94}L-140 ${y + 130}L-120 ${y + 64}L-70 ${y + 96}L-66 ${y + 30}L-20 ${y + 50}C-50 ${y - 20} -76 690 -70 630Z`,
    fur,
    8,
  );
  const tufts = stroke(
    `M${n(-s + 10)} ${y - 10}l-14 40M${n(-s + 70)} ${y - 30}l-6 44M-160 ${y - 20}l2 46M-110 ${y - 40}l6 44M${n(-s - 40)} ${y + 20}l-10 26M-190 ${y + 40}l-2 36`,
    7,
    shade(fur, -0.4),
  );
  const teeth = [-72, -40, 0, 40, 72]
    .map((x) =>
      shape(
        `M${x - 11} ${862 - x * x * 0.012}L${x} ${912 - x * x * 0.012}L${x + 11} ${862 - x * x * 0.012}Z`,
        '#efe6cc',
        5,
      ),
    )
    .join('');
  return {
    within: jerkin + stroke('M0 880V1500', 6) + stitches,
    over: mirrored(pelt + tufts) + stroke('M-104 780C-60 880 60 880 104 780', 7, '#3a281a') + teeth,
  };
}

function folds(s: number): string {
  const fold = `M${n(-s + 40)} 900C${n(-s + 10)} 1040 ${n(-s + 30)} 1200 ${n(-s + 20)} 1500M${n(-s + 100)} 980C${n(-s + 90)} 1100 ${n(-s + 100)} 1240 ${n(-s + 96)} 1500`;
  return mirrored(stroke(fold, 6, '#140c18', 0.4));
}
