import { BlankOutputError } from './picture-errors';
import { decoding, openPicture } from './sharp-settings';

/**
 * A picture whose liveliest channel deviates less than this (of 255, root mean square) shows nothing to a person:
 * one colour with the noise of a codec. Night scenes of 0 to 10 deviate by 3; white stars on one pixel in a thousand by 8.
 */
const LEAST_DEVIATION = 2;
/** Mean level (of 255) up to which a flat picture is called black: what an overflow in half precision leaves behind. */
const BLACK_MEAN = 4;
/** Alpha (of 255) up to which nothing can be seen. */
const INVISIBLE_ALPHA = 8;

/**
 * Refuses a picture that shows nothing. Decodes it once.
 *
 * @param bytes an encoded picture, inspected before
 * @throws BlankOutputError when it is black, of (nearly) one colour, or (nearly) fully transparent
 * @throws UnreadableImageError, ImageTooLargeError when it cannot be decoded
 */
export async function assertNotBlank(bytes: Buffer): Promise<void> {
  const { data, info } = await decoding(() =>
    openPicture(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true }),
  );
  const { colours, highestAlpha } = measure(data, info.width * info.height);
  if (highestAlpha <= INVISIBLE_ALPHA) throw new BlankOutputError('transparent');
  if (colours.some((colour) => colour.deviation >= LEAST_DEVIATION)) return;
  throw new BlankOutputError(colours.every((colour) => colour.mean <= BLACK_MEAN) ? 'black' : 'flat');
}

interface Level {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Mean and deviation of what is seen: colours weighted by alpha, and alpha itself, because a cut-out shows its outline.
 * Not sharp's stats(): it also computes entropy and sharpness, and it sees the colours behind full transparency.
 */
function measure(rgba: Buffer, pixels: number): { colours: Level[]; highestAlpha: number } {
  const sums = [0, 0, 0, 0];
  const squares = [0, 0, 0, 0];
  let highestAlpha = 0;
  for (let offset = 0; offset < rgba.length; offset += 4) {
    const alpha = rgba[offset + 3] ?? 0;
    if (alpha > highestAlpha) highestAlpha = alpha;
    for (let channel = 0; channel < 4; channel += 1) {
      const seen = channel === 3 ? alpha : ((rgba[offset + channel] ?? 0) * alpha) / 255;
      sums[channel] = (sums[channel] ?? 0) + seen;
      squares[channel] = (squares[channel] ?? 0) + seen * seen;
    }
  }
  const levels = sums.map((sum, channel) => {
    const mean = sum / pixels;
    return { mean, deviation: Math.sqrt(Math.max(0, (squares[channel] ?? 0) / pixels - mean * mean)) };
  });
  const opaque = (levels[3]?.deviation ?? 0) === 0;
  return { colours: opaque ? levels.slice(0, 3) : levels, highestAlpha };
}
