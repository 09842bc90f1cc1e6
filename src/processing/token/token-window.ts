import type { Pixels, Square } from './pixels';
import { boxOf, faceInSilhouette, headOutline } from './silhouette';
import { faceAt, type Face, type TokenFocus } from './token-focus';

/** Radius of what a ring leaves free, as a share of the window's side. */
export const FREE_RADIUS = 0.365;
/** A head keeps so far from the ring, in radii of what it leaves free. */
const HEAD_REACH = 0.95;
/** Window side in face sides: a fifth of margin on each side of the face, and the ring covers as much again. */
const FACE_MARGIN = 1.95;
/** Horns and hats are followed up to this; beyond, they end under the ring. */
const MOST_MARGIN = 3.6;
/** Where the window's centre may lie below the face's, in window sides: eyes a little above the middle, if they can be. */
const SINKS = [0.03, 0, -0.03, -0.06, -0.09, -0.12] as const;

/** What is known of a subject without background and of its frame. */
export interface CutOutOptions {
  readonly focus?: TokenFocus;
  readonly isWhole: boolean;
  /** Default `FREE_RADIUS`; less for a frame that is narrower than a ring. */
  readonly freeRadius?: number;
}

/** How a subject without background is shown: the face with all of its head, or (a thing, not a person) the whole. */
export function windowOfCutOut(pixels: Pixels, options: CutOutOptions): Square {
  const { focus, isWhole, freeRadius = FREE_RADIUS } = options;
  if (isWhole) return wholeSubject(pixels, freeRadius);
  const face = focus === undefined ? faceInSilhouette(pixels) : faceAt(focus, pixels);
  return face === undefined ? wholeSubject(pixels, freeRadius) : aroundHead(pixels, face, freeRadius);
}

/** The square nearest to what was asked that lies inside the picture. */
export function windowInside(centre: { x: number; y: number }, wantedSide: number, size: Size): Square {
  const shortSide = Math.min(size.width, size.height);
  const side = Math.round(clamp(wantedSide, Math.min(16, shortSide), shortSide));
  return {
    left: Math.round(clamp(centre.x - side / 2, 0, size.width - side)),
    top: Math.round(clamp(centre.y - side / 2, 0, size.height - side)),
    side,
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Around a known face, where the background stays. */
export const windowAround = (face: Face, size: Size): Square => windowInside(face, face.side * FACE_MARGIN, size);

/** A larger or smaller square around the same centre. */
export function scaled({ left, top, side }: Square, factor: number): Square {
  const grown = Math.max(1, Math.round(side * factor));
  return { left: Math.round(left - (grown - side) / 2), top: Math.round(top - (grown - side) / 2), side: grown };
}

function wholeSubject(pixels: Pixels, freeRadius: number): Square {
  const box = boxOf(pixels) ?? { left: 0, top: 0, right: pixels.width - 1, bottom: pixels.height - 1 };
  const [across, down] = [box.right - box.left + 1, box.bottom - box.top + 1];
  // Its corners need not fit: few things fill the corners of their box.
  const side = Math.max(across, down, Math.hypot(across, down) * 0.9) / (2 * freeRadius);
  return squareAt({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, side);
}

function aroundHead(pixels: Pixels, face: Face, freeRadius: number): Square {
  const narrowness = FREE_RADIUS / freeRadius;
  const outline = headOutline(pixels, face);
  const middle = outline.reduce((sum, { x }) => sum + x, 0) / Math.max(1, outline.length);
  const lean = outline.length === 0 ? 0 : clamp(middle - face.x, -face.side * 0.15, face.side * 0.15);
  const x = face.x + lean;
  for (let margin = FACE_MARGIN * narrowness; ; margin *= 1.04) {
    const side = face.side * margin;
    for (const sink of SINKS) {
      const centre = { x, y: lowest(pixels, face.y + sink * side, side) };
      const isFree = outline.every(
        (point) => Math.hypot(point.x - x, point.y - centre.y) <= HEAD_REACH * freeRadius * side,
      );
      if (isFree || (margin >= MOST_MARGIN * narrowness && sink === 0)) return squareAt(centre, side);
    }
  }
}

/** No lower than the picture goes on: a bust ends at the lower edge, and its cut must stay under the ring. */
function lowest(pixels: Pixels, y: number, side: number): number {
  return Math.min(y, pixels.height - FREE_RADIUS * side * 1.04);
}

function squareAt(centre: { x: number; y: number }, side: number): Square {
  const whole = Math.max(8, Math.round(side));
  return { left: Math.round(centre.x - whole / 2), top: Math.round(centre.y - whole / 2), side: whole };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
