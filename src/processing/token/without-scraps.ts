import { chosenParts, dilated, partsOf, type Bitmap } from './bitmap';
import type { Pixels } from './pixels';

/** From this alpha on a pixel holds parts together: a faded edge does, a veil does not. */
const SEEN = 16;
/** A part smaller than this share of the largest is no part of a person or a thing, only what a mask left of one. */
const LEAST_SHARE = 0.05;
/** Pixels around a kept part in which its soft edge lies. */
const EDGE = 2;

/**
 * Clears the scraps that a mask leaves beside a subject: the pommel of a sword whose blade it cut away.
 *
 * @param pixels of which nothing but the subject is opaque
 * @returns the same with alpha 0 where a scrap was; the same object when there is none
 */
export function withoutScraps(pixels: Pixels): Pixels {
  const seen = seenIn(pixels);
  const { parts, sizes } = partsOf(seen);
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  const kept = sizes.map((size, part) => part > 0 && size >= largest * LEAST_SHARE);
  if (kept.every((isKept, part) => part === 0 || isKept)) return pixels;
  const around = dilated(chosenParts(seen, parts, kept), EDGE).bits;
  const data = Buffer.from(pixels.data);
  for (let at = 0; at < around.length; at += 1) {
    if (around[at] === 0) data.fill(0, at * 4, at * 4 + 4);
  }
  return { ...pixels, data };
}

function seenIn({ data, width, height }: Pixels): Bitmap {
  const bits = new Uint8Array(width * height);
  for (let at = 0; at < bits.length; at += 1) bits[at] = (data[at * 4 + 3] ?? 0) >= SEEN ? 1 : 0;
  return { bits, width, height };
}
