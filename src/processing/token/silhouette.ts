import type { Pixels } from './pixels';
import type { Face } from './token-focus';

/** From here on a pixel counts as the subject. */
const SEEN = 128;

/** One row of a silhouette: first and last pixel, both included. */
interface Row {
  readonly y: number;
  readonly left: number;
  readonly right: number;
}

/** The box around everything that is seen, edges included; `undefined` of a clear picture. */
export function boxOf(
  pixels: Pixels,
): { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } | undefined {
  const rows = rowsOf(pixels);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    left: Math.min(...rows.map(({ left }) => left)),
    right: Math.max(...rows.map(({ right }) => right)),
    top: first.y,
    bottom: last.y,
  };
}

/**
 * The face in the silhouette of a person: the head ends at the neck, where the outline is narrow between two wide places. Where
 * there is none (a hood, long hair, a beast), a head is taken to be a little higher than it is wide.
 */
export function faceInSilhouette(pixels: Pixels): Face | undefined {
  const trunk = trunkOf(pixels);
  const [first] = trunk;
  const last = trunk.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const height = last.y - first.y + 1;
  const neck = neckOf(trunk, height);
  const width = widest(trunk.slice(0, Math.ceil(trunk.length * 0.35)));
  const shortSide = Math.min(pixels.width, pixels.height);
  const head = clamp(neck === undefined ? Math.min(width * 1.15, height * 0.55) : neck - first.y, shortSide);
  const upper = trunk.filter(({ y }) => y >= first.y + head * 0.35 && y < first.y + head);
  const x = upper.reduce((sum, { left, right }) => sum + (left + right) / 2, 0) / Math.max(1, upper.length);
  // Hair, hats and horns take the upper part: the face is below the middle, and its chin above the neck.
  return { x, y: first.y + head * 0.6, side: head * 0.66 };
}

const clamp = (head: number, shortSide: number): number => Math.min(Math.max(head, shortSide * 0.15), shortSide * 0.7);

const widthOf = ({ left, right }: Row): number => right - left + 1;
const widest = (rows: readonly Row[]): number => rows.reduce((most, row) => Math.max(most, widthOf(row)), 0);

/** The rows without what stands beside the person: in each, what touches the middle line. */
function trunkOf(pixels: Pixels): Row[] {
  const middle = middleOf(pixels);
  const reach = pixels.width * 0.08;
  const rows: Row[] = [];
  for (let y = 0; y < pixels.height; y += 1) {
    const run = touchingRuns(pixels, y, [middle - reach, middle + reach]);
    if (run !== undefined) rows.push({ y, left: run[0], right: run[1] });
  }
  return rows;
}

/** Where most of the subject is, across: a staff or a blade weighs little. */
function middleOf({ data, width, height }: Pixels): number {
  const step = 4;
  let sum = 0;
  let count = 0;
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) < SEEN) continue;
      sum += x;
      count += 1;
    }
  }
  return count === 0 ? width / 2 : sum / count;
}

/** The narrowest row below the widest of the head and above the shoulders, each clearly wider. */
function neckOf(trunk: readonly Row[], height: number): number | undefined {
  const top = trunk[0]?.y ?? 0;
  let peak = 0;
  for (const [index, row] of trunk.entries()) {
    if (row.y > top + height * 0.65) return undefined;
    const width = widthOf(row);
    peak = Math.max(peak, width);
    // A head is about as high as it is wide: between a crest or horns and the ears it is narrow, too.
    const isBelowHead = row.y > top + Math.max(height * 0.12, peak * 0.75) && width < peak * 0.82;
    if (!isBelowHead || width > widthOf(trunk[index + 1] ?? row)) continue;
    const below = trunk.slice(index, index + Math.ceil(height * 0.2));
    if (widest(below) > width * 1.3) return row.y;
  }
  return undefined;
}

function rowsOf({ data, width, height }: Pixels): Row[] {
  const rows: Row[] = [];
  for (let y = 0; y < height; y += 1) {
    const alpha = (x: number): number => data[(y * width + x) * 4 + 3] ?? 0;
    let left = 0;
    while (left < width && alpha(left) < SEEN) left += 1;
    if (left === width) continue;
    let right = width - 1;
    while (alpha(right) < SEEN) right -= 1;
    rows.push({ y, left, right });
  }
  return rows;
}

/**
 * The outline of a head with all that grows on it: horns, ears, hair, hats. Followed row by row from the face upwards, so a
 * staff or a blade beside the head does not count.
 *
 * @returns points of the outline, from the chin up; empty when nothing is seen at the face
 */
export function headOutline(pixels: Pixels, face: Face): { readonly x: number; readonly y: number }[] {
  const step = Math.max(1, Math.round(face.side / 40));
  const reach = face.side * 1.3;
  const outline: { x: number; y: number }[] = [];
  let [left, right] = [face.x - face.side * 0.2, face.x + face.side * 0.2];
  const chin = Math.min(pixels.height - 1, Math.round(face.y + face.side * 0.42));
  for (let y = chin; y >= 0; y -= step) {
    const run = touchingRuns(pixels, y, [left - step * 2, right + step * 2]);
    if (run === undefined) {
      if (y < face.y - face.side * 0.3) break;
      continue;
    }
    left = Math.max(run[0], face.x - reach);
    right = Math.min(run[1], face.x + reach);
    outline.push({ x: left, y }, { x: right, y });
  }
  return outline;
}

/** First and last pixel of the runs in a row that touch a stretch of it. */
function touchingRuns(
  { data, width }: Pixels,
  y: number,
  stretch: readonly [number, number],
): [number, number] | undefined {
  const isSeen = (x: number): boolean => x >= 0 && x < width && (data[(y * width + x) * 4 + 3] ?? 0) >= SEEN;
  const from = Math.max(0, Math.floor(stretch[0]));
  const to = Math.min(width - 1, Math.ceil(stretch[1]));
  let left = from;
  while (left <= to && !isSeen(left)) left += 1;
  if (left > to) return undefined;
  let right = to;
  while (!isSeen(right)) right -= 1;
  while (isSeen(left - 1)) left -= 1;
  while (isSeen(right + 1)) right += 1;
  return [left, right];
}
