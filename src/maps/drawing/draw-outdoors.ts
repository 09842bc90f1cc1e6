import { type Colour, darker, lighter, mix, tones } from './colour';
import { byLook, type FeatureDrawer } from './feature-drawer';
import { shadesOf } from './palette';
import { around, box, boxPath, disc, lines, num, shape } from './svg';

/** Rows of tiles on one half of a roof, from the eaves to the ridge. */
function tiles(w: number, from: number, to: number, colour: Colour, noise: (index: number) => number): string {
  const rowHeight = 0.3;
  const count = Math.max(1, Math.round(Math.abs(to - from) / rowHeight));
  const step = (to - from) / count;
  const parts: string[] = [];
  for (let row = 0; row < count; row += 1) {
    const y = from + row * step;
    const seams: string[] = [];
    for (let x = -w / 2 + (row % 2 ? 0.2 : 0.4); x < w / 2; x += 0.4) seams.push(`M${num(x)} ${num(y)}v${num(step)}`);
    parts.push(shape(`M${num(-w / 2)} ${num(y)}h${num(w)}`, { stroke: darker(colour, 0.35), width: 0.035, alpha: 0.7 }));
    parts.push(shape(seams.join(''), { stroke: darker(colour, 0.28), width: 0.022, alpha: 0.6 }));
    const odd = -w / 2 + 0.2 + Math.floor(noise(row) * (w / 0.4 - 1)) * 0.4;
    parts.push(shape(boxPath(odd, y, 0.4, step), { fill: noise(row + 30) > 0.5 ? '#000000' : '#ffffff', alpha: 0.09 }));
  }
  return parts.join('');
} // prettier-ignore

/** A house under its roof, ridge along its length; flat with machines in themes that build flat. */
const house: FeatureDrawer = (item) => {
  const { w, h, look, palette, noise } = item;
  const colour = byLook(palette.roof, look, palette.timber);
  if (palette.woodStyle === 'panels') return flatRoof(item);
  const [sunny, shady] = [lighter(colour, 0.1), darker(colour, 0.2)];
  const chimney = { x: w * (noise(91) > 0.5 ? 0.28 : -0.28), y: -h * 0.2 };
  return [
    box(0, 0, w, h, { fill: darker(colour, 0.55) }),
    shape(boxPath(-w / 2, -h / 2, w, h / 2), { fill: sunny }),
    tiles(w, -h / 2, 0, sunny, noise),
    shape(boxPath(-w / 2, 0, w, h / 2), { fill: shady }),
    tiles(w, h / 2, 0, shady, (index) => noise(index + 60)),
    box(0, 0, w, h, { stroke: darker(colour, 0.68), width: 0.07 }),
    shape(`M${num(-w / 2 + 0.12)} ${num(-h / 2)}V${num(h / 2)}M${num(w / 2 - 0.12)} ${num(-h / 2)}V${num(h / 2)}`, { stroke: darker(colour, 0.45), width: 0.06 }),
    box(0, 0, w + 0.04, 0.2, { fill: lighter(colour, 0.2), stroke: darker(colour, 0.6), width: 0.03 }),
    box(chimney.x + 0.07, chimney.y + 0.09, 0.5, 0.5, { fill: '#000000', alpha: 0.3 }),
    box(chimney.x, chimney.y, 0.46, 0.46, { fill: palette.masonry, stroke: darker(palette.masonry, 0.65), width: 0.04 }),
    box(chimney.x, chimney.y, 0.22, 0.22, { fill: '#1a1512' }),
  ].join('');
}; // prettier-ignore

