import { decoding, openPicture, sharp } from './sharp-settings';

/** The three pictures of a repaint. */
export interface MaskedBlend {
  /** Encoded picture that stays outside the mask. */
  readonly source: Buffer;
  /** Encoded picture for the masked part; stretched to the source's size. */
  readonly painted: Buffer;
  /** PNG of the source's size, white (255) where `painted` counts. */
  readonly mask: Buffer;
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
export function blendThroughMask({ source, painted, mask }: MaskedBlend): Promise<Buffer> {
  return decoding(async () => {
    const { data, info } = await openPicture(source).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const colours = await openPicture(painted)
      .flatten({ background: '#808080' })
      .resize(width, height, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const weights = await softWeights(mask, width, height);
    blend(data, channels, { colours, weights });
    return sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 1 }).toBuffer();
  });
}

/** By hand and not by compositing: blending with no weight must not round a single pixel. */
function blend(
  target: Buffer,
  channels: number,
  { colours, weights }: { readonly colours: Buffer; readonly weights: Buffer },
): void {
  for (let pixel = 0; pixel < weights.length; pixel += 1) {
    const weight = weights[pixel] ?? 0;
    if (weight === 0) continue;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = pixel * channels + channel;
      const [own, other] = [target[at] ?? 0, colours[pixel * 3 + channel] ?? 0];
      target[at] = Math.round(own + ((other - own) * weight) / 255);
    }
  }
}

/** 0 outside the mask, rising to 255 a little way inside: a blurred edge is a half on the edge itself. */
async function softWeights(mask: Buffer, width: number, height: number): Promise<Buffer> {
  const sigma = Math.min(SOFTNESS.most, Math.max(SOFTNESS.least, Math.min(width, height) * SOFTNESS.share));
  const grey = (blurred: boolean): Promise<Buffer> => {
    const picture = openPicture(mask).resize(width, height, { fit: 'fill', kernel: 'nearest' });
    return (blurred ? picture.blur(sigma) : picture).toColourspace('b-w').extractChannel(0).raw().toBuffer();
  };
  const [hard, soft] = [await grey(false), await grey(true)];
  return soft.map((value, pixel) => (hard[pixel] === 255 ? Math.max(0, Math.min(255, 2 * value - 255)) : 0)) as Buffer;
}
