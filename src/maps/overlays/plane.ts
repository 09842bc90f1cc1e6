import type { Point } from '../layout/map-plan';

/** Distance of a point from a piece of a line. */
export function distanceTo([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const squared = dx * dx + dy * dy;
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / squared));
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}

/** Whether a point lies in an area, by the even-odd rule. */
export function isInside([x, y]: Point, area: readonly Point[]): boolean {
  return area.reduce((inside, [x2, y2], index) => {
    const [x1, y1] = area.at(index - 1) ?? [x2, y2];
    const crosses = y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1;
    return crosses ? !inside : inside;
  }, false);
}
