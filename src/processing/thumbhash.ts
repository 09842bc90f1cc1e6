import { rgbaToThumbHash } from 'thumbhash';
import { decoding, openPicture } from './sharp-settings';

/** Longest side the algorithm takes. */
const MAX_SIDE_PX = 100;

/**
 * A placeholder of about 25 bytes that a browser can paint before the picture arrives.
 *
 * @param bytes encoded picture, at most `MAX_PIXELS`
 * @returns base64 of the ThumbHash (evanw.github.io/thumbhash); at most 36 characters
 * @throws UnreadableImageError, ImageTooLargeError when `bytes` cannot be decoded
 */
export async function thumbhashOf(bytes: Buffer): Promise<string> {
  const { data, info } = await decoding(() =>
    openPicture(bytes)
      .resize(MAX_SIDE_PX, MAX_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  );
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}
