import { rasterise } from '../rasterise';
import { cropped, openPixels, resized, sharpOf, type Pixels, type Square } from './pixels';
import { withoutScraps } from './without-scraps';

/** SVG documents drawn by us, of one size: how a picture is set into a frame. */
export interface FrameDrawing {
  /** Its alpha is what stays of a picture with a background. */
  readonly maskSvg: string;
  /** Laid over the masked picture; may reach beyond the mask. */
  readonly overlaySvg: string;
  /** How a subject without background is set into it; default the same mask on nothing. */
  readonly cutOut?: { readonly maskSvg: string; readonly backdropSvg?: string };
}

/** What is shown, and which part of it. */
export interface Scene {
  readonly pixels: Pixels;
  readonly isCutOut: boolean;
  readonly window: Square;
}

/** The part of a scene that is shown, in its frame, as a square of `sidePx`. */
export async function framedBy(
  { pixels, isCutOut, window }: Scene,
  frame: FrameDrawing,
  sidePx: number,
): Promise<Pixels> {
  const size = { widthPx: sidePx, heightPx: sidePx };
  const usual: NonNullable<FrameDrawing['cutOut']> = { maskSvg: frame.maskSvg };
  const set = isCutOut ? (frame.cutOut ?? usual) : usual;
  const square = await resized(cropped(pixels, window), sidePx, sidePx);
  const backed = set.backdropSvg === undefined ? square : await over(await rasterise(set.backdropSvg, size), square);
  // Passes of their own: sharp applies all composites of one pipeline to the same alpha, and the frame must not be masked.
  const masked = await blended(backed, await rasterise(set.maskSvg, size), 'dest-in');
  // Before a backdrop everything hangs together, and what the ring cuts goes on behind it.
  const whole = isCutOut && set.backdropSvg === undefined ? withoutScraps(masked) : masked;
  return blended(whole, await rasterise(frame.overlaySvg, size), 'over');
}

async function blended(pixels: Pixels, input: Buffer, blend: 'over' | 'dest-in'): Promise<Pixels> {
  const data = await sharpOf(pixels).composite([{ input, blend }]).raw().toBuffer();
  return { ...pixels, data };
}

/** A picture of ours behind decoded pixels of its size. */
async function over(backdrop: Buffer, { data, width, height }: Pixels): Promise<Pixels> {
  const behind = await openPixels(backdrop, width);
  const input = { input: data, raw: { width, height, channels: 4 as const } };
  return { width, height, data: await sharpOf(behind).composite([input]).raw().toBuffer() };
}
