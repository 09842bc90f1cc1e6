import type { MapPlan, Point } from '../layout/map-plan';
import { distanceTo } from '../overlays/plane';

/** Beyond so many pieces tabletops get slow (Universal VTT notes, 2026-11): curves are told with fewer corners. */
export const MOST_WALL_PIECES = 5000;
/** How far from the plan a told wall may be, in squares: the smallest that stays within the limit is taken. */
const TOLERANCES = [0.02, 0.05, 0.1, 0.15];

/**
 * The walls of a plan as the fewest lines that still are the walls: middle points of straight runs go, and of curves what
 * lies within a hundredth of a square. Ends and the start of a ring never move, so that rings stay closed and doors keep
 * their frames. On maps that have more pieces than tabletops take, curves get coarser.
 */
export function sightLines({ walls }: Pick<MapPlan, 'walls'>): Point[][] {
  let lines: Point[][] = [];
  for (const tolerance of TOLERANCES) {
    lines = walls.map(({ points }) => simplified(points, tolerance)).filter((line) => line.length > 1);
    if (lines.reduce((sum, line) => sum + line.length - 1, 0) <= MOST_WALL_PIECES) return lines;
  }
  return lines;
}

/** Douglas and Peucker's way, without recursion: a ring of ten thousand points must not exhaust the stack. */
function simplified(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Uint8Array(points.length);
  kept[0] = 1;
  kept[points.length - 1] = 1;
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span;
    const { at, distance } = farthest(points, from, to);
    if (distance <= tolerance) continue;
    kept[at] = 1;
    spans.push([from, at], [at, to]);
  }
  return points.filter((_, index) => kept[index] === 1);
}

/** The point between two others that is farthest from the line through them (from the first, when they are one place). */
function farthest(points: readonly Point[], from: number, to: number): { at: number; distance: number } {
  const [start, end] = [points[from], points[to]];
  const found = { at: from, distance: 0 };
  if (start === undefined || end === undefined) return found;
  for (let at = from + 1; at < to; at += 1) {
    const distance = distanceTo(points[at] ?? start, start, end);
    if (distance > found.distance) Object.assign(found, { at, distance });
  }
  return found;
}
