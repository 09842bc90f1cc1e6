import type { Point } from '../layout/map-plan';
import { type Colour, darker, lighter, mix } from './colour';
import { byLook, type FeatureDrawer, type Item } from './feature-drawer';
import { shadesOf } from './palette';
import { around, box, disc, lines, num, oval, shape, softLoop } from './svg';

/** Clumps of leaves: small lobed blobs, darker low and lighter towards the light (upper left). */
function clumps(radius: number, colour: Colour, noise: Item['noise']): string {
  const count = Math.round(9 + radius * 16);
  const all = Array.from({ length: count }, (_, at) => {
    const [angle, far] = [noise(at + 200) * 6.28, Math.sqrt(noise(at + 300)) * radius * 0.82];
    const [x, y] = [Math.cos(angle) * far, Math.sin(angle) * far];
    return {
      x,
      y,
      height: -(x + y * 1.2) / radius + 0.5 * noise(at + 400),
      size: radius * (0.16 + 0.12 * noise(at + 500)),
    };
  });
  return all
    .sort((a, b) => a.height - b.height)
    .map(({ x, y, height, size }, at) => {
      const lift = Math.max(-0.22, Math.min(0.3, height * 0.2));
      const fill = lift < 0 ? darker(colour, -lift) : lighter(colour, lift);
      const rim = around(x, y, 12, (_, index) => size * (index % 2 ? 0.8 : 1.1) * (0.9 + 0.2 * noise(at * 13 + index)));
      return shape(softLoop(rim), { fill, stroke: darker(colour, 0.34), width: 0.02 });
    })
    .join('');
}

/** A leafy crown: a dark lobed outline filled with clumps. */
function crown(radius: number, lobes: number, colour: Colour, noise: Item['noise']): string {
  const outline = around(0, 0, lobes * 2, (_, index) =>
    radius * (index % 2 ? 0.84 : 1.06) * (0.9 + 0.18 * noise(index)),
  );
  return [
    shape(softLoop(outline), { fill: darker(colour, 0.34), stroke: darker(colour, 0.66), width: 0.05 }),
    clumps(radius, colour, noise),
  ].join('');
} // prettier-ignore

const tree: FeatureDrawer = ({ w, look, palette, noise }) =>
  crown(w / 2, w > 2 ? 13 : 10, byLook(palette.leaf, look, palette.pine), noise);

const bush: FeatureDrawer = ({ w, look, palette, noise }) =>
  crown(w / 2, 8, lighter(byLook(palette.leaf, look + 1, palette.pine), 0.08), noise);

/** A conifer: stars of branches, smaller and lighter towards the top. */
const pine: FeatureDrawer = ({ w, palette, noise }) => {
  const colour = palette.pine;
  return [1, 0.76, 0.52, 0.28]
    .map((scale, level) => {
      const points = around(-level * 0.025 * w, -level * 0.03 * w, 22, (_, index) =>
        (w / 2) * scale * (index % 2 ? 0.7 : 1) * (0.9 + 0.2 * noise(level * 30 + index)),
      );
      const fill = level === 0 ? darker(colour, 0.3) : lighter(colour, (level - 1) * 0.14);
      return shape(lines(points, true), { fill, stroke: darker(colour, 0.5), width: level === 0 ? 0.04 : 0.022 });
    })
    .join('');
}; // prettier-ignore

const rock: FeatureDrawer = ({ w, h, palette, noise }) => {
  const { line, mid, light, dark } = shadesOf(mix(palette.masonry, palette.earth, 0.15));
  const rim = around(0, 0, 8, (_, index) => (0.38 + 0.12 * noise(index)) * (index % 4 === 0 ? w : (w + h) / 2));
  const facet = rim.map(([x, y]): Point => [x * 0.62 - w * 0.07, y * 0.62 - h * 0.09]);
  return [
    shape(lines(rim, true), { fill: dark, stroke: line, width: 0.045 }),
    shape(lines(rim.map(([x, y]): Point => [x * 0.86 - 0.02, y * 0.86 - 0.03]), true), { fill: mid }),
    shape(lines(facet, true), { fill: light, alpha: 0.85 }),
    shape(lines([facet[1] ?? [0, 0], [0.02, 0.02], rim[2] ?? [0, 0]]), { stroke: dark, width: 0.025, alpha: 0.8 }),
  ].join('');
}; // prettier-ignore

const rubblePile: FeatureDrawer = (item) =>
  [[-0.18, 0.1, 0.5], [0.2, 0.14, 0.42], [0.02, -0.16, 0.5]]
    .map(([x = 0, y = 0, size = 0.4], index) => {
      const noise = (at: number): number => item.noise(at + index * 20);
      return `<g transform="translate(${num(x)} ${num(y)})">${rock({ ...item, w: size, h: size, noise })}</g>`;
    })
    .join(''); // prettier-ignore

const stalagmite: FeatureDrawer = ({ w, palette, noise }) => {
  const { line, mid, light, dark } = shadesOf(lighter(palette.cave, 0.02));
  const cone = (scale: number, shift: number, seed: number): string =>
    softLoop(around(-shift, -shift, 9, (_, index) => (w / 2) * scale * (0.85 + 0.3 * noise(seed + index))));
  return [
    shape(cone(0.95, 0, 0), { fill: dark, stroke: line, width: 0.045 }),
    shape(cone(0.68, 0.03, 20), { fill: mid }),
    shape(cone(0.4, 0.06, 40), { fill: light }),
    disc(-0.08, -0.08, 0.045, { fill: lighter(light, 0.5) }),
  ].join('');
};

const MUSHROOMS: readonly Colour[] = ['#b5523f', '#8f6fb0', '#c9a05a', '#5f9a9a'];

