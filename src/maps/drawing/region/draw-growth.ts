import { type PlanPlace, TERRAIN } from '../../layout/map-plan';
import { type Colour, darker, lighter, mix } from '../colour';
import { byLook } from '../feature-drawer';
import { squaresWith } from '../draw-water';
import type { Scene } from '../scene';
import { around, lines, num, oval, shape, softLoop } from '../svg';

/** Something that stands on the land, with the line its foot is on: what is lower on the map covers what is behind. */
interface Standing {
  readonly foot: number;
  readonly drawing: string;
}

/** At most so many; a larger map gets fewer on each square. */
const MOST = 5200;

/** Mountains, hills, woods, reeds and dunes, from the back to the front; none where a place is marked. */
export function drawGrowth(scene: Scene, places: readonly PlanPlace[]): string {
  const kinds = [TERRAIN.snow, TERRAIN.mountain, TERRAIN.hills, TERRAIN.forest, TERRAIN.marsh, TERRAIN.sand] as const;
  const squares = kinds.flatMap((kind) => squaresWith(scene, kind).map(([x, y]) => ({ kind, x, y })));
  const share = Math.min(1, MOST / Math.max(1, squares.length * 2.2));
  const isMarked = (x: number, y: number): boolean =>
    places.some((place) => Math.abs(place.x - x) < 1 && y - place.y > -0.8 && y - place.y < 1.2);
  const waters = new Set(
    (scene.plan.ways ?? []).flatMap(({ points }) => points.map(([x, y]) => `${Math.floor(x)},${Math.floor(y)}`)),
  );
  const standing = squares.flatMap(({ kind, x, y }): Standing[] => {
    const noise = (index: number): number => scene.noise(x, y, 3300 + index);
    if (waters.has(`${x},${y}`) && kind !== TERRAIN.marsh) return [];
    return SEEDLINGS[kind](scene, { x, y, noise, share }).filter(({ x: px, y: py }) => !isMarked(px, py))
      .map(({ y: foot, drawing }) => ({ foot, drawing }));
  }); // prettier-ignore
  return standing.sort((one, other) => one.foot - other.foot).map(({ drawing }) => drawing).join(''); // prettier-ignore
}

interface Plot {
  readonly x: number;
  readonly y: number;
  readonly noise: (index: number) => number;
  /** How many of what could stand here do, 0 to 1. */
  readonly share: number;
}
interface Grown {
  readonly x: number;
  readonly y: number;
  readonly drawing: string;
}
type Seedling = (scene: Scene, plot: Plot) => Grown[];

const peak =
  (isSnowy: boolean): Seedling =>
  (scene, { x, y, noise, share }) => {
    if (noise(0) > 0.62 * share + 0.1) return [];
    const [px, py] = [x + 0.2 + 0.6 * noise(1), y + 0.55 + 0.45 * noise(2)];
    const size = 0.62 + 0.5 * noise(3) + (isSnowy ? 0.25 : 0);
    return [{ x: px, y: py, drawing: mountain(scene, { px, py, size, isSnowy, noise }) }];
  };

interface Peak {
  readonly px: number;
  readonly py: number;
  readonly size: number;
  readonly isSnowy: boolean;
  readonly noise: (index: number) => number;
}

/** Lit from the upper left, with a ridge and ribs. */
function mountain({ palette }: Scene, { px, py, size, isSnowy, noise }: Peak): string {
  const stone = mix(palette.rock, '#b3a795', 0.72);
  const [sunny, shady, ink] = [lighter(stone, 0.2), darker(stone, 0.34), darker(palette.line, 0.1)];
  const [w, h] = [size * (0.62 + 0.12 * noise(5)), size * (1 + 0.25 * noise(6))];
  const at = (dx: number, dy: number): [number, number] => [px + dx * w, py - dy * h];
  const [top, left, right] = [at(0.04 * (noise(7) - 0.5), 1), at(-1, 0), at(1, -0.02)];
  const ridge = [top, at(0.1, 0.72), at(-0.04, 0.46), at(0.12, 0.2), at(0.05, -0.04)];
  const outline = [left, at(-0.72, 0.3), at(-0.42, 0.58), at(-0.26, 0.78), top, at(0.24, 0.76), at(0.45, 0.5), at(0.74, 0.28), right]; // prettier-ignore
  const cap = [at(-0.27, 0.76), top, at(0.25, 0.74), at(0.14, 0.66), at(0.08, 0.74), at(-0.02, 0.62), at(-0.12, 0.7)];
  const ribs = [at(-0.3, 0.5), at(-0.42, 0.26), at(-0.14, 0.36), at(-0.22, 0.14)];
  return [
    oval(px + w * 0.12, py + 0.02, w * 1.02, 0.09, { fill: '#000000', alpha: 0.2 }),
    shape(lines(outline, true), { fill: sunny, stroke: ink, width: 0.05 }),
    shape(lines([...ridge, right, ...outline.slice(5, 8).reverse()], true), { fill: shady }),
    isSnowy || size > 1 ? shape(lines(cap, true), { fill: '#f7f9fb' }) : '',
    shape(lines(ridge) + lines(ribs.slice(0, 2)) + lines(ribs.slice(2)), { stroke: ink, width: 0.028, alpha: 0.7 }),
    shape(lines(outline), { stroke: ink, width: 0.045 }),
  ].join('');
}

