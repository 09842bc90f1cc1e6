import { type Colour, darker, lighter, mix } from './colour';
import { byLook, type FeatureDrawer, type Item } from './feature-drawer';
import { shadesOf } from './palette';
import { box, disc, num, oval, shape } from './svg';

const PLATE = '#d9d2c0';

function boards(w: number, h: number, colour: Colour): string {
  const count = Math.max(2, Math.round(h / 0.24));
  const seams = Array.from({ length: count - 1 }, (_, at) => `M${num(-w / 2 + 0.04)} ${num(-h / 2 + ((at + 1) * h) / count)}h${num(w - 0.08)}`);
  return shape(seams.join(''), { stroke: darker(colour, 0.38), width: 0.022, alpha: 0.85 });
} // prettier-ignore

/** Wood from above: outline, surface, seams and a lit upper edge. */
export function woodenTop(w: number, h: number, colour: Colour, round = 0.05): string {
  const { line, light } = shadesOf(colour);
  return [
    box(0, 0, w, h, { fill: colour, stroke: line, width: 0.045, round }),
    boards(w, h, colour),
    shape(`M${num(-w / 2 + 0.07)} ${num(-h / 2 + 0.05)}H${num(w / 2 - 0.07)}`, { stroke: light, width: 0.03, alpha: 0.8 }),
  ].join('');
} // prettier-ignore

function tableware({ w, h, look, noise, palette }: Item): string {
  if (look === 0) return '';
  const at = (index: number, span: number): number => (noise(index) - 0.5) * (span - 0.35);
  const mug = (x: number, y: number): string => disc(x, y, 0.075, { fill: palette.metal, stroke: '#1c1712', width: 0.025 }) + disc(x, y, 0.045, { fill: '#b8792e' }); // prettier-ignore
  const plate = (x: number, y: number): string => disc(x, y, 0.14, { fill: PLATE, stroke: '#5b5344', width: 0.02 }) + disc(x + 0.02, y, 0.07, { fill: '#a56b3a' }); // prettier-ignore
  const paper = box(at(5, w), at(6, h) * 0.5, 0.34, 0.26, { fill: '#e8dcc0', stroke: '#7a6a4a', width: 0.02 });
  const set = plate(at(1, w), at(2, h)) + mug(at(3, w), at(4, h));
  return look === 1 ? set : paper + mug(at(7, w), at(8, h));
}

const table: FeatureDrawer = (item) => woodenTop(item.w, item.h, item.palette.timber) + tableware(item);

const roundTable: FeatureDrawer = (item) => {
  const { line, light, mid } = shadesOf(item.palette.timber);
  const radius = item.w / 2;
  const seams = [-0.5, -0.17, 0.17, 0.5].map((share) => {
    const half = Math.sqrt(1 - share * share) * radius - 0.05;
    return `M${num(-half)} ${num(share * radius)}h${num(half * 2)}`;
  });
  return [
    disc(0, 0, radius, { fill: mid, stroke: line, width: 0.05 }),
    shape(seams.join(''), { stroke: darker(mid, 0.35), width: 0.022, alpha: 0.8 }),
    disc(0, 0, radius - 0.06, { stroke: light, width: 0.025, alpha: 0.5 }),
    tableware({ ...item, w: item.w * 0.75, h: item.h * 0.75 }),
  ].join('');
};

const chair: FeatureDrawer = ({ w, h, palette }) => {
  const { line, mid, light } = shadesOf(lighter(palette.timber, 0.1));
  return [
    box(0, h * 0.06, w * 0.86, h * 0.8, { fill: mid, stroke: line, width: 0.04, round: 0.06 }),
    box(0, h * 0.1, w * 0.6, h * 0.5, { fill: mix(light, byLook(palette.cloth, 0, mid), 0.45), round: 0.05 }),
    box(0, -h * 0.4, w * 0.96, h * 0.2, { fill: darker(mid, 0.12), stroke: line, width: 0.04, round: 0.05 }),
  ].join('');
};

const stool: FeatureDrawer = ({ w, palette }) => {
  const { line, mid, light } = shadesOf(lighter(palette.timber, 0.16));
  return disc(0, 0, w / 2, { fill: mid, stroke: line, width: 0.04 }) + disc(-0.02, -0.02, w / 3.2, { stroke: light, width: 0.025, alpha: 0.8 }); // prettier-ignore
};

const bench: FeatureDrawer = ({ w, h, palette }) => woodenTop(w, h, lighter(palette.timber, 0.08));

