import type { Sharp } from 'sharp';
import { decoding, openPicture } from './sharp-settings';

/** How a picture is given another look without a model. */
export interface RestyleLook {
  /** What the darkest and the lightest parts turn to, `#rrggbb`. */
  readonly shadow: string;
  readonly light: string;
  /** How far: 0 leaves the colours, 1 leaves nothing but shades between the two. */
  readonly strength: number;
  /** Factors, 1 for unchanged. */
  readonly saturation: number;
  readonly brightness: number;
  /** Degrees the colours are turned by, -180 to 180. */
  readonly hueDegrees: number;
  /** Whether fine detail melts into flat patches, as a brush leaves them. */
  readonly isPainterly: boolean;
}

/** Brightness as the eye weighs it (ITU-R BT.709). */
const LUMA = [0.2126, 0.7152, 0.0722] as const;
/** Larger pictures keep their detail: the filter's time grows with every pixel. */
const MOST_PAINTERLY_PIXELS = 6_000_000;

/**
 * Gives a picture another look: its colours are drawn towards a row of shades between two of ours, its own light and
 * dark staying where they are. The same arguments give the same pixels; transparency stays as it is.
 *
 * @param source encoded picture
 * @returns PNG bytes of the source's size, quickly compressed: made to be encoded again
 * @throws UnreadableImageError, ImageTooLargeError when `source` cannot be decoded
 */
export function restyle(source: Buffer, look: RestyleLook): Promise<Buffer> {
  return decoding(async () => {
    const { width, height } = await openPicture(source).metadata();
    const isPainterly = look.isPainterly && width * height <= MOST_PAINTERLY_PIXELS;
    const picture = isPainterly ? await brushed(openPicture(source)) : openPicture(source);
    const toned = await picture
      .modulate({
        saturation: look.saturation,
        brightness: look.brightness,
        hue: Math.round((look.hueDegrees + 360) % 360),
      })
      .png({ compressionLevel: 1 })
      .toBuffer();
    // A second pipeline: sharp decides the order of steps within one, and the tones must come last.
    const { matrix, offsets } = duotone(look);
    return openPicture(toned).recomb(matrix).linear([1, 1, 1], offsets).png({ compressionLevel: 1 }).toBuffer();
  });
}

/** Alpha is left out of the filter: its edges must stay where they are. */
async function brushed(picture: Sharp): Promise<Sharp> {
  return openPicture(await picture.median(5).sharpen({ sigma: 1.2 }).png({ compressionLevel: 1 }).toBuffer());
}

type Row = [number, number, number];

/** Per channel: own colour × (1 − strength) + (shadow + (light − shadow) × luma) × strength. */
function duotone({ shadow, light, strength }: RestyleLook): { matrix: [Row, Row, Row]; offsets: number[] } {
  const [from, to] = [channels(shadow), channels(light)];
  const row = (channel: number): Row => {
    const span = (((to[channel] ?? 0) - (from[channel] ?? 0)) / 255) * strength;
    return LUMA.map((weight, other) => weight * span + (other === channel ? 1 - strength : 0)) as Row;
  };
  return { matrix: [row(0), row(1), row(2)], offsets: from.map((value) => value * strength) };
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