const hill: Seedling = ({ palette }, { x, y, noise, share }) => {
  if (noise(0) > 0.5 * share) return [];
  const [px, py, w] = [x + 0.2 + 0.6 * noise(1), y + 0.5 + 0.4 * noise(2), 0.34 + 0.22 * noise(3)];
  const h = w * 0.72;
  const ground = mix(palette.grass, palette.earth, 0.5);
  const dome = `M${num(px - w)} ${num(py)}C${num(px - w * 0.6)} ${num(py - h * 1.3)} ${num(px + w * 0.6)} ${num(py - h * 1.3)} ${num(px + w)} ${num(py)}`;
  const shade = `M${num(px + w * 0.1)} ${num(py - h * 0.9)}C${num(px + w * 0.6)} ${num(py - h * 0.9)} ${num(px + w * 0.8)} ${num(py - h * 0.3)} ${num(px + w)} ${num(py)}Q${num(px + w * 0.4)} ${num(py - h * 0.1)} ${num(px + w * 0.1)} ${num(py - h * 0.9)}`;
  const drawing = shape(dome, { fill: lighter(ground, 0.14) }) + shape(shade, { fill: darker(ground, 0.25), alpha: 0.6 }) + shape(dome, { stroke: darker(ground, 0.6), width: 0.04 });
  return [{ x: px, y: py, drawing }];
}; // prettier-ignore

const wood: Seedling = (scene, { x, y, noise, share }) => {
  const count = Math.max(1, Math.round((2 + 2.4 * noise(0)) * share));
  return Array.from({ length: count }, (_, at): Grown => {
    const own = (index: number): number => noise(10 + at * 17 + index);
    const [px, py] = [x + own(0), y + 0.25 + 0.75 * own(1)];
    const radius = 0.19 + 0.1 * own(2);
    const colour = byLook(scene.palette.leaf, Math.floor(own(3) * 4), scene.palette.pine);
    return { x: px, y: py, drawing: own(4) > 0.72 ? fir(px, py, radius, scene.palette.pine) : leafy({ px, py, radius, colour, own }) };
  });
}; // prettier-ignore

function leafy({ px, py, radius, colour, own }: { px: number; py: number; radius: number; colour: Colour; own: (index: number) => number }): string {
  const crown = around(px, py - radius * 1.15, 9, (_, index) => radius * (0.9 + 0.25 * own(20 + index)));
  const light = around(px - radius * 0.22, py - radius * 1.4, 6, () => radius * 0.5);
  return [
    oval(px + radius * 0.2, py + radius * 0.1, radius * 1.05, radius * 0.38, { fill: '#000000', alpha: 0.22 }),
    shape(softLoop(crown), { fill: darker(colour, 0.16), stroke: darker(colour, 0.6), width: 0.035 }),
    shape(softLoop(light), { fill: lighter(colour, 0.14) }),
  ].join('');
} // prettier-ignore

function fir(px: number, py: number, radius: number, colour: Colour): string {
  const tiers = `M${num(px)} ${num(py - radius * 2.7)}L${num(px + radius * 0.85)} ${num(py)}H${num(px - radius * 0.85)}Z`;
  const lit = `M${num(px)} ${num(py - radius * 2.7)}L${num(px - radius * 0.15)} ${num(py)}H${num(px - radius * 0.85)}Z`;
  return shape(tiers, { fill: darker(colour, 0.22), stroke: darker(colour, 0.6), width: 0.035 }) + shape(lit, { fill: lighter(colour, 0.1) });
} // prettier-ignore

const reeds: Seedling = ({ palette }, { x, y, noise, share }) => {
  if (noise(0) > 0.7 * share) return [];
  const [px, py] = [x + 0.2 + 0.6 * noise(1), y + 0.5 + 0.4 * noise(2)];
  const blades = [-0.14, -0.05, 0.05, 0.14].map((dx) => `M${num(px + dx * 0.6)} ${num(py)}q${num(dx * 0.2)} -.12 ${num(dx)} ${num(-0.24 - 0.08 * noise(Math.round(dx * 100)))}`);
  const water = shape(`M${num(px - 0.3)} ${num(py + 0.05)}h.5m-.3 .09h.34`, { stroke: lighter(palette.water, 0.3), width: 0.045, alpha: 0.8 });
  return [{ x: px, y: py, drawing: water + shape(blades.join(''), { stroke: darker(palette.grass, 0.5), width: 0.04 }) }];
}; // prettier-ignore

const dune: Seedling = ({ palette }, { x, y, noise, share }) => {
  if (noise(0) > 0.4 * share) return [];
  const [px, py, w] = [x + 0.1 + 0.5 * noise(1), y + 0.3 + 0.6 * noise(2), 0.3 + 0.3 * noise(3)];
  const d = `M${num(px)} ${num(py)}q${num(w / 2)} ${num(-w * 0.5)} ${num(w)} 0q${num(-w * 0.3)} ${num(-w * 0.06)} ${num(-w * 0.45)} ${num(w * 0.12)}`;
  return [{ x: px, y: py, drawing: shape(d, { stroke: darker(palette.earth, 0.3), width: 0.035, alpha: 0.7 }) }];
}; // prettier-ignore

const SEEDLINGS = {
  [TERRAIN.snow]: peak(true),
  [TERRAIN.mountain]: peak(false),
  [TERRAIN.hills]: hill,
  [TERRAIN.forest]: wood,
  [TERRAIN.marsh]: reeds,
  [TERRAIN.sand]: dune,
} as const satisfies Record<string, Seedling>;