const mushrooms: FeatureDrawer = ({ w, look, palette, noise }) => {
  const colour = mix(byLook(MUSHROOMS, look, '#b5523f'), palette.cave, 0.12);
  return [[-0.2, 0.12, 0.2], [0.18, 0.16, 0.15], [0.04, -0.14, 0.25], [-0.26, -0.2, 0.11]]
    .map(([x = 0, y = 0, size = 0.1], index) => {
      const radius = size * w * (0.9 + 0.25 * noise(index));
      const [cx, cy] = [x * w, y * w];
      const dots = around(cx, cy, 4, () => radius * 0.55).map(([a, b]) => disc(a, b, radius * 0.14, { fill: '#f6ecd8', alpha: 0.9 })).join('');
      return disc(cx, cy, radius, { fill: colour, stroke: darker(colour, 0.6), width: 0.035 }) + disc(cx - 0.02, cy - 0.03, radius * 0.6, { fill: lighter(colour, 0.22), alpha: 0.7 }) + dots;
    })
    .join('');
}; // prettier-ignore

const CRYSTALS: readonly Colour[] = ['#5fc8f0', '#b58cf0', '#7ff0c0'];

const crystals: FeatureDrawer = ({ w, look, noise }) => {
  const colour = byLook(CRYSTALS, look, '#5fc8f0');
  const shards = Array.from({ length: 6 }, (_, at) => {
    const angle = (at / 6) * 6.28 + noise(at);
    const length = w * (0.28 + 0.24 * noise(at + 10));
    const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
    const tip: Point = [ux * length, uy * length];
    const side = (sign: number): Point => [ux * length * 0.55 - sign * uy * 0.09, uy * length * 0.55 + sign * ux * 0.09];
    return shape(lines([[0, 0], side(1), tip, side(-1)], true), { fill: at % 2 ? colour : lighter(colour, 0.3), stroke: darker(colour, 0.6), width: 0.03 }) + shape(lines([[0, 0], tip]), { stroke: '#ffffff', width: 0.02, alpha: 0.7 });
  });
  return shards.join('') + disc(0, 0, 0.09, { fill: lighter(colour, 0.7) });
}; // prettier-ignore

const log: FeatureDrawer = ({ w, h, palette }) => {
  const { line, mid, light } = shadesOf(darker(palette.timber, 0.1));
  return [
    box(0, 0, w, h, { fill: mid, stroke: line, width: 0.045, round: 0.1 }),
    shape(`M${num(-w * 0.4)} -.1h${num(w * 0.6)}M${num(-w * 0.2)} .06h${num(w * 0.55)}M${num(-w * 0.42)} .14h.3`, { stroke: line, width: 0.025, alpha: 0.7 }),
    oval(w / 2 - 0.06, 0, 0.1, h / 2 - 0.02, { fill: lighter(light, 0.2), stroke: line, width: 0.03 }),
    oval(w / 2 - 0.06, 0, 0.045, h / 5, { stroke: line, width: 0.02 }),
  ].join('');
}; // prettier-ignore

const stump: FeatureDrawer = ({ w, palette, noise }) => {
  const { line, mid, light } = shadesOf(palette.timber);
  return [
    shape(softLoop(around(0, 0, 10, (_, index) => (w / 2) * (index % 2 ? 0.82 : 1.05 + 0.15 * noise(index)))), { fill: darker(mid, 0.25), stroke: line, width: 0.04 }),
    disc(0, 0, w * 0.34, { fill: light, stroke: line, width: 0.03 }),
    disc(0, 0, w * 0.22, { stroke: mid, width: 0.025 }),
    disc(0.01, 0, w * 0.11, { stroke: mid, width: 0.025 }),
  ].join('');
}; // prettier-ignore

const PETALS: readonly Colour[] = ['#f2e6f0', '#e9c84a', '#c9628f', '#7f86d0'];

const flowers: FeatureDrawer = ({ w, look, noise }) =>
  Array.from({ length: 7 }, (_, at) => {
    const [x, y] = [(noise(at) - 0.5) * w, (noise(at + 10) - 0.5) * w];
    const colour = byLook(PETALS, look + (at % 3 === 0 ? 1 : 0), '#f2e6f0');
    const petals = around(x, y, 5, () => 0.045).map(([a, b]) => disc(a, b, 0.032, { fill: colour })).join('');
    return petals + disc(x, y, 0.026, { fill: '#d9a531' });
  }).join(''); // prettier-ignore

const web: FeatureDrawer = ({ w }) => {
  const rays = [0.05, 0.42, 0.79, 1.15, 1.52].map((angle): Point => [Math.cos(angle) * w, Math.sin(angle) * w]);
  const corner = -w / 2;
  const threads = [0.3, 0.55, 0.8].map((scale) =>
    rays.slice(1).map(([x, y], index) => {
      const [px, py] = rays[index] ?? [0, 0];
      const [a, b] = [((px + x) / 2) * scale * 0.86, ((py + y) / 2) * scale * 0.86];
      return `M${num(px * scale)} ${num(py * scale)}Q${num(a)} ${num(b)} ${num(x * scale)} ${num(y * scale)}`;
    }).join(''),
  );
  const spokes = rays.map(([x, y]) => `M0 0L${num(x)} ${num(y)}`);
  return `<g transform="translate(${num(corner)} ${num(corner)})">${shape([...spokes, ...threads].join(''), { stroke: '#f0f0ec', width: 0.02, alpha: 0.65 })}</g>`;
}; // prettier-ignore

/** Whatever grows or was never built. */
export const NATURE = {
  tree, bush, pine, rock, rubble_pile: rubblePile, stalagmite, mushrooms, crystals, log, stump, flowers, web,
}; // prettier-ignore
