import { BlankOutputError } from './picture-errors';
import { timed } from './processing-duration';
import { decodePixels, type Pixels } from './pixels';

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
  await timed('blank_check', async () => assertPixelsNotBlank(await decodePixels(bytes)));
}

/** The same of decoded pixels. @throws BlankOutputError */
export function assertPixelsNotBlank(pixels: Pixels): void {
  const { colours, highestAlpha } = measure(pixels);
  if (highestAlpha <= INVISIBLE_ALPHA) throw new BlankOutputError('transparent');
  if (colours.some((colour) => colour.deviation >= LEAST_DEVIATION)) {
    if (isNoise(pixels)) throw new BlankOutputError('noise');
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
function measure(pixels: Pixels): { colours: Level[]; highestAlpha: number } {
  const { data, channels } = pixels;
  if (channels === 3) return { colours: [0, 1, 2].map((channel) => levelOf(data, channel, 3)), highestAlpha: 255 };
  let highestAlpha = 0;
  const seen = Buffer.alloc(data.length);
  for (let offset = 0; offset < data.length; offset += 4) {
    const alpha = data[offset + 3] ?? 0;
    if (alpha > highestAlpha) highestAlpha = alpha;
    for (let channel = 0; channel < 3; channel += 1) {
      seen[offset + channel] = Math.round(((data[offset + channel] ?? 0) * alpha) / 255);
    }
    seen[offset + 3] = alpha;
  }
  const levels = [0, 1, 2, 3].map((channel) => levelOf(seen, channel, 4));
  const isOpaque = levels[3]?.deviation === 0;
  return { colours: isOpaque ? levels.slice(0, 3) : levels, highestAlpha };
}

/** One channel at a time, with plain numbers: twice as fast as sums in lists. */
function levelOf(data: Buffer, channel: number, channels: number): Level {
  let [sum, squares] = [0, 0];
  for (let at = channel; at < data.length; at += channels) {
    const level = data[at] ?? 0;
    sum += level;
    squares += level * level;
  }
  const count = data.length / channels;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/**
 * Whether no pixel has anything to do with its neighbours, in any colour and in both directions: what is left when a sampler is
 * stopped early, or when numbers overflow. Judged on at most some hundred thousand pixels; only large swings count, and
 * only sides from 64 px on, where chance alone stays six deviations away from the line. Pictures of gravel, fur or film grain
 * that a decoder painted lie at 0.5 and above; a pattern of alternating pixels lies near -1. No such picture is noise.
 */
function isNoise(pixels: Pixels): boolean {
  const { width, height } = pixels;
  if (width < LEAST_NOISY_SIDE_PX || height < LEAST_NOISY_SIDE_PX) return false;
  return [0, 1, 2].every((channel) => {
    const { deviation, beside, below } = neighbours(pixels, channel);
    return deviation >= NOISE_DEVIATION && Math.abs(beside) < NOISE_LIKENESS && Math.abs(below) < NOISE_LIKENESS;
  });
}

/** Deviation of one channel, and how much (-1 to 1) a pixel tells of the next one beside and below it. */
function neighbours(
  { data, width, height, channels }: Pixels,
  channel: number,
): { deviation: number; beside: number; below: number } {
  const rowStep = Math.max(1, Math.floor((width * height) / MOST_NOISE_PIXELS));
  const at = (x: number, y: number): number => data[(y * width + x) * channels + channel] ?? 0;
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
