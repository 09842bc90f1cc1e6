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
 * The face in the silhouette of a person: the head ends where the outline widens to the shoulders. Where it does not (a
 * hood, long hair, a beast), the upper part is taken for it.
 */
export function faceInSilhouette(pixels: Pixels): Face | undefined {
  const rows = rowsOf(pixels);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const height = last.y - first.y + 1;
  const shoulders = shoulderRow(rows, { from: first.y + height * 0.22, to: first.y + height * 0.6 });
  const shortSide = Math.min(pixels.width, pixels.height);
  const head = Math.min(Math.max((shoulders ?? first.y + height * 0.42) - first.y, shortSide * 0.15), shortSide * 0.62);
  const upper = rows.filter(({ y }) => y >= first.y + head * 0.3 && y < first.y + head);
  const x = upper.reduce((sum, { left, right }) => sum + (left + right) / 2, 0) / Math.max(1, upper.length);
  // Hair, hats and horns take the upper part: the face is below the middle, and its chin above the shoulders.
  return { x, y: first.y + head * 0.6, side: head * 0.66 };
}

/** The first row, below the crown, that is three quarters as wide as the widest. */
function shoulderRow(rows: readonly Row[], within: { readonly from: number; readonly to: number }): number | undefined {
  const widest = rows.reduce((most, { left, right }) => Math.max(most, right - left), 0);
  const found = rows.find(({ y, left, right }) => y > within.from && right - left > widest * 0.74);
  return found === undefined || found.y > within.to ? undefined : found.y;
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
