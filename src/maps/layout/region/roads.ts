import { pairsToConnect } from '../connect-rooms';
import { hundredth, type PlanPlace, type PlanWay, type Rect, TERRAIN, type Terrain } from '../map-plan';
import type { SeededRandom } from '../seeded-random';
import { LeastFirst } from './least-first';
import type { RegionSize } from './relief';
import { neighboursOf } from './rivers';

/** What a step costs; what is not here cannot be walked. */
const COSTS: Readonly<Partial<Record<Terrain, number>>> = {
  [TERRAIN.grass]: 1,
  [TERRAIN.earth]: 1,
  [TERRAIN.sand]: 1.4,
  [TERRAIN.forest]: 2,
  [TERRAIN.hills]: 2.4,
  [TERRAIN.marsh]: 4,
  [TERRAIN.mountain]: 7,
  [TERRAIN.snow]: 12,
};
/** A river is crossed, not followed. */
const IN_WATER = 1.8;
/** An old road is cheaper than a new one. */
const ON_ROAD = 0.45;
const MOST_SETTLEMENTS = 14;

/** The ground that roads go over. */
export interface RoadGround extends RegionSize {
  readonly terrainAt: (at: number) => Terrain;
  readonly isWet: (at: number) => boolean;
}

/** Roads that join the settlements, each the easiest way there is; none over the sea. */
export function roadsOf(places: readonly PlanPlace[], ground: RoadGround, random: SeededRandom): PlanWay[] {
  const settled = places
    .filter(({ kind }) => ['city', 'town', 'village', 'port', 'castle'].includes(kind))
    .slice(0, MOST_SETTLEMENTS);
  if (settled.length < 2) return [];
  const used = new Set<number>();
  const areas = settled.map(({ x, y }): Rect => [x, y, 0, 0]);
  return pairsToConnect(areas, 0.2, random).flatMap(([from, to]): PlanWay[] => {
    const way = easiest(squareOf(settled[from], ground), squareOf(settled[to], ground), { ground, used });
    if (way.length < 2) return [];
    const fresh = stretches(way, used);
    way.forEach((at) => used.add(at));
    return fresh.map((squares) => ({ kind: 'road', points: corners(squares, ground), width: 0.14 }));
  });
}

const squareOf = (place: PlanPlace | undefined, { columns }: RegionSize): number =>
  Math.floor(place?.x ?? 0) + Math.floor(place?.y ?? 0) * columns;

/** The squares from one to the other, both included; none when the sea lies between. */
function easiest(
  from: number,
  to: number,
  { ground, used }: { readonly ground: RoadGround; readonly used: ReadonlySet<number> },
): number[] {
  const { columns } = ground;
  const cost = new Map([[from, 0]]);
  const before = new Map<number, number>();
  const queue = new LeastFirst();
  const far = (at: number): number =>
    Math.hypot((at % columns) - (to % columns), Math.floor(at / columns) - Math.floor(to / columns)) * ON_ROAD;
  queue.put(from, far(from));
  for (let at = queue.take(); at !== undefined && at !== to; at = queue.take()) {
    for (const next of neighboursOf(at, ground)) {
      const dry = COSTS[ground.terrainAt(next)];
      if (dry === undefined) continue;
      const step = used.has(next) ? ON_ROAD : dry + (ground.isWet(next) ? IN_WATER : 0);
      const isSlanted = next % columns !== at % columns && Math.abs(next - at) !== 1;
      const total = (cost.get(at) ?? 0) + step * (isSlanted ? Math.SQRT2 : 1);
      if (total >= (cost.get(next) ?? Infinity)) continue;
      cost.set(next, total);
      before.set(next, at);
      queue.put(next, total + far(next));
    }
  }
  if (!before.has(to)) return [];
  const way = [to];
  for (let at = before.get(to); at !== undefined; at = before.get(at)) way.unshift(at);
  return way;
}

/** The parts of a way that are no road yet, each with the road squares it leaves and meets. */
function stretches(way: readonly number[], used: ReadonlySet<number>): number[][] {
  const parts: number[][] = [];
  let current: number[] = [];
  way.forEach((at, index) => {
    if (!used.has(at)) {
      if (current.length === 0 && index > 0) current.push(way[index - 1] ?? at);
      current.push(at);
      return;
    }
    if (current.length > 0) parts.push([...current, at]);
    current = [];
  });
  return current.length > 1 ? [...parts, current] : parts;
}

/** Middles of the squares, without those that lie on a straight line. */
function corners(squares: readonly number[], { columns }: RegionSize): [number, number][] {
  const turns = squares.filter((at, index) => {
    const [before, after] = [squares[index - 1], squares[index + 1]];
    return before === undefined || after === undefined || at - before !== after - at;
  });
  return turns.map((at) => [hundredth((at % columns) + 0.5), hundredth(Math.floor(at / columns) + 0.5)]);
}
