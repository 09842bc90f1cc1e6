import type { PixelBox } from './read-mask';
import { decoding, openPicture } from './sharp-settings';

/**
 * A part of a picture, or of a mask.
 *
 * @param source encoded picture
 * @param window whole pixels within it
 * @returns PNG bytes of the window's size, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when `source` cannot be decoded, or the window is not within it
 */
export function cutWindow(source: Buffer, { left, top, width, height }: PixelBox): Promise<Buffer> {
  return decoding(() =>
    openPicture(source).extract({ left, top, width, height }).png({ compressionLevel: 1 }).toBuffer(),
  );
}
