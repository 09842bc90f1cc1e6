import './bundled-fonts';
import sharp, { type Sharp } from 'sharp';
import { ImageTooLargeError, UnreadableImageError } from './picture-errors';
import { pictureFormatOf } from './picture-format';

/** Most pixels of any picture we decode. A 781 KB PNG of 16,383² px passes sharp's own limit and takes 1.3 GB. */
export const MAX_PIXELS = 50e6;
/** Longest side in pixels: what WebP can hold, so that everything we accept can also be written. */
export const MAX_SIDE_PX = 16383;

// One thread for each picture: two pictures at once on two cores beat one picture on two threads (measured, 19 to 10.6
// a second), and threads multiply memory. The cache would keep decoded strangers' pictures for no hits.
sharp.concurrency(1);
sharp.cache(false);
// Everything that reads is off but the four formats we take and SVG, which only `rasterise` is given. VIPS_BLOCK_UNTRUSTED
// would block SVG too. From memory only: no bytes can make libvips open a file.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Png', 'Jpeg', 'Webp', 'Heif', 'Svg'].map((loader) => `VipsForeignLoad${loader}Buffer`),
});

/** sharp as this service uses it; importing it from anywhere else would miss the settings above. */
export { sharp };

/**
 * Opens a picture from outside for decoding: only the first frame, turned upright, sRGB, within `MAX_PIXELS`.
 *
 * @param bytes an encoded picture
 * @throws UnreadableImageError at once, when the first bytes are not PNG, JPEG, WebP or AVIF
 */
export function openPicture(bytes: Buffer): Sharp {
  if (pictureFormatOf(bytes) === undefined) throw new UnreadableImageError();
  // failOn none would hand on silently damaged pictures, and its default stops only at errors.
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning', pages: 1 }).autoOrient().toColourspace('srgb');
}

/**
 * Runs work that decodes a picture and gives what libvips throws our names.
 *
 * @throws ImageTooLargeError, UnreadableImageError
 */
export async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes('pixel limit')) {
      throw new ImageTooLargeError(`at most ${MAX_PIXELS} pixels`);
    }
    throw cause instanceof Error && 'retry' in cause ? cause : new UnreadableImageError({ cause });
  }
}
