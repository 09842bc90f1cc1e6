import { dilated, eroded, inverted, type Bitmap } from './bitmap';
import { coloursAround, type ColoursAround } from './colour-around';
import { resized, type Pixels } from './pixels';

/** How wide the band is in which a pixel may be of both, in pixels of the mask, to each side of its outline. */
const BAND = 2;
/** Shares below and above count as none and all: grain would else leave a veil, and pin-holes. */
const NONE = 0.14;
const ALL = 0.86;
/** Distance in bytes from all mixtures that grain explains, and how much more makes a colour one of its own. */
const GRAIN = 28;
const FAR = 48;
/** Subject and background too alike (squared distance in bytes) to tell shares from colours. */
const ALIKE = 30 * 30;

/**
 * Cuts a subject out of its background: inside it is opaque, outside clear, and at the outline each pixel's share of the
 * subject is measured from its colour, which is then freed of the background's. So hair stays soft, and no seam of the
 * old background shows on a new one.
 *
 * @param pixels the whole picture
 * @param small the same picture in the mask's size
 * @returns `pixels` with alpha; colours of clear pixels are black
 */
export async function withSoftEdge(pixels: Pixels, small: Pixels, subject: Bitmap): Promise<Pixels> {
  const inside = eroded(subject, BAND);
  const outside = inverted(dilated(subject, BAND));
  const within = coloursAround(small, inside, 2 * BAND + 2);
  const without = coloursAround(small, outside, 2 * BAND + 2);
  const soft = await resized(maskPixels(subject), pixels.width, pixels.height);
  const data = Buffer.from(pixels.data);
  const edge = new EdgePixel(data);
  const columns = placesOf(pixels.width, small.width);
  const rows = placesOf(pixels.height, small.height);
  for (let y = 0, at = 0; y < pixels.height; y += 1) {
    const row = (rows[y] ?? 0) * small.width;
    for (let x = 0; x < pixels.width; x += 1, at += 4) {
      const place = row + (columns[x] ?? 0);
      if (inside.bits[place] === 1) data[at + 3] = 255;
      else if (outside.bits[place] === 1) clear(data, at);
      else edge.split({ at, place, within, without, fallback: (soft.data[at] ?? 0) / 255 });
    }
  }
  return { ...pixels, data };
}

/** For each pixel of a line, which pixel of the shorter line it lies on. */
function placesOf(length: number, shorter: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => Math.min(shorter - 1, Math.floor((index * shorter) / length)));
}

function maskPixels({ bits, width, height }: Bitmap): Pixels {
  const data = Buffer.alloc(bits.length * 4, 255);
  for (let at = 0; at < bits.length; at += 1) data[at * 4] = bits[at] === 1 ? 255 : 0;
  return { data, width, height };
}

function clear(data: Buffer, at: number): void {
  data[at] = 0;
  data[at + 1] = 0;
  data[at + 2] = 0;
  data[at + 3] = 0;
}

interface Split {
  readonly at: number;
  /** Index of the pixel in the small picture. */
  readonly place: number;
  readonly within: ColoursAround;
  readonly without: ColoursAround;
  /** The share when colours do not tell. */
  readonly fallback: number;
}

/** Works on one pixel of the band after another. */
class EdgePixel {
  constructor(private readonly data: Buffer) {}

  split({ at, place, within, without, fallback }: Split): void {
    const isTold = within.known[place] === 1 && without.known[place] === 1;
    const measured = isTold ? this.share(at, place, within.rgb, without.rgb) : undefined;
    const share = measured ?? fallback;
    const alpha = Math.min(1, Math.max(0, (share - NONE) / (ALL - NONE)));
    if (alpha === 0) {
      clear(this.data, at);
      return;
    }
    if (isTold && alpha < 1) this.unmix(at, place, { alpha, within: within.rgb, without: without.rgb });
    this.data[at + 3] = Math.round(alpha * 255);
  }

  /** Where the colour lies between the background's (0) and the subject's (1). */
  private share(at: number, place: number, within: Float32Array, without: Float32Array): number | undefined {
    let along = 0;
    let length = 0;
    for (let channel = 0; channel < 3; channel += 1) {
      const back = without[place * 3 + channel] ?? 0;
      const span = (within[place * 3 + channel] ?? 0) - back;
      along += ((this.data[at + channel] ?? 0) - back) * span;
      length += span * span;
    }
    if (length < ALIKE) return undefined;
    const share = along / length;
    return Math.max(share, this.apart(at, place, { share, within, without }));
  }

  /** A colour that no mixture gives (an outline, a rim of light) is the subject's own: 1 when far from all mixtures. */
  private apart(
    at: number,
    place: number,
    { share, within, without }: { share: number; within: Float32Array; without: Float32Array },
  ): number {
    const nearest = Math.min(1, Math.max(0, share));
    let square = 0;
    for (let channel = 0; channel < 3; channel += 1) {
      const back = without[place * 3 + channel] ?? 0;
      const mixed = back + nearest * ((within[place * 3 + channel] ?? 0) - back);
      square += ((this.data[at + channel] ?? 0) - mixed) ** 2;
    }
    return (Math.sqrt(square) - GRAIN) / FAR;
  }

  /** The subject's own part of a mixed colour; of a faint one, the colour inside, which grain cannot upset. */
  private unmix(
    at: number,
    place: number,
    { alpha, within, without }: { alpha: number; within: Float32Array; without: Float32Array },
  ): void {
    for (let channel = 0; channel < 3; channel += 1) {
      const inner = within[place * 3 + channel] ?? 0;
      const mixed = this.data[at + channel] ?? 0;
      const own = (mixed - (1 - alpha) * (without[place * 3 + channel] ?? 0)) / alpha;
      const trust = Math.max(0, (alpha - 0.4) / 0.6);
      this.data[at + channel] = Math.round(Math.min(255, Math.max(0, own * trust + inner * (1 - trust))));
    }
  }
}