const flatRoof: FeatureDrawer = ({ w, h, look, palette, noise }) => {
  const colour = byLook(palette.roof, look, palette.metal);
  const { line, dark, light } = shadesOf(colour);
  const trim = byLook([palette.trim ?? palette.glow, palette.gold, palette.lava], Math.floor(noise(50) * 4), palette.glow);
  const seams = Array.from({ length: Math.floor(w) }, (_, at) => `M${num(-w / 2 + at + 0.5)} ${num(-h / 2 + 0.2)}V${num(h / 2 - 0.2)}`);
  const wished = [0, 1, 2].map((at) => ({ x: (noise(at) - 0.5) * (w - 1.6), y: (noise(at + 9) - 0.5) * (h - 1.6) }));
  const apart = wished.filter(({ x, y }, at) => wished.slice(0, at).every((other) => Math.max(Math.abs(other.x - x), Math.abs(other.y - y)) > 0.9));
  const units = apart.map(({ x, y }) => {
    const fan = disc(x, y, 0.24, { fill: dark, stroke: line, width: 0.03 }) + shape(`M${num(x - 0.2)} ${num(y)}h.4M${num(x)} ${num(y - 0.2)}v.4`, { stroke: light, width: 0.04 });
    return box(x + 0.08, y + 0.1, 0.7, 0.7, { fill: '#000000', alpha: 0.3 }) + box(x, y, 0.7, 0.7, { fill: light, stroke: line, width: 0.04, round: 0.05 }) + fan;
  });
  return [
    box(0, 0, w, h, { fill: colour, stroke: line, width: 0.07 }),
    shape(seams.join(''), { stroke: dark, width: 0.03 }),
    box(0, 0, w - 0.26, h - 0.26, { stroke: trim, width: 0.22, alpha: 0.16 }),
    box(0, 0, w - 0.26, h - 0.26, { stroke: trim, width: 0.05 }),
    units.slice(0, w * h > 20 ? 3 : 1).join(''),
  ].join('');
}; // prettier-ignore

const stall: FeatureDrawer = ({ w, h, look, palette, noise }) => {
  const cloth = byLook(palette.cloth, look, palette.timber);
  const count = Math.max(4, Math.round(w / 0.32));
  const stripes = Array.from({ length: count }, (_, at) =>
    boxPath(-w / 2 + (at * w) / count, -h / 2, w / count, h * 0.62)).filter((_, at) => at % 2 === 0);
  const wares: readonly Colour[] = ['#c9452f', '#d9a531', '#6a9a3f', '#b5763a', '#8f5f9a'];
  const goods = Array.from({ length: Math.floor(w / 0.22) }, (_, at) => {
    const colour = wares[Math.floor(noise(Math.floor(at / 3)) * wares.length)] ?? '#c9452f';
    return disc(-w / 2 + 0.18 + at * 0.21, h * 0.3 + (noise(at + 20) - 0.5) * 0.14, 0.075, { fill: colour, stroke: darker(colour, 0.5), width: 0.02 });
  });
  return [
    box(0, h * 0.3, w, h * 0.38, { fill: palette.timber, stroke: darker(palette.timber, 0.6), width: 0.04 }),
    goods.join(''),
    box(0.02, -h * 0.15, w, h * 0.62, { fill: '#000000', alpha: 0.22 }),
    box(0, -h * 0.19, w, h * 0.62, { fill: '#ece2cc', stroke: darker(cloth, 0.6), width: 0.04 }),
    shape(stripes.join(''), { fill: cloth }),
    shape(`M${num(-w / 2)} ${num(-h * 0.19)}h${num(w)}`, { stroke: '#000000', width: 0.05, alpha: 0.18 }),
    box(0, -h * 0.19, w, h * 0.62, { stroke: darker(cloth, 0.6), width: 0.04 }),
  ].join('');
}; // prettier-ignore

const lamp: FeatureDrawer = ({ w, palette }) => {
  const light = palette.trim ?? '#ffdf8a';
  return [
    disc(0, 0, w * 0.5, { fill: light, alpha: 0.25 }),
    box(0, 0, w * 0.62, w * 0.62, { fill: mix(palette.metal, '#202020', 0.6), stroke: '#101010', width: 0.035, round: 0.04 }),
    disc(0, 0, w * 0.2, { fill: lighter(light, 0.45), stroke: darker(light, 0.4), width: 0.02 }),
  ].join('');
}; // prettier-ignore

