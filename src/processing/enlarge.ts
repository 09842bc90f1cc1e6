import { decoding, openPicture } from './sharp-settings';

/**
 * Enlarges a picture by interpolation (Lanczos, three lobes): no detail is invented.
 *
 * @param source encoded picture; the result must be within `MAX_PIXELS` and `MAX_SIDE_PX`
 * @param factor a whole number, 2 or 4
 * @returns PNG bytes, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when `source` cannot be decoded
 */
export function enlarge(source: Buffer, factor: number): Promise<Buffer> {
  return decoding(async () => {
    const { autoOrient: size } = await openPicture(source).metadata();
    return openPicture(source)
      .resize(size.width * factor, size.height * factor, { kernel: 'lanczos3', fit: 'fill' })
      .png({ compressionLevel: 1 })
      .toBuffer();
  });
}