const bed: FeatureDrawer = ({ w, h, look, palette }) => {
  const cloth = shadesOf(byLook(palette.cloth, look, palette.timber));
  const top = -h / 2;
  return [
    box(0, 0, w, h, { fill: palette.timber, stroke: darker(palette.timber, 0.6), width: 0.045, round: 0.04 }),
    box(0, 0.03, w - 0.12, h - 0.16, { fill: '#e9e2d2', stroke: '#8d8472', width: 0.02, round: 0.04 }),
    box(0, top + 0.3, w * 0.66, 0.32, { fill: '#f7f3ea', stroke: '#a39a86', width: 0.025, round: 0.1 }),
    box(0, h * 0.16, w - 0.08, h * 0.58, { fill: cloth.mid, stroke: cloth.line, width: 0.025, round: 0.05 }),
    box(0, top + h * 0.4, w - 0.08, 0.16, { fill: cloth.light, stroke: cloth.dark, width: 0.02, round: 0.03 }),
    shape(`M${num(-w * 0.2)} ${num(h * 0.05)}q.08 .2 -.03 ${num(h * 0.32)}M${num(w * 0.18)} ${num(h * 0.08)}q-.06 .18 .03 ${num(h * 0.28)}`, { stroke: cloth.dark, width: 0.03, alpha: 0.7 }),
  ].join('');
}; // prettier-ignore

const bar: FeatureDrawer = ({ w, h, palette, noise }) => {
  const count = Math.max(1, Math.round(w / 1.3));
  const mugs = Array.from({ length: count }, (_, at) => {
    const x = -w / 2 + ((at + 0.3 + 0.5 * noise(at)) * w) / count;
    return disc(x, (noise(at + 9) - 0.5) * h * 0.4, 0.08, { fill: palette.metal, stroke: '#1c1712', width: 0.025 });
  });
  const dark = darker(palette.timber, 0.16);
  return woodenTop(w, h, dark) + box(0, h / 2 - 0.06, w - 0.04, 0.1, { fill: lighter(palette.gold, 0.05), stroke: darker(palette.gold, 0.5), width: 0.02 }) + mugs.join('');
}; // prettier-ignore

const throne: FeatureDrawer = ({ w, h, palette }) => {
  const cloth = byLook(palette.cloth, 0, palette.gold);
  return [
    box(0, 0, w, h, { fill: palette.gold, stroke: darker(palette.gold, 0.6), width: 0.05, round: 0.08 }),
    box(0, h * 0.1, w * 0.6, h * 0.62, { fill: cloth, stroke: darker(cloth, 0.5), width: 0.03, round: 0.08 }),
    box(0, -h * 0.36, w * 0.9, h * 0.22, { fill: lighter(palette.gold, 0.25), stroke: darker(palette.gold, 0.5), width: 0.03, round: 0.05 }),
    disc(-w * 0.36, -h * 0.36, 0.06, { fill: cloth }),
    disc(w * 0.36, -h * 0.36, 0.06, { fill: cloth }),
  ].join('');
}; // prettier-ignore

const rug: FeatureDrawer = ({ w, h, look, palette }) => {
  const cloth = byLook(palette.cloth, look, palette.timber);
  const accent = mix(palette.gold, cloth, 0.25);
  const fringe = Array.from({ length: Math.round(h / 0.12) }, (_, at) => {
    const y = -h / 2 + 0.06 + at * 0.12;
    return `M${num(-w / 2 - 0.09)} ${num(y)}h.1M${num(w / 2 - 0.01)} ${num(y)}h.1`;
  });
  const diamond = (scale: number): string =>
    `M0 ${num((-h / 2) * scale)}L${num((w / 2) * scale)} 0L0 ${num((h / 2) * scale)}L${num((-w / 2) * scale)} 0Z`;
  return [
    shape(fringe.join(''), { stroke: mix(accent, '#ffffff', 0.3), width: 0.03 }),
    box(0, 0, w, h, { fill: darker(cloth, 0.15), stroke: darker(cloth, 0.55), width: 0.03 }),
    box(0, 0, w - 0.22, h - 0.22, { stroke: accent, width: 0.05 }),
    box(0, 0, w - 0.46, h - 0.46, { fill: cloth, stroke: darker(cloth, 0.4), width: 0.03 }),
    shape(diamond(0.68), { fill: darker(cloth, 0.22), stroke: accent, width: 0.04 }),
    shape(diamond(0.34), { fill: accent, alpha: 0.8 }),
    oval(0, 0, w * 0.07, h * 0.07, { fill: darker(cloth, 0.3) }),
  ].join('');
};

/** Tables and what people sit, sleep and walk on. */
export const SEATING = { table, round_table: roundTable, chair, stool, bench, bed, bar, throne, rug };