const tent: FeatureDrawer = ({ w, h, look, palette }) => {
  const cloth = mix(byLook(palette.cloth, look, palette.earth), '#d9c9a0', 0.5);
  const { line, mid, light, dark } = shadesOf(cloth);
  const pegs = [[-1, -1], [1, -1], [-1, 1], [1, 1]].map(([sx = 1, sy = 1]) => `M${num((sx * w) / 2 - sx * 0.1)} ${num((sy * h) / 2 - sy * 0.08)}l${num(sx * 0.22)} ${num(sy * 0.18)}`);
  return [
    shape(pegs.join(''), { stroke: '#c9b890', width: 0.03 }),
    shape(boxPath(-w / 2 + 0.1, -h / 2 + 0.08, w - 0.2, h / 2 - 0.08), { fill: light, stroke: line, width: 0.04 }),
    shape(boxPath(-w / 2 + 0.1, 0, w - 0.2, h / 2 - 0.08), { fill: mid, stroke: line, width: 0.04 }),
    shape(`M${num(w / 2 - 0.1)} ${num(-h * 0.2)}L${num(w * 0.26)} 0L${num(w / 2 - 0.1)} ${num(h * 0.2)}Z`, { fill: darker(dark, 0.5), stroke: line, width: 0.03 }),
    shape(`M${num(-w / 2 + 0.06)} 0H${num(w / 2 - 0.04)}`, { stroke: dark, width: 0.07 }),
    shape(`M${num(-w * 0.25)} ${num(-h * 0.4)}q.05 .2 0 ${num(h * 0.38)}M${num(-w * 0.2)} ${num(h * 0.1)}q-.05 .2 .02 ${num(h * 0.3)}`, { stroke: dark, width: 0.025, alpha: 0.7 }),
  ].join('');
}; // prettier-ignore

/** Planks across, beams along; runs along its width. */
const bridge: FeatureDrawer = ({ w, h, palette, noise }) => {
  const palette5 = tones(palette.timber, 0.16);
  const count = Math.max(3, Math.round(w / 0.27));
  const planks = Array.from({ length: count }, (_, at) => {
    const colour = palette5[Math.floor(noise(at) * 5)] ?? palette.timber;
    return box(-w / 2 + ((at + 0.5) * w) / count, (noise(at + 60) - 0.5) * 0.07, w / count - 0.03, h, { fill: colour, stroke: darker(colour, 0.6), width: 0.025 });
  });
  const rail = (y: number): string => box(0, y, w + 0.1, 0.14, { fill: lighter(palette.timber, 0.14), stroke: darker(palette.timber, 0.65), width: 0.035 });
  const posts = [-1, -0.33, 0.33, 1].flatMap((share) => [-1, 1].map((side) => box((share * w) / 2, (side * (h - 0.14)) / 2, 0.2, 0.22, { fill: palette.timber, stroke: darker(palette.timber, 0.65), width: 0.035 })));
  return box(0, 0, w - 0.1, h - 0.1, { fill: '#1c140d' }) + planks.join('') + rail((0.14 - h) / 2) + rail((h - 0.14) / 2) + posts.join('');
}; // prettier-ignore

/** The trunk with its fighting top, and the yard across the ship (along `w`) with the sail rolled up on it. */
const mast: FeatureDrawer = ({ w, h, palette, noise }) => {
  const { line, mid, light } = shadesOf(palette.timber);
  const canvas = mix('#e6dcc2', palette.timber, 0.1);
  const folds = Array.from({ length: Math.round(w / 0.34) }, (_, at) => {
    const x = -w / 2 + 0.3 + (at * (w - 0.6)) / Math.max(1, Math.round(w / 0.34) - 1);
    return `M${num(x)} -.13q${num(0.08 * noise(at))} .12 0 .26`;
  });
  return [
    box(0.12, 0.14, w, 0.3, { fill: '#000000', alpha: 0.25, round: 0.1 }),
    box(0, 0, w, 0.13, { fill: mid, stroke: line, width: 0.035 }),
    box(0, 0, w - 0.4, 0.3, { fill: canvas, stroke: line, width: 0.035, round: 0.12 }),
    shape(folds.join(''), { stroke: darker(canvas, 0.4), width: 0.03 }),
    shape(
      lines(
        around(0, 0, 8, () => h * 0.5),
        true,
      ),
      { fill: darker(mid, 0.2), stroke: line, width: 0.05 },
    ),
    disc(0, 0, h * 0.34, { fill: mid, stroke: line, width: 0.045 }),
    disc(0, 0, h * 0.22, { fill: light, stroke: darker(mid, 0.3), width: 0.025 }),
    disc(0, 0, h * 0.1, { stroke: mid, width: 0.03 }),
  ].join('');
};

