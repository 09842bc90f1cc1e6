import { writeMarked } from './encode-picture';
import { decoding, openPicture } from './sharp-settings';

/**
 * Covers parts of a picture with an SVG of ours of the same size, and writes it anew as WebP. The mark of provenance goes
 * along.
 *
 * @param source encoded picture that we stored
 * @param svg drawn by this service, as `rasterise` wants it
 * @throws UnreadableImageError, ImageTooLargeError when `source` cannot be decoded
 */
export function blackOut(source: Buffer, svg: string): Promise<Buffer> {
  return decoding(async () => {
    const { xmp } = await openPicture(source).metadata();
    const covered = openPicture(source).composite([{ input: Buffer.from(svg) }]);
    const { bytes } = await writeMarked(covered, { format: 'webp', quality: 88 }, xmp?.toString('utf8'));
    return bytes;
  });
}
