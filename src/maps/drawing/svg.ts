import type { Point } from '../layout/map-plan';
import type { Colour } from './colour';

/** How a shape is painted. `width` is the stroke's, in squares; `alpha` 0 to 1 applies to fill and stroke. */
export interface Ink {
  readonly fill?: Colour;
  readonly stroke?: Colour;
  readonly width?: number;
  readonly alpha?: number;
}

/** A number for SVG: a thousandth of a square, without a needless zero. */
export function num(value: number): string {
  const text = String(Math.round(value * 1000) / 1000 || 0);
  return text.replace(/^(-?)0\./, '$1.');
}

function inkOf({ fill, stroke, width = 0.03, alpha }: Ink): string {
  const parts = [`fill="${fill ?? 'none'}"`];
  if (stroke) parts.push(`stroke="${stroke}" stroke-width="${num(width)}"`);
  if (alpha !== undefined && fill) parts.push(`fill-opacity="${num(alpha)}"`);
  if (alpha !== undefined && stroke) parts.push(`stroke-opacity="${num(alpha)}"`);
  return parts.join(' ');
}

/** A rectangle around its middle. */
export function box(x: number, y: number, w: number, h: number, ink: Ink & { readonly round?: number }): string {
  const round = ink.round ? ` rx="${num(ink.round)}"` : '';
  return `<rect x="${num(x - w / 2)}" y="${num(y - h / 2)}" width="${num(w)}" height="${num(h)}"${round} ${inkOf(ink)}/>`;
}

/** A circle. */
export function disc(x: number, y: number, radius: number, ink: Ink): string {
  return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(radius)}" ${inkOf(ink)}/>`;
}

/** An ellipse by its two radii. */
export function oval(x: number, y: number, rx: number, ry: number, ink: Ink): string {
  return `<ellipse cx="${num(x)}" cy="${num(y)}" rx="${num(rx)}" ry="${num(ry)}" ${inkOf(ink)}/>`;
}

/** A path; strokes have round ends and corners. Nothing at all for an empty path. */
export function shape(d: string, ink: Ink): string {
  if (d === '') return '';
  return `<path d="${d}" ${inkOf(ink)}${ink.stroke ? ' stroke-linecap="round" stroke-linejoin="round"' : ''}/>`;
}

/** Path data of straight lines through points; closed when asked for. */
export function lines(points: readonly Point[], isClosed = false): string {
  const [first, ...rest] = points;
  if (!first) return '';
  return `M${num(first[0])} ${num(first[1])}${rest.map(([x, y]) => `L${num(x)} ${num(y)}`).join('')}${isClosed ? 'Z' : ''}`;
}

/** Path data of a closed, soft line: it touches the middles between the points. */
export function softLoop(points: readonly Point[]): string {
  const middle = (a: Point, b: Point): string => `${num((a[0] + b[0]) / 2)} ${num((a[1] + b[1]) / 2)}`;
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 3) return '';
  const curves = points.map((point, index) => {
    const next = points[(index + 1) % points.length] ?? first;
    return `Q${num(point[0])} ${num(point[1])} ${middle(point, next)}`;
  });
  return `M${middle(last, first)}${curves.join('')}Z`;
}

/** Path data of a rectangle from its corner. */
export function boxPath(x: number, y: number, w: number, h: number): string {
  return `M${num(x)} ${num(y)}h${num(w)}v${num(h)}h${num(-w)}z`;
}

/** Path data of a rectangle with cut corners: a stone that was used for a while. */
export function stonePath(x: number, y: number, w: number, h: number, cut: number): string {
  const c = Math.min(cut, w / 3, h / 3);
  const [a, b] = [num(c), num(-c)];
  return `M${num(x + c)} ${num(y)}h${num(w - 2 * c)}l${a} ${a}v${num(h - 2 * c)}l${b} ${a}h${num(2 * c - w)}l${b} ${b}v${num(2 * c - h)}z`;
}

/** Points around a middle at changing distances: crowns, rocks, puddles. `radiusAt` gets 0 to 1 around. */
export function around(
  x: number,
  y: number,
  count: number,
  radiusAt: (share: number, index: number) => number,
): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI;
    const radius = radiusAt(index / count, index);
    return [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius];
  });
}

/** Wraps parts in a group that is moved and turned (degrees clockwise). */
export function placed(x: number, y: number, turn: number, content: string): string {
  const rotation = turn === 0 ? '' : ` rotate(${num(turn)})`;
  return `<g transform="translate(${num(x)} ${num(y)})${rotation}">${content}</g>`;
}