const hatch: FeatureDrawer = ({ w, palette }) => {
  const { line, mid } = shadesOf(darker(palette.timber, 0.1));
  const inner = w - 0.3;
  const count = Math.max(3, Math.round(inner / 0.24));
  const bars = Array.from({ length: count - 1 }, (_, at) => {
    const offset = num(-inner / 2 + ((at + 1) * inner) / count);
    return `M${offset} ${num(-inner / 2)}v${num(inner)}M${num(-inner / 2)} ${offset}h${num(inner)}`;
  });
  return [
    box(0, 0, w, w, { fill: mid, stroke: line, width: 0.05 }),
    box(0, 0, inner, inner, { fill: '#17110c', stroke: line, width: 0.03 }),
    shape(bars.join(''), { stroke: lighter(mid, 0.14), width: 0.08 }),
  ].join('');
};

/** Muzzle up (towards its back), so that a gun "against a wall" points out of it. */
const cannon: FeatureDrawer = ({ w, h, palette }) => {
  const iron = mix(palette.metal, '#26282b', 0.65);
  const wheel = (x: number, y: number): string => box(x, y, 0.12, 0.22, { fill: darker(palette.timber, 0.45), stroke: '#17120e', width: 0.025 }); // prettier-ignore
  const barrel = `M${num(-w * 0.2)} ${num(h * 0.38)}L${num(-w * 0.14)} ${num(-h / 2)}H${num(w * 0.14)}L${num(w * 0.2)} ${num(h * 0.38)}Z`;
  return [
    box(0, h * 0.18, w * 0.66, h * 0.56, { fill: palette.timber, stroke: darker(palette.timber, 0.6), width: 0.04 }),
    wheel(-w * 0.4, h * 0.02), wheel(w * 0.4, h * 0.02), wheel(-w * 0.4, h * 0.36), wheel(w * 0.4, h * 0.36),
    shape(barrel, { fill: iron, stroke: '#0e0f10', width: 0.04 }),
    shape(`M${num(-w * 0.17)} ${num(-h * 0.12)}h${num(w * 0.34)}M${num(-w * 0.19)} ${num(h * 0.16)}h${num(w * 0.38)}`, { stroke: lighter(iron, 0.2), width: 0.045 }),
    shape(`M${num(-w * 0.07)} ${num(h * 0.3)}L${num(-w * 0.05)} ${num(-h * 0.42)}`, { stroke: lighter(iron, 0.45), width: 0.03, alpha: 0.8 }),
    disc(0, h * 0.42, 0.07, { fill: iron, stroke: '#0e0f10', width: 0.03 }),
  ].join('');
}; // prettier-ignore

const helm: FeatureDrawer = ({ w, palette }) => {
  const { line, mid, light } = shadesOf(palette.timber);
  const spokes = around(0, 0, 8, () => w * 0.5).map(([x, y]) => `M0 0L${num(x)} ${num(y)}`).join(''); // prettier-ignore
  return [
    box(0, 0, 0.26, w * 0.9, { fill: darker(mid, 0.3), stroke: line, width: 0.035 }),
    shape(spokes, { stroke: line, width: 0.1 }),
    shape(spokes, { stroke: light, width: 0.055 }),
    disc(0, 0, w * 0.34, { stroke: line, width: 0.14 }),
    disc(0, 0, w * 0.34, { stroke: mid, width: 0.09 }),
    disc(0, 0, 0.1, { fill: palette.gold, stroke: line, width: 0.03 }),
  ].join('');
};

const capstan: FeatureDrawer = ({ w, palette }) => {
  const { line, mid, light } = shadesOf(palette.timber);
  const bars = around(0, 0, 6, () => w * 0.5).map(([x, y]) => `M0 0L${num(x)} ${num(y)}`).join(''); // prettier-ignore
  return shape(bars, { stroke: line, width: 0.14 }) + shape(bars, { stroke: light, width: 0.08 }) + disc(0, 0, w * 0.27, { fill: mid, stroke: line, width: 0.045 }) + disc(0, 0, w * 0.13, { fill: palette.metal, stroke: line, width: 0.03 }); // prettier-ignore
};

const rope: FeatureDrawer = ({ w }) =>
  [0.46, 0.34, 0.22, 0.1]
    .map((share) => disc(0, 0, w * share, { stroke: '#5f4a28', width: 0.095 }) + disc(0, 0, w * share, { stroke: '#c9ad74', width: 0.06 }))
    .join(''); // prettier-ignore

/** Houses, market, camp and what stands on a ship's deck. */
export const OUTDOORS = { house, stall, lamp, tent, bridge, mast, hatch, cannon, helm, capstan, rope };
