import { type Colour, darker, lighter, mix } from './colour';
import { byLook, type FeatureDrawer } from './feature-drawer';
import { woodenTop } from './draw-seating';
import { shadesOf } from './palette';
import { around, box, disc, lines, num, oval, shape } from './svg';

const barrel: FeatureDrawer = ({ w, palette }) => {
  const { line, mid, light, dark } = shadesOf(palette.timber);
  const radius = w / 2;
  const staves = [-0.45, 0, 0.45].map((share) => `M${num(share * radius)} ${num(-radius * 0.7)}V${num(radius * 0.7)}`);
  return [
    disc(0, 0, radius, { fill: dark, stroke: line, width: 0.045 }),
    disc(0, 0, radius - 0.06, { fill: mid, stroke: palette.metal, width: 0.05 }),
    shape(staves.join(''), { stroke: darker(mid, 0.4), width: 0.02, alpha: 0.8 }),
    disc(0.05, 0.06, 0.035, { fill: line }),
    shape(`M${num(-radius * 0.6)} ${num(-radius * 0.25)}q.04 -.16 .2 -.2`, { stroke: light, width: 0.03, alpha: 0.9 }),
  ].join('');
};

const crate: FeatureDrawer = ({ w, h, look, palette }) => {
  const colour = lighter(palette.timber, 0.1 + 0.08 * (look % 3));
  const { line } = shadesOf(colour);
  const [x, y] = [w / 2 - 0.07, h / 2 - 0.07];
  return [
    woodenTop(w, h, colour, 0.02),
    shape(`M${num(-x)} ${num(-y)}L${num(x)} ${num(y)}`, { stroke: line, width: 0.15 }),
    shape(`M${num(-x)} ${num(-y)}L${num(x)} ${num(y)}`, { stroke: lighter(colour, 0.08), width: 0.1 }),
    box(0, 0, w - 0.09, h - 0.09, { stroke: line, width: 0.14 }),
    box(0, 0, w - 0.09, h - 0.09, { stroke: lighter(colour, 0.12), width: 0.09 }),
  ].join('');
};

const chest: FeatureDrawer = ({ w, h, palette }) => {
  const colour = mix(palette.timber, '#7a3a1a', 0.25);
  const band = (x: number): string => box(x, 0, 0.08, h, { fill: palette.metal, stroke: darker(palette.metal, 0.6), width: 0.015 }); // prettier-ignore
  return [
    woodenTop(w, h, colour, 0.07),
    band(-w * 0.32),
    band(w * 0.32),
    shape(`M${num(-w / 2)} ${num(h * 0.16)}h${num(w)}`, { stroke: darker(colour, 0.7), width: 0.035 }),
    box(0, h * 0.24, 0.14, 0.14, { fill: palette.gold, stroke: darker(palette.gold, 0.6), width: 0.025, round: 0.02 }),
  ].join('');
};

const BOOKS: readonly Colour[] = ['#8c2f2f', '#2f5a7a', '#3f6b45', '#a5803a', '#5a3f6b', '#6b4a35', '#b5ad98'];

const shelf: FeatureDrawer = ({ w, h, palette, noise }) => {
  const books: string[] = [];
  let x = -w / 2 + 0.08;
  for (let at = 0; x < w / 2 - 0.16; at += 1) {
    const width = 0.07 + 0.07 * noise(at);
    const depth = (h - 0.22) * (0.7 + 0.3 * noise(at + 40));
    const colour = mix(BOOKS[Math.floor(noise(at + 80) * BOOKS.length)] ?? '#8c2f2f', palette.rock, 0.18);
    if (noise(at + 120) > 0.1) books.push(box(x + width / 2, -h / 2 + 0.08 + depth / 2, width, depth, { fill: colour, stroke: darker(colour, 0.6), width: 0.012 })); // prettier-ignore
    x += width + 0.012;
  }
  const { line, dark, light } = shadesOf(palette.timber);
  return [
    box(0, 0, w, h, { fill: dark, stroke: line, width: 0.045 }),
    books.join(''),
    box(0, h / 2 - 0.06, w, 0.1, { fill: light, stroke: line, width: 0.025 }),
  ].join('');
};

const bottles: FeatureDrawer = ({ w, h, palette, noise }) => {
  const glass: readonly Colour[] = ['#3f7a4a', '#8a3f2f', '#c29a3f', '#4a6a9a', '#d8d2c0'];
  const row = Array.from({ length: Math.floor((w - 0.1) / 0.2) }, (_, at) => {
    const colour = glass[Math.floor(noise(at) * glass.length)] ?? '#3f7a4a';
    const x = -w / 2 + 0.15 + at * 0.2;
    const y = (noise(at + 30) - 0.5) * (h - 0.3);
    return disc(x, y, 0.07, { fill: colour, stroke: darker(colour, 0.6), width: 0.02 }) + disc(x, y, 0.025, { fill: lighter(colour, 0.5) }); // prettier-ignore
  });
  return woodenTop(w, h, darker(palette.timber, 0.2)) + row.join('');
};

