import sharp from 'sharp';
import type { SimulatedFault } from '../simulated-a1111-faults';
import { bombPng, flatPng, heavyPng, pixelsPng, seededPng, type PictureOrder } from '../simulated-pictures';

/** The picture to start from, and what of it may change. */
export interface StartingPicture {
  /** Any encoded picture. */
  readonly bytes: Buffer;
  /** How it is brought to size: stretched, cropped, or set into a frame. */
  readonly fit: 'fill' | 'cover' | 'contain';
  /** 0 leaves it as it is, 1 leaves nothing of it. */
  readonly strength: number;
  /** White where it is to be repainted; absent: everywhere. */
  readonly mask?: Buffer;
  readonly invertsMask?: boolean;
  readonly maskBlurPx?: number;
  /** Whether what is outside the mask comes back pixel by pixel; else it has been through the decoder, and is a little off. */
  readonly keepsRest: boolean;
}

/** What a simulated server paints: the seed and everything else that decides the picture. */
export interface PaintOrder extends PictureOrder {
  /** Prompt, negative prompt, model, sampler …: other words, another picture. */
  readonly words: string;
  readonly start?: StartingPicture;
}

/** A PNG of the size and seed, over the starting picture if there is one: equal orders give equal bytes. */
export async function paintedPng(order: PaintOrder): Promise<Buffer> {
  const fresh = seededPng({ ...order, seed: seedOf(order) });
  if (order.start === undefined || order.isUnfinished === true) return fresh;
  const [paint, start, mask] = await Promise.all([
    sharp(fresh).raw().toBuffer(),
    startingPixels(order, order.start),
    maskPixels(order, order.start),
  ]);
  return pixelsPng(order, blend(paint, start, mask, order.start));
}

/** The picture that `fault` makes of an order; without one, the picture as it should be. */
export async function spoiledPng(fault: SimulatedFault | undefined, order: PaintOrder): Promise<Buffer> {
  if (fault === 'black') return flatPng(order, [0, 0, 0]);
  if (fault === 'flat') return flatPng(order, [127, 127, 127]);
  if (fault === 'noise') return seededPng({ ...order, isUnfinished: true });
  if (fault === 'skin') return skinPng(order);
  if (fault === 'not-an-image') return Buffer.from('this was meant to be a picture');
  if (fault === 'huge') return heavyPng(order, 30 * 1024 * 1024);
  if (fault === 'bomb') return bombPng();
  const half = { widthPx: Math.ceil(order.widthPx / 2), heightPx: Math.ceil(order.heightPx / 2) };
  const png = await paintedPng(fault === 'wrong-size' ? { ...order, ...half } : order);
  if (fault === 'truncated') return png.subarray(0, Math.floor(png.length / 2));
  return fault === 'jpeg' ? sharp(png).jpeg({ quality: 90 }).toBuffer() : png;
}

/** Nothing and nobody, and yet what classifiers of pictures have learned to refuse. */
function skinPng({ widthPx, heightPx }: PictureOrder): Promise<Buffer> {
  const ovals = [
    [60, 90, 80, 100, 30, '#e8b89a'],
    [150, 60, 60, 90, 80, '#d99a7a'],
    [120, 170, 85, 70, 120, '#f2cdb5'],
    [190, 150, 50, 95, 10, '#c98566'],
  ].map(
    ([x, y, rx, ry, turn, colour]) =>
      `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${colour}" transform="rotate(${turn} 112 112)"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="224" height="224"><filter id="b"><feGaussianBlur stdDeviation="5"/></filter>
<rect width="224" height="224" fill="#552"/><g filter="url(#b)">${ovals.join('')}</g></svg>`;
  return sharp(Buffer.from(svg)).resize(widthPx, heightPx, { fit: 'fill' }).removeAlpha().png().toBuffer();
}

/** The same picture, larger, with `text` in the file. */
export async function enlargedPng(
  bytes: Buffer,
  size: { widthPx: number; heightPx: number },
  text: string,
): Promise<Buffer> {
  const rgb = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .resize(size.widthPx, size.heightPx, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  return pixelsPng({ ...size, text }, rgb);
}

/** 32 bits from the seed and the words (FNV-1a): the upper part of a picture shows the seed, the lower rows both. */
function seedOf({ seed, words }: PaintOrder): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(words)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (seed % 2 ** 32) + (hash % 2 ** 20) * 2 ** 32;
}

async function startingPixels(order: PictureOrder, { bytes, fit }: StartingPicture): Promise<Buffer> {
  return sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .resize(order.widthPx, order.heightPx, { fit, background: 'black' })
    .raw()
    .toBuffer();
}

/** One byte a pixel, 255 where it may change; `null` for everywhere. */
async function maskPixels(order: PictureOrder, start: StartingPicture): Promise<Buffer | null> {
  if (start.mask === undefined) return null;
  const { widthPx, heightPx } = order;
  const mask = sharp(start.mask).removeAlpha().toColourspace('b-w').resize(widthPx, heightPx, { fit: start.fit });
  if (start.invertsMask === true) mask.negate();
  if ((start.maskBlurPx ?? 0) > 0.3) mask.blur(start.maskBlurPx);
  return mask.raw().toBuffer();
}

function blend(paint: Buffer, start: Buffer, mask: Buffer | null, { strength, keepsRest }: StartingPicture): Buffer {
  const out = Buffer.alloc(paint.length);
  for (let at = 0; at < out.length; at += 1) {
    const share = (strength * (mask === null ? 255 : (mask[Math.floor(at / 3)] ?? 0))) / 255;
    const old = start[at] ?? 0;
    // Through the decoder and back: nobody sees it, but it is not the same byte.
    const rest = keepsRest && share === 0 ? old : old ^ 1;
    out[at] = Math.round(rest * (1 - share) + (paint[at] ?? 0) * share);
  }
  return out;
}
