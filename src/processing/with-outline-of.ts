import { decoding, openPicture, sharp } from './sharp-settings';

/**
 * Brings a painted picture to a size and gives it the transparency of another: a repainted token keeps its round edge,
 * whatever the server did with it.
 *
 * @param painted encoded picture
 * @param outline encoded picture whose alpha counts, scaled to the same size; one without alpha changes nothing
 * @returns PNG bytes of exactly `size`, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when one of them cannot be decoded
 */
export function withOutlineOf(
  painted: Buffer,
  outline: Buffer,
  size: { readonly widthPx: number; readonly heightPx: number },
): Promise<Buffer> {
  const { widthPx: width, heightPx: height } = size;
  return decoding(async () => {
    const sized = openPicture(painted).resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
    const { hasAlpha } = await openPicture(outline).metadata();
    if (!hasAlpha) return sized.removeAlpha().png({ compressionLevel: 1 }).toBuffer();
    const alpha = await openPicture(outline)
      .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
      .extractChannel('alpha')
      .raw()
      .toBuffer();
    const { data, info } = await sized.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .joinChannel(alpha, { raw: { width, height, channels: 1 } })
      .png({ compressionLevel: 1 })
      .toBuffer();
  });
}
