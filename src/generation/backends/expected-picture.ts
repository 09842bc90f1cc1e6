import { inspectPicture } from '../../processing/inspect-picture';
import { ImageTooLargeError } from '../../processing/picture-errors';
import { isWholePicture, pictureFormatOf } from '../../processing/picture-format';
import { BackendSubstitutedError } from './image-backend';
import { MAX_PIXELS } from '../../processing/sharp-settings';
import type { PaintOrder } from './paint-order';

/** How a server changes a size that does not suit it. */
export interface Rounding {
  /** Pixels. */
  readonly multiple: number;
  readonly direction: 'down' | 'up';
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Looks at the header of what a server sent: one whole picture, of the size that was asked for after the server's known
 * rounding. The numbers that a server tells of itself are what was asked, not what was painted.
 *
 * @param maxBytes most bytes of a picture
 * @throws BackendSubstitutedError for another size; UnreadableImageError, ImageTooLargeError
 */
export async function assertExpected(
  bytes: Buffer,
  order: PaintOrder,
  { rounding, maxBytes }: { readonly rounding: Rounding; readonly maxBytes: number },
): Promise<void> {
  const painted = sizeOfPng(bytes, maxBytes) ?? (await inspectPicture(bytes, { maxBytes }));
  const wanted = order.mode === 'upscale' ? await enlargedSize(order) : rounded(order.plan, rounding);
  // Upscalers round to their own tiles: a few pixels more or less are the same picture.
  const tolerance = order.mode === 'upscale' ? rounding.multiple : 0;
  const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= tolerance;
  if (!isNear(painted.width, wanted.width) || !isNear(painted.height, wanted.height)) {
    throw new BackendSubstitutedError('size');
  }
}

/**
 * The size of a whole PNG that is not to be turned, read here: libvips would wait for threads that encode the pictures
 * before, and the server for its next request. `undefined` for anything else. It is inspected again before it counts.
 */
function sizeOfPng(bytes: Buffer, maxBytes: number): Size | undefined {
  const isPlain = bytes.length <= maxBytes && bytes.length > IHDR_END && pictureFormatOf(bytes) === 'png';
  if (!isPlain || !isWholePicture(bytes, 'png') || bytes.includes('eXIf')) return undefined;
  const size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  // Whatever was asked for: nobody is to decode it.
  if (size.width * size.height > MAX_PIXELS) throw new ImageTooLargeError(`at most ${MAX_PIXELS} pixels`);
  return size;
}

/** The signature, and the first chunk with width and height (PNG, 11.2.1). */
const IHDR_END = 33;

/** The size an upscaled picture is to have: the source's, times what the plan says. */
export async function enlargedSize({ plan, source }: PaintOrder): Promise<Size> {
  if (source === undefined) return plan;
  const { width, height } = await inspectPicture(source, { maxBytes: source.length });
  const factor = enlargement(plan);
  return { width: width * factor, height: height * factor };
}

/** Times that each side grows. */
export function enlargement(plan: { readonly upscale_by?: number }): number {
  return plan.upscale_by ?? 2;
}

function rounded({ width, height }: Size, { multiple, direction }: Rounding): Size {
  const round = direction === 'up' ? Math.ceil : Math.floor;
  return { width: round(width / multiple) * multiple, height: round(height / multiple) * multiple };
}
