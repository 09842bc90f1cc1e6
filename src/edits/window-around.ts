import { nearestBucket } from '../generation/sdxl-buckets';
import type { PixelBox } from '../processing/read-mask';

/** Around what is masked, in shares of its longer side: without surroundings a model does not know what it is part of. */
const MARGIN = 0.35;
/** A picture of at most so many pixels is sent whole, and one that is hardly larger than its window. */
const WHOLE = { pixels: 1.5e6, windows: 1.3 };

/**
 * The part of a large picture that is sent and painted when `box` is: as large as a model paints, or larger where the box is,
 * with something of what is around it on every side, and in the shape of a training size.
 *
 * @param box around all that is masked, in pixels of the picture
 * @returns whole pixels within the picture; `undefined` where the picture is hardly larger than that
 */
export function windowAround(
  box: PixelBox,
  picture: { readonly width: number; readonly height: number },
): PixelBox | undefined {
  const margin = Math.max(box.width, box.height) * MARGIN;
  const wanted = { width: box.width + 2 * margin, height: box.height + 2 * margin };
  const bucket = nearestBucket(wanted.width, wanted.height);
  const scale = Math.max(1, wanted.width / bucket.width, wanted.height / bucket.height);
  const width = Math.min(picture.width, Math.round(bucket.width * scale));
  const height = Math.min(picture.height, Math.round(bucket.height * scale));
  const pixels = picture.width * picture.height;
  if (pixels <= Math.max(WHOLE.pixels, width * height * WHOLE.windows)) return undefined;
  const along = (start: number, length: number, side: number, most: number): number =>
    Math.max(0, Math.min(most - side, Math.round(start + length / 2 - side / 2)));
  const left = along(box.left, box.width, width, picture.width);
  return { left, top: along(box.top, box.height, height, picture.height), width, height };
}
