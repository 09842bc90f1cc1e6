import { decoding, openPicture } from './sharp-settings';

/**
 * Lays a transparent picture of ours over another, scaled to `size` first.
 *
 * @param base encoded picture
 * @param overlay encoded PNG with alpha, exactly `size`
 * @returns PNG bytes of exactly `size`, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when `base` cannot be decoded
 */
export function layOver(base: Buffer, overlay: Buffer, size: { widthPx: number; heightPx: number }): Promise<Buffer> {
  return decoding(() =>
    openPicture(base)
      .resize(size.widthPx, size.heightPx, { fit: 'cover' })
      .composite([{ input: overlay }])
      .png({ compressionLevel: 1 })
      .toBuffer(),
  );
}
