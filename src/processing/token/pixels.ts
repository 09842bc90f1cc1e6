import { decoding, openPicture, sharp } from '../sharp-settings';

/** Decoded pixels: RGBA, 8 bits a channel, not premultiplied, rows without gaps. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes a picture, shrunken until its longer side is at most `maxSidePx`; never an enlargement.
 *
 * @throws UnreadableImageError, ImageTooLargeError when `bytes` cannot be decoded
 */
export function openPixels(bytes: Buffer, maxSidePx: number): Promise<Pixels> {
  return decoding(async () => {
    const { data, info } = await openPicture(bytes)
      .resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  });
}

/** Opens pixels for sharp, at no cost. */
export function sharpOf({ data, width, height }: Pixels): ReturnType<typeof sharp> {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

/** The same picture in exactly this size. */
export async function resized(pixels: Pixels, width: number, height: number): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels;
  const data = await sharpOf(pixels).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  return { data, width, height };
}

/** A square of a picture that may reach beyond it. */
export interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Cuts a square of whole pixels out; what lies beyond the picture is transparent. */
export function cropped({ data, width, height }: Pixels, { left, top, side }: Square): Pixels {
  const square = Buffer.alloc(side * side * 4);
  const from = Math.max(0, left);
  const to = Math.min(width, left + side);
  for (let y = Math.max(0, top); y < Math.min(height, top + side) && from < to; y += 1) {
    const target = ((y - top) * side + (from - left)) * 4;
    data.copy(square, target, (y * width + from) * 4, (y * width + to) * 4);
  }
  return { data: square, width: side, height: side };
}
