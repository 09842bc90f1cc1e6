import type { Sharp } from 'sharp';
import { write, type EncodedPicture } from './encode-picture';
import { timed } from './processing-duration';
import type { Marking, Provenance } from './provenance';
import { decoding, openPicture, sharp } from './sharp-settings';

/** One size of a picture, by name. */
export interface VariantPlan {
  readonly name: string;
  /** Longest side in pixels. */
  readonly maxSidePx: number;
  readonly format: 'webp' | 'png';
}

/** A variant that was made, under the name of its plan. */
export interface EncodedVariant extends EncodedPicture {
  readonly name: string;
}

/** Sizes of portraits and items, largest first. */
export const PICTURE_VARIANTS: readonly VariantPlan[] = [
  { name: 'large', maxSidePx: 1024, format: 'webp' },
  { name: 'medium', maxSidePx: 512, format: 'webp' },
  { name: 'small', maxSidePx: 256, format: 'webp' },
  { name: 'thumb', maxSidePx: 128, format: 'webp' },
];

/**
 * Makes the smaller sizes of a picture. The original is decoded once, and each size is drawn from the next larger one:
 * about two thirds of the work of separate pipelines (`clone()` would decode every time).
 *
 * @param original encoded picture, at most `MAX_PIXELS`
 * @param plan in any order
 * @param marking provenance, with or without a credit line
 * @returns the variants, largest first. Never an enlargement: sizes not smaller than the original are left out, except the
 *   smallest of the plan, which is always made (at the original's own size if that is smaller still)
 * @throws UnreadableImageError, ImageTooLargeError when `original` cannot be decoded
 */
export function encodeVariants(
  original: Buffer,
  plan: readonly VariantPlan[],
  marking: Provenance | Marking,
): Promise<EncodedVariant[]> {
  const mark = typeof marking === 'string' ? { provenance: marking } : marking;
  return timed('variants', () =>
    decoding(async () => {
      const { autoOrient: size } = await openPicture(original).metadata();
      return variantsFrom(openPicture(original), size, { plan, mark });
    }),
  );
}

/** The same of an open picture; for this folder, where the pixels may be decoded already. @param size in pixels */
export async function variantsFrom(
  picture: Sharp,
  size: { readonly width: number; readonly height: number },
  { plan, mark }: { readonly plan: readonly VariantPlan[]; readonly mark: Marking },
): Promise<EncodedVariant[]> {
  const variants: EncodedVariant[] = [];
  let source = picture;
  for (const step of feasible(plan, Math.max(size.width, size.height))) {
    const pixels = await shrink(source, fitted(size, step.maxSidePx));
    variants.push({ name: step.name, ...(await write(pixels(), { format: step.format, ...mark })) });
    source = pixels();
  }
  return variants;
}

function feasible(plan: readonly VariantPlan[], originalSidePx: number): VariantPlan[] {
  const descending = [...plan].sort((one, other) => other.maxSidePx - one.maxSidePx);
  return descending.filter((step, index) => step.maxSidePx < originalSidePx || index === descending.length - 1);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Always from the original's proportions: sizes rounded from rounded sizes would drift. */
function fitted({ width, height }: Size, maxSidePx: number): Size {
  const scale = Math.min(1, maxSidePx / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Decodes and shrinks to raw pixels; the answer opens them as often as needed at no cost. */
async function shrink(source: Sharp, { width, height }: Size): Promise<() => Sharp> {
  const { data, info } = await source
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return () => sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
}
