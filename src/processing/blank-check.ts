import { BlankOutputError } from './picture-errors';
import { timed } from './processing-duration';
import { decoding, openPicture } from './sharp-settings';

/**
 * A picture whose liveliest channel deviates less than this (of 255, root mean square) shows nothing to a person:
 * one colour with the noise of a codec. Night scenes of 0 to 10 deviate by 3; white stars on one pixel in a thousand by 8.
 */
const LEAST_DEVIATION = 2;
/** Mean level (of 255) up to which a flat picture is called black: what an overflow in half precision leaves behind. */
const BLACK_MEAN = 4;
/** Noise swings over most of the scale: even numbers over all of it deviate by 74. Softer grain is left alone. */
const NOISE_DEVIATION = 32;
/** A pixel of noise tells less than this of its neighbour (-1 to 1, 0 is nothing). */
const NOISE_LIKENESS = 0.1;
const LEAST_NOISY_SIDE_PX = 64;
const MOST_NOISE_PIXELS = 200_000;
/** Alpha (of 255) up to which nothing can be seen. */
const INVISIBLE_ALPHA = 8;

/**
 * Refuses a picture that shows nothing. Decodes it once.
 *
 * @param bytes an encoded picture, inspected before
 * @throws BlankOutputError when it is black, of (nearly) one colour, (nearly) fully transparent, or nothing but noise
 * @throws UnreadableImageError, ImageTooLargeError when it cannot be decoded
 */
export async function assertNotBlank(bytes: Buffer): Promise<void> {
  const { data, info } = await timed('blank_check', () =>
    decoding(() => openPicture(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  const { colours, highestAlpha } = measure(data, info.width * info.height);
  if (highestAlpha <= INVISIBLE_ALPHA) throw new BlankOutputError('transparent');
  if (colours.some((colour) => colour.deviation >= LEAST_DEVIATION)) {
    if (isNoise(data, info)) throw new BlankOutputError('noise');
    return;
  }
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

/**
 * Whether no pixel has anything to do with its neighbours, in any colour and in both directions: what is left when a sampler is
 * stopped early, or when numbers overflow. Judged on at most some hundred thousand pixels; only large swings count, and
 * only sides from 64 px on, where chance alone stays six deviations away from the line. Pictures of gravel, fur or film grain
 * that a decoder painted lie at 0.5 and above; a pattern of alternating pixels lies near -1. No such picture is noise.
 */
function isNoise(rgba: Buffer, { width, height }: { readonly width: number; readonly height: number }): boolean {
  if (width < LEAST_NOISY_SIDE_PX || height < LEAST_NOISY_SIDE_PX) return false;
  return [0, 1, 2].every((channel) => {
    const { deviation, beside, below } = neighbours(rgba, { width, height, channel });
    return deviation >= NOISE_DEVIATION && Math.abs(beside) < NOISE_LIKENESS && Math.abs(below) < NOISE_LIKENESS;
  });
}

/** Deviation of one channel, and how much (-1 to 1) a pixel tells of the next one beside and below it. */
function neighbours(
  rgba: Buffer,
  { width, height, channel }: { width: number; height: number; channel: number },
): { deviation: number; beside: number; below: number } {
  const rowStep = Math.max(1, Math.floor((width * height) / MOST_NOISE_PIXELS));
  const at = (x: number, y: number): number => rgba[(y * width + x) * 4 + channel] ?? 0;
  let [count, sum, squares, beside, below] = [0, 0, 0, 0, 0];
  for (let y = 0; y < height - 1; y += rowStep) {
    for (let x = 0; x < width - 1; x += 1) {
      const level = at(x, y);
      count += 1;
      sum += level;
      squares += level * level;
      beside += level * at(x + 1, y);
      below += level * at(x, y + 1);
    }
  }
  const mean = sum / count;
  const variance = squares / count - mean * mean;
  const likeness = (products: number): number => (products / count - mean * mean) / Math.max(variance, 1e-9);
  return { deviation: Math.sqrt(Math.max(0, variance)), beside: likeness(beside), below: likeness(below) };
}
