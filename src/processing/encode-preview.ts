import { write } from './encode-picture';
import { timed } from './processing-duration';
import { decoding, openPicture } from './sharp-settings';

/** Longest side of a preview in pixels. */
export const PREVIEW_SIDE_PX = 256;

/**
 * Writes an unfinished picture anew: nothing of the file survives but its pixels.
 *
 * @param input encoded PNG, JPEG, WebP or AVIF, at most `MAX_PIXELS`
 * @returns WebP of the same proportions, at most `PREVIEW_SIDE_PX` a side, never an enlargement; marked as made by a model
 * @throws UnreadableImageError, ImageTooLargeError when `input` cannot be decoded
 */
export function encodePreview(input: Buffer): Promise<Buffer> {
  return timed('preview', () =>
    decoding(async () => {
      const size = { fit: 'inside', withoutEnlargement: true } as const;
      const picture = openPicture(input).resize(PREVIEW_SIDE_PX, PREVIEW_SIDE_PX, size);
      return (await write(picture, { format: 'webp', quality: 60, provenance: 'trainedAlgorithmicMedia' })).bytes;
    }),
  );
}
