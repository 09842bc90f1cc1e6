import { type EncodedFormat, type EncodedPicture, writeMarked } from '../encode-picture';
import { decoding, openPicture } from '../sharp-settings';

/** One picture to be made from another. */
export interface DerivePlan {
  readonly format: EncodedFormat;
  /** Size of the result in pixels, exactly. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** How the size is met when the proportions differ: cut, padded (transparent; white in JPEG) or stretched. */
  readonly fit: 'cover' | 'contain' | 'fill';
  /** 1 to 100; the format's default when absent. */
  readonly quality?: number;
}

const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

/**
 * Makes another size or format of a picture that we stored. The mark of provenance goes along, nothing else does.
 *
 * @param original encoded picture, at most `MAX_PIXELS`
 * @throws UnreadableImageError, ImageTooLargeError when `original` cannot be decoded
 */
export function derivePicture(original: Buffer, plan: DerivePlan): Promise<EncodedPicture> {
  return decoding(async () => {
    const { xmp, autoOrient: size } = await openPicture(original).metadata();
    const picture = openPicture(original);
    if (size.width !== plan.widthPx || size.height !== plan.heightPx) {
      picture.resize(plan.widthPx, plan.heightPx, { fit: plan.fit, background: TRANSPARENT });
    }
    return writeMarked(picture, plan, xmp?.toString('utf8'));
  });
}
