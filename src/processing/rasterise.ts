import { InternalError } from '../common/errors';
import { MAX_PIXELS, sharp } from './sharp-settings';

/**
 * Turns an SVG that this service drew into pixels. Never give it an SVG from outside: XML can nest without end.
 *
 * @param svg a complete SVG document of our own
 * @param size of the result in whole pixels; the drawing is stretched to it
 * @returns PNG bytes of exactly that size, RGBA, 8 bits a channel, sRGB
 * @throws InternalError when the SVG or the size is wrong: a fault of ours
 */
export async function rasterise(svg: string, size: { widthPx: number; heightPx: number }): Promise<Buffer> {
  const { widthPx, heightPx } = size;
  const isPossible = Number.isInteger(widthPx) && Number.isInteger(heightPx) && widthPx > 0 && heightPx > 0;
  if (!isPossible || widthPx * heightPx > MAX_PIXELS) throw new InternalError('RASTERISE_SIZE');
  try {
    return await sharp(Buffer.from(svg), { limitInputPixels: MAX_PIXELS })
      .resize(widthPx, heightPx, { fit: 'fill' })
      .ensureAlpha()
      .png({ compressionLevel: 3 })
      .toBuffer();
  } catch (cause) {
    throw new InternalError('RASTERISE_SVG', { cause });
  }
}
