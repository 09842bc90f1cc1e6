import type { BackgroundModel } from './background-model';
import { chosenParts, dilated, eroded, inverted, partsOf, smoothed, type Bitmap } from './bitmap';
import { writeLab } from './oklab';
import type { Pixels } from './pixels';

/** Parts of the subject smaller than this share of its largest are specks of the background. */
const LEAST_PART = 0.015;
/** Share of the picture that a subject may cover. */
const COVERED = { least: 0.06, most: 0.93 } as const;

/**
 * Which pixels are the subject: all that cannot be reached from the edges through background. What it encloses stays, so
 * a subject has no holes; nor can the background seep in through a gap of two or three pixels in an outline.
 *
 * @returns `undefined` when what is left is not one subject in the middle: then the background was not what it seemed
 */
export function subjectMask(pixels: Pixels, model: BackgroundModel): Bitmap | undefined {
  const near = smoothed(backgroundLike(pixels, model));
  const wide = eroded(near, 1);
  const reached = fromTheEdges(wide);
  const background = { ...near, bits: and(dilated(reached, 1).bits, near.bits) };
  const subject = withoutSpecks(inverted(background));
  return isPlausible(subject) ? subject : undefined;
}

function backgroundLike({ data, width, height }: Pixels, { write, tolerance }: BackgroundModel): Bitmap {
  const bits = new Uint8Array(width * height);
  const own = new Float32Array(3);
  const flat = new Float32Array(3);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      writeLab(data, at * 4, own);
      write(x, y, flat);
      bits[at] = squareDistance(own, flat) < tolerance * tolerance ? 1 : 0;
    }
  }
  return { bits, width, height };
}

function squareDistance(one: Float32Array, other: Float32Array): number {
  const lightness = (one[0] ?? 0) - (other[0] ?? 0);
  const greenRed = (one[1] ?? 0) - (other[1] ?? 0);
  const blueYellow = (one[2] ?? 0) - (other[2] ?? 0);
  return lightness * lightness + greenRed * greenRed + blueYellow * blueYellow;
}

/** The parts of a bitmap that touch an edge of the picture. */
function fromTheEdges(bitmap: Bitmap): Bitmap {
  const { width, height } = bitmap;
  const { parts, sizes } = partsOf(bitmap);
  const touching = sizes.map(() => false);
  for (let x = 0; x < width; x += 1) {
    touching[parts[x] ?? 0] = true;
    touching[parts[(height - 1) * width + x] ?? 0] = true;
  }
  for (let y = 0; y < height; y += 1) {
    touching[parts[y * width] ?? 0] = true;
    touching[parts[y * width + width - 1] ?? 0] = true;
  }
  touching[0] = false;
  return chosenParts(bitmap, parts, touching);
}

function withoutSpecks(subject: Bitmap): Bitmap {
  const { parts, sizes } = partsOf(subject);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const kept = sizes.map((size, part) => part > 0 && size >= largest * LEAST_PART);
  return chosenParts(subject, parts, kept);
}

function and(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length);
  for (let at = 0; at < both.length; at += 1) both[at] = (one[at] ?? 0) & (other[at] ?? 0);
  return both;
}

/** Covers neither nearly nothing nor nearly all, and the middle of the lower half. */
function isPlausible(subject: Bitmap): boolean {
  const covered = shareSet(subject, { left: 0, top: 0, right: 1, bottom: 1 });
  const middle = shareSet(subject, { left: 0.42, top: 0.45, right: 0.58, bottom: 0.75 });
  return covered >= COVERED.least && covered <= COVERED.most && middle >= 0.7;
}

function shareSet(
  { bits, width, height }: Bitmap,
  part: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): number {
  const [top, bottom] = [Math.floor(part.top * height), Math.floor(part.bottom * height)];
  const [left, right] = [Math.floor(part.left * width), Math.floor(part.right * width)];
  let set = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) set += bits[y * width + x] ?? 0;
  }
  return set / Math.max(1, (bottom - top) * (right - left));
}
