import { hundredth, type PlanWay, type Point } from '../map-plan';
import { placeNoise } from '../seeded-random';
import { LeastFirst } from './least-first';
import type { Field, RegionSize } from './relief';

/** A stream that drains less than this share of the land is not drawn, and never one that drains fewer squares. */
const LEAST_DRAINED = { share: 0.035, squares: 12 };
const MOST_RIVERS = 9;
const SHORTEST = 4;

/** The eight squares around one, those beside it first. */
export const AROUND = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]] as const; // prettier-ignore

/** Where water goes. */
export interface Drainage {
  /** The square that a square drains into; itself at the sea or the rim of the map. */
  readonly into: Int32Array;
  /** How high water stands on it: more than the ground where it is a lake. */
  readonly level: Field;
  /** Squares that drain through it, itself included. */
  readonly drained: Float64Array;
}

/** Lets it rain: from the sea (or the rim) upwards, so that every square finds its way down. */
export function drainageOf(relief: Field, size: RegionSize): Drainage {
  const { columns, rows } = size;
  const into = new Int32Array(relief.length).fill(-1);
  const level = Float64Array.from(relief);
  const queue = new LeastFirst();
  const hasSea = relief.some((height) => height < 0);
  relief.forEach((height, at) => {
    const isRim = at % columns === 0 || at % columns === columns - 1 || at < columns || at >= columns * (rows - 1);
    if (hasSea ? height >= 0 : !isRim) return;
    into[at] = at;
    queue.put(at, height);
  });
  const order: number[] = [];
  for (let at = queue.take(); at !== undefined; at = queue.take()) {
    order.push(at);
    for (const next of neighboursOf(at, size)) {
      if (into[next] !== -1) continue;
      into[next] = at;
      level[next] = Math.max(relief[next] ?? 0, level[at] ?? 0);
      queue.put(next, level[next] ?? 0);
    }
  }
  const drained = new Float64Array(relief.length).fill(1);
  for (const at of order.reverse()) {
    const below = into[at] ?? at;
    if (below !== at) drained[below] = (drained[below] ?? 0) + (drained[at] ?? 0);
  }
  return { into, level, drained };
}

/** The squares around one that are on the map. */
export function neighboursOf(at: number, { columns, rows }: RegionSize): number[] {
  const [x, y] = [at % columns, Math.floor(at / columns)];
  return AROUND.filter(([dx, dy]) => x + dx >= 0 && x + dx < columns && y + dy >= 0 && y + dy < rows).map(
    ([dx, dy]) => at + dx + dy * columns,
  );
}

/**
 * The rivers of a region, the largest first: from where enough water has come together down to the sea, the rim, or the
 * river they run into.
 */
export function riversOf(drainage: Drainage, isLand: (at: number) => boolean, size: RegionSize): PlanWay[] {
  const { into, drained } = drainage;
  const squares = [...into.keys()].filter(isLand);
  const least = Math.max(LEAST_DRAINED.squares, squares.length * LEAST_DRAINED.share);
  const isRiver = (at: number): boolean => isLand(at) && (drained[at] ?? 0) >= least;
  const fed = new Set(squares.filter(isRiver).map((at) => into[at] ?? at));
  const springs = squares.filter((at) => isRiver(at) && !fed.has(at));
  const courses = springs.map((spring) => courseFrom(spring, drainage, isLand)).sort((a, b) => b.length - a.length);
  const seen = new Set<number>();
  const rivers: PlanWay[] = [];
  for (const course of courses) {
    const own = course.findIndex((at) => seen.has(at));
    const squaresOfIt = own === -1 ? course : course.slice(0, own + 1);
    if (squaresOfIt.length < SHORTEST || rivers.length === MOST_RIVERS) continue;
    squaresOfIt.forEach((at) => seen.add(at));
    const mouth = squaresOfIt.at(-2) ?? squaresOfIt[0] ?? 0;
    const width = hundredth(Math.min(0.6, 0.12 + 0.5 * Math.sqrt((drained[mouth] ?? 0) / squares.length)));
    const points = squaresOfIt.map((at) => middleOf(at, size));
    const last = squaresOfIt.at(-1) ?? 0;
    const leaves = isLand(last) && into[last] === last;
    rivers.push({ kind: 'river', points: leaves ? [...points, beyondRim(last, size)] : points, width });
  }
  return rivers;
}

/** Down to the sea or the rim; the last square is the first that is no land, where there is one. */
function courseFrom(spring: number, { into }: Drainage, isLand: (at: number) => boolean): number[] {
  const course = [spring];
  for (let at = spring; isLand(at) && into[at] !== at;) {
    at = into[at] ?? at;
    course.push(at);
  }
  return course;
}

/** On the rim of the map beside a square that lies there. */
function beyondRim(at: number, { columns, rows }: RegionSize): Point {
  const [x, y] = [at % columns, Math.floor(at / columns)];
  if (x === 0 || x === columns - 1) return [x === 0 ? 0 : columns, y + 0.5];
  return [x + 0.5, y === 0 ? 0 : rows];
}

/** Near the middle of a square: nature draws no straight lines. */
function middleOf(at: number, { columns }: RegionSize): Point {
  const [x, y] = [at % columns, Math.floor(at / columns)];
  return [hundredth(x + 0.25 + 0.5 * placeNoise(11, x, y)), hundredth(y + 0.25 + 0.5 * placeNoise(12, x, y))];
}
