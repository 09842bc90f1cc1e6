import { decoding, openPicture } from './sharp-settings';

/**
 * Lays a transparent picture of ours over another, which is cut (`cover`) or stretched (`fill`) to the size first.
 *
 * @param base encoded picture
 * @param overlay encoded PNG with alpha, exactly of that size
 * @returns PNG bytes of exactly that size, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when `base` cannot be decoded
 */
export function layOver(
  base: Buffer,
  overlay: Buffer,
  { widthPx, heightPx, fit = 'cover' }: { widthPx: number; heightPx: number; fit?: 'cover' | 'fill' },
): Promise<Buffer> {
  return decoding(() =>
    openPicture(base)
      .resize(widthPx, heightPx, { fit })
      .composite([{ input: overlay }])
      .png({ compressionLevel: 1 })
      .toBuffer(),
  );
}
