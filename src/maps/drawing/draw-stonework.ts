import { type Colour, darker, lighter, mix, tones } from './colour';
import type { FeatureDrawer, Item } from './feature-drawer';
import { shadesOf } from './palette';
import { around, box, disc, lines, num, oval, shape, softLoop, stonePath } from './svg';

/** A flame from above: three tongues one in another. */
export function flame(x: number, y: number, size: number, noise: Item['noise']): string {
  const tongue = (radius: number, seed: number, colour: Colour): string =>
    shape(softLoop(around(x, y, 9, (_, index) => radius * (0.65 + 0.6 * noise(seed + index)))), { fill: colour });
  return tongue(size, 1, '#d9481c') + tongue(size * 0.68, 11, '#f59a23') + tongue(size * 0.36, 21, '#ffe58a');
}

/** A ring of stones. */
function ring(radius: number, count: number, colour: Colour, noise: Item['noise']): string {
  const palette = tones(colour, 0.18);
  return around(0, 0, count, () => radius)
    .map(([x, y], index) => {
      const size = ((Math.PI * radius) / count) * 1.02;
      const stone = around(x, y, 7, (_, corner) => size * (0.85 + 0.25 * noise(index * 9 + corner)));
      return shape(softLoop(stone), { fill: palette[index % 5] ?? colour, stroke: darker(colour, 0.6), width: 0.03 });
    })
    .join('');
}

const hearth: FeatureDrawer = ({ w, h, palette, noise }) => {
  const { line, mid, light } = shadesOf(mix(palette.masonry, '#7a4a3a', 0.25));
  const bricks = Array.from({ length: Math.round(w / 0.3) }, (_, at) => {
    const width = w / Math.round(w / 0.3);
    return stonePath(-w / 2 + at * width + 0.02, -h / 2 + 0.02, width - 0.04, 0.24, 0.03);
  });
  return [
    box(0, 0, w, h, { fill: mid, stroke: line, width: 0.05, round: 0.03 }),
    shape(bricks.join(''), { fill: light, alpha: 0.55 }),
    box(0, 0.1, w * 0.66, h * 0.6, { fill: '#241a16', stroke: line, width: 0.04, round: 0.05 }),
    shape(`M${num(-w * 0.2)} .2L${num(w * 0.16)} .02M${num(-w * 0.14)} 0L${num(w * 0.2)} .22`, { stroke: '#4a2f1c', width: 0.1 }),
    flame(0, 0.08, Math.min(w, h) * 0.27, noise),
  ].join('');
}; // prettier-ignore

const stove: FeatureDrawer = ({ w, h, palette, noise }) => {
  const iron = mix(palette.metal, '#2a2a2c', 0.6);
  const pot = (x: number, colour: Colour): string => disc(x, 0, h * 0.27, { fill: mix(palette.metal, '#4a4a4a', 0.3), stroke: '#151515', width: 0.035 }) + disc(x, 0, h * 0.2, { fill: colour }); // prettier-ignore
  return [
    box(0, 0, w, h, { fill: iron, stroke: '#121212', width: 0.05, round: 0.04 }),
    box(0, h / 2 - 0.06, w * 0.5, 0.08, { fill: '#f08a2a' }),
    pot(-w * 0.26, '#8a5a2a'),
    disc(w * 0.24, 0, h * 0.24, { fill: '#161413', stroke: lighter(iron, 0.2), width: 0.03 }),
    flame(w * 0.24, 0, h * 0.15, noise),
  ].join('');
};

const altar: FeatureDrawer = ({ w, h, palette, noise }) => {
  const { line, mid, light, dark } = shadesOf(lighter(palette.masonry, 0.2));
  const cloth = palette.cloth[0] ?? palette.gold;
  return [
    box(0, 0, w, h, { fill: dark, stroke: line, width: 0.05, round: 0.03 }),
    box(-0.01, -0.02, w - 0.12, h - 0.12, { fill: mid, stroke: light, width: 0.025 }),
    box(0, 0, w * 0.4, h - 0.04, { fill: cloth, stroke: palette.gold, width: 0.045 }),
    disc(0, 0, 0.16, { stroke: palette.gold, width: 0.045 }),
    shape('M0 -.16V.16M-.16 0H.16', { stroke: palette.gold, width: 0.035 }),
    disc(-w * 0.36, 0, 0.075, { fill: '#efe4c8', stroke: '#6b5f45', width: 0.02 }),
    disc(w * 0.36, 0, 0.075, { fill: '#efe4c8', stroke: '#6b5f45', width: 0.02 }),
    flame(-w * 0.36, 0, 0.045, noise),
    flame(w * 0.36, 0, 0.045, noise),
  ].join('');
};

