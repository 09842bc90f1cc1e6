import { write, type EncodedPicture } from './encode-picture';
import { variantsFrom, type EncodedVariant, type VariantPlan } from './encode-variants';
import { decodePixels, openPixels, type Pixels } from './pixels';
import type { Marking } from './provenance';
import { thumbhashOf } from './thumbhash';

/** How a picture is written that needs nothing but to be encoded. */
export interface FinishPlan {
  readonly variants: readonly VariantPlan[];
  readonly marking: Marking;
}

/** A picture as it is stored. */
export interface EncodedSet {
  /** PNG of the picture's own size. */
  readonly original: EncodedPicture;
  /** Largest first. */
  readonly variants: readonly EncodedVariant[];
  /** As `thumbhashOf` gives it. */
  readonly thumbhash: string;
}

/**
 * Writes a picture in every size that is kept of it. It is decoded once; nothing of the input's file survives but its
 * pixels.
 *
 * @param input encoded PNG, JPEG, WebP or AVIF, at most `MAX_PIXELS`
 * @throws UnreadableImageError, ImageTooLargeError when `input` cannot be decoded
 */
export async function finishPicture(input: Buffer, plan: FinishPlan): Promise<EncodedSet> {
  return finishPixels(await decodePixels(input), plan);
}

/** The same of decoded pixels. @param cores how many it may work on: with two the original is written beside the variants */
export async function finishPixels(
  pixels: Pixels,
  { variants: plan, marking: mark }: FinishPlan,
  cores: 1 | 2 = 2,
): Promise<EncodedSet> {
  const writing = write(openPixels(pixels), { format: 'png', ...mark });
  if (cores === 1) await writing;
  const drawing = variantsFrom(openPixels(pixels), pixels, { plan, mark });
  // While the original, which takes longest, is still being written.
  const hinting = drawing.then(async (variants) => thumbhashOf(variants.at(-1)?.bytes ?? (await writing).bytes));
  const [original, variants, thumbhash] = await Promise.all([writing, drawing, hinting]);
  return { original, variants, thumbhash };
}
