import type { PlanWay, Point } from '../../layout/map-plan';
import { darker, lighter, mix } from '../colour';
import type { Scene } from '../scene';
import { num, shape } from '../svg';

/** Path data of a soft line through the middles between points; it begins and ends at the first and last. */
export function softLine(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = points.at(-1);
  if (!first || !last || rest.length === 0) return '';
  const curves = rest.slice(0, -1).map(([x, y], index) => {
    const [nextX, nextY] = rest[index + 1] ?? last;
    return `Q${num(x)} ${num(y)} ${num((x + nextX) / 2)} ${num((y + nextY) / 2)}`;
  });
  return `M${num(first[0])} ${num(first[1])}${curves.join('')}L${num(last[0])} ${num(last[1])}`;
}

/** In how many steps a river widens. */
const STEPS = 7;

/** The rest of a soft line: begun halfway to the point, where the whole line passes, and not beside it at the point itself. */
function from(at: number, points: readonly Point[]): readonly Point[] {
  const [before, here] = [points[at - 1], points[at]];
  if (!before || !here) return points;
  return [[(before[0] + here[0]) / 2, (before[1] + here[1]) / 2], ...points.slice(at)];
}

/** Rivers: thin at the spring, as wide as planned at the mouth. */
export function drawRivers({ palette }: Scene, ways: readonly PlanWay[]): string {
  const water = mix(palette.water, palette.sea, 0.25);
  const bank = darker(mix(palette.line, water, 0.55), 0.1);
  const parts = ways
    .filter(({ kind }) => kind === 'river')
    .flatMap(({ points, width }) => {
      // The rest of it from ever further down, a little wider each time.
      const starts = Array.from({ length: STEPS }, (_, step) => Math.floor((step * (points.length - 1)) / STEPS));
      return starts.map((at, step) => ({
        d: softLine(from(at, points)),
        width: width * (0.35 + (0.65 * (step + 1)) / STEPS),
      }));
    });
  return [
    ...parts.map(({ d, width }) => shape(d, { stroke: bank, width: width + 0.07 })),
    ...parts.map(({ d, width }) => shape(d, { stroke: water, width })),
    ...parts.map(({ d, width }) => shape(d, { stroke: lighter(water, 0.35), width: width * 0.3, alpha: 0.6 })),
  ].join('');
}

/** Roads: bright with a dark edge, broken like footprints. */
export function drawRoads({ palette }: Scene, ways: readonly PlanWay[]): string {
  const d = ways
    .filter(({ kind }) => kind === 'road')
    .map(({ points }) => softLine(points))
    .join('');
  if (d === '') return '';
  const dashed = (stroke: string, width: number): string =>
    `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${num(width)}" stroke-linejoin="round" stroke-dasharray=".42 .16"/>`;
  return dashed(darker(palette.earth, 0.62), 0.19) + dashed(lighter(palette.path, 0.35), 0.1);
}
