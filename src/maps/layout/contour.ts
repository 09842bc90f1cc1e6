import type { Point } from './map-plan';

/** How far beyond the map the squares of its rim are repeated, so that smooth lines leave the map instead of curling up. */
const BEYOND = 3;
/** A smoothed point stays this near to the middle of its edge (in squares): centres of squares keep their side of the line. */
const FARTHEST = 0.36;

/** Whether the square at x, y belongs to the area. */
export type IsInside = (x: number, y: number) => boolean;

/** One unit edge of the rim, walked so that the area lies on its right. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly middle: Point;
}

function clampTo(value: number, size: number): number {
  return Math.max(0, Math.min(size - 1, value));
}

function rimEdges(columns: number, rows: number, isInside: IsInside): Map<number, Edge[]> {
  const width = columns + 2 * BEYOND + 2;
  const inside: IsInside = (x, y) => {
    const isFar = x < -BEYOND || y < -BEYOND || x >= columns + BEYOND || y >= rows + BEYOND;
    return !isFar && isInside(clampTo(x, columns), clampTo(y, rows));
  };
  const vertex = (x: number, y: number): number => (y + BEYOND) * width + x + BEYOND;
  const byStart = new Map<number, Edge[]>();
  const add = (a: Point, b: Point): void => {
    const edge = { from: vertex(...a), to: vertex(...b), middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as Point };
    byStart.set(edge.from, [...(byStart.get(edge.from) ?? []), edge]);
  };
  for (let y = -BEYOND; y < rows + BEYOND; y += 1) {
    for (let x = -BEYOND; x < columns + BEYOND; x += 1) {
      if (!inside(x, y)) continue;
      if (!inside(x, y - 1)) add([x, y], [x + 1, y]);
      if (!inside(x + 1, y)) add([x + 1, y], [x + 1, y + 1]);
      if (!inside(x, y + 1)) add([x + 1, y + 1], [x, y + 1]);
      if (!inside(x - 1, y)) add([x, y + 1], [x, y]);
    }
  }
  return byStart;
}

/** Moves each point towards the middle of its neighbours, never farther than `FARTHEST` from where it began. */
function smooth(loop: readonly Point[], passes: number): Point[] {
  let current = loop;
  for (let pass = 0; pass < passes; pass += 1) {
    current = current.map((point, index) => {
      const before = current[(index + current.length - 1) % current.length] ?? point;
      const after = current[(index + 1) % current.length] ?? point;
      const home = loop[index] ?? point;
      const pulled = ([0, 1] as const).map((axis) => {
        const wanted = point[axis] / 2 + (before[axis] + after[axis]) / 4;
        return Math.max(home[axis] - FARTHEST, Math.min(home[axis] + FARTHEST, wanted));
      });
      return [pulled[0] ?? point[0], pulled[1] ?? point[1]];
    });
  }
  return current.map(([x, y]) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
}

/**
 * The rim of an area of squares as closed, smoothed loops (the last point is not the first again), in grid squares.
 * Where the area reaches the rim of the map, its loop runs outside of the map.
 *
 * @param passes how often it is smoothed; 0 leaves the steps with their corners cut
 */
export function contoursOf(columns: number, rows: number, isInside: IsInside, passes = 4): Point[][] {
  const byStart = rimEdges(columns, rows, isInside);
  const loops: Point[][] = [];
  for (const start of byStart.keys()) {
    for (;;) {
      const loop: Point[] = [];
      let edge = byStart.get(start)?.pop();
      while (edge) {
        loop.push(edge.middle);
        edge = byStart.get(edge.to)?.pop();
      }
      if (loop.length === 0) break;
      loops.push(smooth(loop, passes));
    }
  }
  return loops;
}
