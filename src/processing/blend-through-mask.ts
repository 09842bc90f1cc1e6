import type { PixelBox } from './read-mask';
import { decoding, openPicture, sharp } from './sharp-settings';

/** The three pictures of a repaint. */
export interface MaskedBlend {
  /** Encoded picture that stays outside the mask. */
  readonly source: Buffer;
  /** Encoded picture for the masked part; stretched to the window. */
  readonly painted: Buffer;
  /** PNG of the source's size, white (255) where `painted` counts. */
  readonly mask: Buffer;
  /** The part of the source that `painted` shows, in its pixels; all that is white lies in it. Absent: all. */
  readonly window?: PixelBox;
}

/** Share of the shorter side over which the painted part fades in, and its bounds in pixels (standard deviation). */
const SOFTNESS = { share: 1 / 160, least: 1, most: 12 };

/**
 * Puts a repainted part into a picture. The edge is soft towards the inside of the mask; outside of it every pixel is
 * the source's own, to the bit. Transparency stays the source's everywhere.
 *
 * @returns PNG bytes of the source's size, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when one of them cannot be decoded
 */
export function blendThroughMask({ source, painted, mask, window }: MaskedBlend): Promise<Buffer> {
  return decoding(async () => {
    const { data, info } = await openPicture(source).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const part = window ?? { left: 0, top: 0, width, height };
    const colours = await openPicture(painted)
      .flatten({ background: '#808080' })
      .resize(part.width, part.height, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const weights = await softWeights(mask, { width, height }, part);
    blend({ pixels: data, width, channels }, { colours, weights, part });
    return sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 1 }).toBuffer();
  });
}

interface Repainted {
  /** RGB of the part. */
  readonly colours: Buffer;
  /** One byte for each pixel of the part. */
  readonly weights: Buffer;
  readonly part: PixelBox;
}

/** By hand and not by compositing: blending with no weight must not round a single pixel. */
function blend(
  target: { readonly pixels: Buffer; readonly width: number; readonly channels: number },
  { colours, weights, part }: Repainted,
): void {
  for (let pixel = 0; pixel < weights.length; pixel += 1) {
    const weight = weights[pixel] ?? 0;
    if (weight === 0) continue;
    const [x, y] = [part.left + (pixel % part.width), part.top + Math.floor(pixel / part.width)];
    for (let channel = 0; channel < 3; channel += 1) {
      const at = (y * target.width + x) * target.channels + channel;
      const [own, other] = [target.pixels[at] ?? 0, colours[pixel * 3 + channel] ?? 0];
      target.pixels[at] = Math.round(own + ((other - own) * weight) / 255);
    }
  }
}

/** 0 outside the mask, rising to 255 a little way inside: a blurred edge is a half on the edge itself. */
async function softWeights(
  mask: Buffer,
  { width, height }: Pick<PixelBox, 'width' | 'height'>,
  { left, top, ...size }: PixelBox,
): Promise<Buffer> {
  const sigma = Math.min(SOFTNESS.most, Math.max(SOFTNESS.least, Math.min(width, height) * SOFTNESS.share));
  const grey = (blurred: boolean): Promise<Buffer> => {
    const picture = openPicture(mask).resize(width, height, { fit: 'fill', kernel: 'nearest' });
    picture.extract({ left, top, ...size });
    return (blurred ? picture.blur(sigma) : picture).toColourspace('b-w').extractChannel(0).raw().toBuffer();
  };
  const [hard, soft] = [await grey(false), await grey(true)];
  return soft.map((value, pixel) => (hard[pixel] === 255 ? Math.max(0, Math.min(255, 2 * value - 255)) : 0)) as Buffer;
}
