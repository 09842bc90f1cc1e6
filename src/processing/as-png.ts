import { decoding, openPicture } from './sharp-settings';

/** What shows through where a picture is transparent: neither of the ends that a model would take for a subject. */
const BEHIND = '#808080';

/**
 * A stored picture as a painting server takes it: an opaque PNG, 8 bits a channel.
 *
 * @param size in pixels that it is brought to; its own unless given
 * @param fit stretched (`fill`) or cut (`cover`)
 * @throws UnreadableImageError, ImageTooLargeError when `source` cannot be decoded
 */
export function asPng(
  source: Buffer,
  size?: { readonly width: number; readonly height: number },
  fit: 'fill' | 'cover' = 'fill',
): Promise<Buffer> {
  return decoding(() => {
    const picture = openPicture(source).flatten({ background: BEHIND });
    if (size !== undefined) picture.resize(size.width, size.height, { fit });
    return picture.png({ compressionLevel: 3 }).toBuffer();
  });
}

/**
 * The upper square of a portrait, where the head is, as `asPng` gives it.
 *
 * @param side of the square in pixels
 * @throws as `asPng`
 */
export function upperSquareAsPng(portrait: Buffer, side: number): Promise<Buffer> {
  return decoding(() =>
    openPicture(portrait)
      .flatten({ background: BEHIND })
      .resize(side, side, { fit: 'cover', position: 'top' })
      .png({ compressionLevel: 3 })
      .toBuffer(),
  );
}

/** A mask brought to a size, edges kept hard. @throws as `asPng` */
export function maskAsPng(mask: Buffer, size: { readonly width: number; readonly height: number }): Promise<Buffer> {
  return decoding(() =>
    openPicture(mask)
      .resize(size.width, size.height, { fit: 'fill', kernel: 'nearest' })
      .png({ compressionLevel: 6 })
      .toBuffer(),
  );
}