const pillar: FeatureDrawer = ({ w, palette }) => {
  const { line, mid, light, dark } = shadesOf(lighter(palette.masonry, 0.1));
  const radius = w / 2;
  return [
    box(0, 0, w, w, { fill: dark, stroke: line, width: 0.05, round: 0.05 }),
    disc(0, 0, radius * 0.86, { fill: mid, stroke: line, width: 0.03 }),
    disc(-0.03, -0.04, radius * 0.58, { fill: light, alpha: 0.75 }),
    disc(0, 0, radius * 0.3, { stroke: dark, width: 0.025, alpha: 0.7 }),
  ].join('');
};

const statue: FeatureDrawer = ({ w, h, palette }) => {
  const { line, mid, light, dark } = shadesOf(lighter(palette.masonry, 0.06));
  return [
    box(0, 0, w * 0.92, h * 0.92, { fill: dark, stroke: line, width: 0.05, round: 0.03 }),
    box(0, 0, w * 0.74, h * 0.74, { fill: mid, stroke: line, width: 0.025 }),
    oval(0, 0.02, w * 0.3, h * 0.17, { fill: light, stroke: line, width: 0.03 }),
    shape(`M${num(-w * 0.24)} .02L${num(-w * 0.16)} .22M${num(w * 0.24)} .02L${num(w * 0.1)} .24`, { stroke: line, width: 0.13 }),
    shape(`M${num(-w * 0.24)} .02L${num(-w * 0.16)} .22M${num(w * 0.24)} .02L${num(w * 0.1)} .24`, { stroke: light, width: 0.08 }),
    disc(0, 0, w * 0.13, { fill: lighter(light, 0.25), stroke: line, width: 0.03 }),
  ].join('');
}; // prettier-ignore

const brazier: FeatureDrawer = ({ w, palette, noise }) => {
  const radius = w / 2;
  const iron = mix(palette.metal, '#2b2523', 0.45);
  const feet = around(0, 0, 3, () => radius).map(([x, y]) => disc(x, y, 0.06, { fill: '#17120f' })).join(''); // prettier-ignore
  const bowl = disc(0, 0, radius * 0.82, { fill: iron, stroke: '#17120f', width: 0.05 }) + disc(0, 0, radius * 0.6, { fill: '#33201a' }); // prettier-ignore
  const light = palette.trim;
  if (light) return feet + bowl + disc(0, 0, radius * 0.5, { fill: light, alpha: 0.55 }) + disc(0, 0, radius * 0.28, { fill: lighter(light, 0.7) }); // prettier-ignore
  return feet + bowl + flame(0, 0, radius * 0.55, noise);
};

const candles: FeatureDrawer = ({ noise }) => {
  const one = (x: number, y: number, radius: number): string =>
    disc(x, y, radius, { fill: '#efe4c8', stroke: '#6b5f45', width: 0.025 }) + flame(x, y, radius * 0.55, noise);
  return one(-0.13, 0.06, 0.1) + one(0.12, 0.1, 0.08) + one(0.03, -0.12, 0.09);
};

const stairs: FeatureDrawer = ({ w, h, palette }) => {
  const count = Math.max(4, Math.round(h / 0.26));
  const steps = Array.from({ length: count }, (_, at) => {
    const width = w * (1 - 0.05 * at * (4 / count));
    const colour = darker(lighter(palette.masonry, 0.2), at / (count * 1.25));
    const y = h / 2 - ((at + 0.5) * h) / count;
    return box(0, y, width, h / count, { fill: colour, stroke: darker(palette.masonry, 0.7), width: 0.025 });
  });
  return box(0, 0, w + 0.06, h + 0.06, { fill: '#14110f' }) + steps.join('');
};

