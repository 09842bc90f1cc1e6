import { lines, num } from '../drawing/svg';
import type { Point } from '../layout/map-plan';
import type { CreatureSize, OverlayPropertiesDto, PointDto } from '../overlay.dto';
import { isInside } from './plane';

/** Squares that a creature's space is wide. */
export const SPACES: Readonly<Record<CreatureSize, number>> = {
  tiny: 0.5,
  small: 1,
  medium: 1,
  large: 2,
  huge: 3,
  gargantuan: 4,
};
/** Feet of an area that says nothing of its size, and of a line that says nothing of its width. */
const USUAL_FEET = 15;
const USUAL_LINE_FEET = 5;

/** An area of effect in squares. */
export interface EffectArea {
  /** SVG path data of its outline. */
  readonly path: string;
  /** Left, top, right, bottom. */
  readonly box: readonly [number, number, number, number];
  /** Whether a point is affected: of a square or hex, its centre decides. */
  readonly contains: (point: Point) => boolean;
}

/**
 * The area of an effect as the fifth edition measures them: a cone is as wide at each distance as the distance (an apex of
 * 53.13°); a line and a cube begin at the origin and go in the direction; an emanation goes out from a creature's space.
 *
 * @param feetPerSquare of the map
 */
export function effectArea(origin: PointDto, properties: OverlayPropertiesDto, feetPerSquare: number): EffectArea {
  const squares = (feet: number): number => feet / feetPerSquare;
  const { shape = 'circle', radius, length, width = USUAL_LINE_FEET, direction = 0, size = 'medium' } = properties;
  const reach = squares(radius ?? length ?? USUAL_FEET);
  const along = squares(length ?? radius ?? USUAL_FEET);
  const centre: Point = [origin.x, origin.y];
  if (shape === 'cone') return polygon(turned(centre, direction, [[0, 0], [along, along / 2], [along, -along / 2]])); // prettier-ignore
  if (shape === 'line') return polygon(turned(centre, direction, bar(along, squares(width))));
  if (shape === 'cube') return polygon(turned(centre, direction, bar(along, along)));
  return shape === 'emanation' ? rounded(centre, SPACES[size] / 2, reach) : rounded(centre, 0, reach);
}

const bar = (length: number, width: number): Point[] => [
  [0, -width / 2],
  [length, -width / 2],
  [length, width / 2],
  [0, width / 2],
];

/** Degrees clockwise, as y grows downwards. */
function turned([x, y]: Point, degrees: number, points: readonly Point[]): Point[] {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map(([px, py]) => [x + px * cos - py * sin, y + px * sin + py * cos]);
}

function polygon(points: readonly Point[]): EffectArea {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    path: lines(points, true),
    box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
    contains: (point) => isInside(point, points),
  };
}

/** Everything within `reach` of a square that goes `half` to each side: a circle when that is nothing. */
function rounded([x, y]: Point, half: number, reach: number): EffectArea {
  const all = half + reach;
  const [r, h] = [num(reach), num(2 * half)];
  const corner = (dx: number, dy: number): string => `a${r} ${r} 0 0 1 ${num(dx)} ${num(dy)}`;
  return {
    path: `M${num(x - half)} ${num(y - all)}h${h}${corner(reach, reach)}v${h}${corner(-reach, reach)}h-${h}${corner(-reach, -reach)}v-${h}${corner(reach, -reach)}Z`,
    box: [x - all, y - all, x + all, y + all],
    // A hair's breadth more: a centre exactly on the rim must not depend on rounding.
    contains: ([px, py]) =>
      Math.hypot(Math.max(0, Math.abs(px - x) - half), Math.max(0, Math.abs(py - y) - half)) <= reach + 1e-9,
  };
}