const weaponRack: FeatureDrawer = ({ w, h, palette }) => {
  const blades = [-0.3, 0, 0.3].map((share) => {
    const x = share * w;
    return [
      shape(`M${num(x)} ${num(-h * 0.3)}L${num(x + 0.05)} ${num(h * 0.75)}`, { stroke: '#1c1a1a', width: 0.1 }),
      shape(`M${num(x)} ${num(-h * 0.3)}L${num(x + 0.05)} ${num(h * 0.75)}`, { stroke: lighter(palette.metal, 0.35), width: 0.055 }),
      shape(`M${num(x - 0.1)} ${num(-h * 0.12)}h.21`, { stroke: palette.gold, width: 0.05 }),
    ].join('');
  });
  return woodenTop(w, h, palette.timber) + blades.join('');
}; // prettier-ignore

const gold: FeatureDrawer = ({ w, palette, noise }) => {
  const { mid, dark, light, line } = shadesOf(palette.gold);
  const heap = around(0, 0, 10, (_, index) => (w / 2) * (0.72 + 0.28 * noise(index)));
  const coins = Array.from({ length: 26 }, (_, at) => {
    const [angle, far] = [noise(at + 20) * 6.28, Math.sqrt(noise(at + 60)) * w * 0.42];
    return disc(Math.cos(angle) * far, Math.sin(angle) * far, 0.055, { fill: at % 3 ? mid : light, stroke: dark, width: 0.015 }); // prettier-ignore
  });
  const gem = (x: number, y: number, colour: Colour): string => shape(lines(around(x, y, 5, () => 0.07), true), { fill: colour, stroke: '#ffffff', width: 0.015 }); // prettier-ignore
  return shape(lines(heap, true), { fill: dark, stroke: line, width: 0.03 }) + coins.join('') + gem(-0.12, 0.08, '#c23b4a') + gem(0.16, -0.1, '#3b7ac2'); // prettier-ignore
};

const coffin: FeatureDrawer = ({ w, h, look, palette }) => {
  const { line, mid, light, dark } = shadesOf(lighter(palette.masonry, 0.08));
  const lid = look === 0 ? 0 : 6;
  const [a, b] = [w * 0.3, h * 0.34];
  return [
    box(0, 0, w, h, { fill: dark, stroke: line, width: 0.05, round: 0.04 }),
    lid ? box(0, 0, w - 0.2, h - 0.2, { fill: '#1a1715' }) : '',
    `<g transform="rotate(${lid}) translate(${lid ? 0.1 : 0} 0)">`,
    box(0, 0, w - 0.12, h - 0.12, { fill: mid, stroke: line, width: 0.035, round: 0.03 }),
    box(0, 0, w - 0.28, h - 0.28, { stroke: light, width: 0.03 }),
    shape(`M0 ${num(-b)}V${num(b)}M${num(-a)} ${num(-h * 0.14)}H${num(a)}`, { stroke: dark, width: 0.1 }),
    shape(`M0 ${num(-b)}V${num(b)}M${num(-a)} ${num(-h * 0.14)}H${num(a)}`, { stroke: light, width: 0.045 }),
    '</g>',
  ].join('');
};

const bones: FeatureDrawer = ({ noise }) => {
  const bone = (index: number): string => {
    const [x, y, angle] = [(noise(index) - 0.5) * 0.5, (noise(index + 1) - 0.5) * 0.5, noise(index + 2) * 6.28];
    const [dx, dy] = [Math.cos(angle) * 0.17, Math.sin(angle) * 0.17];
    const d = `M${num(x - dx)} ${num(y - dy)}L${num(x + dx)} ${num(y + dy)}`;
    return shape(d, { stroke: '#3b342a', width: 0.1 }) + shape(d, { stroke: '#e6dec8', width: 0.06 });
  };
  return [
    [0, 10, 20, 30].map(bone).join(''),
    oval(0.14, -0.14, 0.13, 0.11, { fill: '#ece5d2', stroke: '#3b342a', width: 0.025 }),
    disc(0.1, -0.12, 0.03, { fill: '#3b342a' }),
    disc(0.19, -0.12, 0.03, { fill: '#3b342a' }),
  ].join('');
};

const cart: FeatureDrawer = ({ w, h, look, palette }) => {
  const cargo = byLook(palette.cloth, look, palette.timber);
  const wheel = (x: number, y: number): string => box(x, y, 0.5, 0.12, { fill: darker(palette.timber, 0.4), stroke: '#1c1510', width: 0.03, round: 0.04 }); // prettier-ignore
  return [
    shape(`M${num(w * 0.28)} -.18H${num(w / 2)}M${num(w * 0.28)} .18H${num(w / 2)}`, { stroke: darker(palette.timber, 0.3), width: 0.07 }),
    wheel(-w * 0.1, -h / 2 + 0.02),
    wheel(-w * 0.1, h / 2 - 0.02),
    `<g transform="translate(${num(-w * 0.12)} 0)">${woodenTop(w * 0.74, h * 0.76, palette.timber)}`,
    box(-0.1, 0, w * 0.45, h * 0.5, { fill: cargo, stroke: darker(cargo, 0.5), width: 0.03, round: 0.12 }),
    shape(`M${num(-w * 0.2)} -.12q.2 .1 .4 0M${num(-w * 0.22)} .1q.2 -.1 .36 0`, { stroke: darker(cargo, 0.35), width: 0.025 }),
    '</g>',
  ].join('');
}; // prettier-ignore

/** Whatever holds goods, and goods themselves. */
export const STORAGE = { barrel, crate, chest, shelf, bottles, weapon_rack: weaponRack, gold, coffin, bones, cart };