const well: FeatureDrawer = ({ w, palette, noise }) => [
  disc(0, 0, w * 0.42, { fill: '#14202a' }),
  disc(0.03, 0.04, w * 0.27, { fill: darker(palette.water, 0.35) }),
  shape(`M${num(-w * 0.1)} .02q.06 -.05 .12 0t.12 0`, { stroke: lighter(palette.water, 0.4), width: 0.025 }),
  ring(w * 0.4, 12, palette.masonry, noise),
  box(0, 0, w * 1.08, 0.12, { fill: palette.timber, stroke: darker(palette.timber, 0.6), width: 0.035 }),
  shape(`M0 .04V${num(w * 0.16)}`, { stroke: '#c9b48a', width: 0.035 }),
  disc(0, w * 0.18, 0.11, { fill: lighter(palette.timber, 0.15), stroke: darker(palette.timber, 0.6), width: 0.03 }),
].join(''); // prettier-ignore

const fountain: FeatureDrawer = ({ w, palette }) => {
  const { line, mid, light } = shadesOf(lighter(palette.masonry, 0.16));
  const radius = w / 2;
  const jets = around(0, 0, 8, () => radius * 0.62).map(([x, y]) => `M0 0Q${num(x * 0.7)} ${num(y * 0.7 - 0.06)} ${num(x)} ${num(y)}`); // prettier-ignore
  return [
    shape(lines(around(0, 0, 8, () => radius), true), { fill: mid, stroke: line, width: 0.06 }),
    shape(lines(around(0, 0, 8, () => radius * 0.92), true), { stroke: light, width: 0.05 }),
    disc(0, 0, radius * 0.76, { fill: palette.water, stroke: line, width: 0.045 }),
    disc(0, 0, radius * 0.6, { stroke: lighter(palette.water, 0.35), width: 0.04, alpha: 0.7 }),
    disc(0, 0, radius * 0.42, { stroke: lighter(palette.water, 0.45), width: 0.03, alpha: 0.7 }),
    shape(jets.join(''), { stroke: '#ffffff', width: 0.035, alpha: 0.7 }),
    disc(0, 0, radius * 0.22, { fill: light, stroke: line, width: 0.045 }),
    disc(0, 0, radius * 0.1, { fill: lighter(palette.water, 0.6) }),
  ].join('');
}; // prettier-ignore

const campfire: FeatureDrawer = ({ w, palette, noise }) => [
  disc(0, 0, w * 0.4, { fill: '#2a211b' }),
  ring(w * 0.43, 10, mix(palette.masonry, '#5a5048', 0.3), noise),
  shape('M-.2 -.14L.2 .16M.22 -.12L-.18 .17M0 -.24V.24', { stroke: '#3a2415', width: 0.12 }),
  shape('M-.2 -.14L.2 .16M.22 -.12L-.18 .17M0 -.24V.24', { stroke: '#7a4d2a', width: 0.07 }),
  flame(0, 0, w * 0.24, noise),
].join(''); // prettier-ignore

const console_: FeatureDrawer = ({ w, h, look, palette, noise }) => {
  const { line, mid, dark } = shadesOf(palette.metal);
  const glow = palette.trim ?? palette.glow;
  const keys = Array.from({ length: Math.floor((w - 0.2) / 0.13) }, (_, at) =>
    box(-w / 2 + 0.16 + at * 0.13, h * 0.28, 0.08, 0.07, { fill: noise(at) > 0.6 ? glow : dark }),
  );
  const screen = (x: number): string =>
    box(x, -h * 0.14, w * 0.38, h * 0.38, { fill: darker(glow, 0.55), stroke: glow, width: 0.03, round: 0.03 }) +
    shape(`M${num(x - w * 0.14)} ${num(-h * 0.12)}l.1 -.06 .12 .09 .1 -.11 .1 .05`, { stroke: glow, width: 0.025 });
  return [
    box(0, 0, w, h, { fill: look % 2 ? mid : darker(mid, 0.15), stroke: line, width: 0.05, round: 0.06 }),
    screen(-w * 0.24),
    screen(w * 0.24),
    keys.join(''),
  ].join('');
};

/** Things of stone, fire and iron. */
export const STONEWORK = {
  hearth, stove, altar, pillar, statue, brazier, candles, stairs, well, fountain, campfire, console: console_,
}; // prettier-ignore
