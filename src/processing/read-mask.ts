import { inspectPicture } from './inspect-picture';
import { decoding, openPicture, sharp } from './sharp-settings';

/** A part of a picture in whole pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A mask in one colour channel: 255 where a picture is to be repainted, else 0. */
export interface Mask {
  /** PNG bytes of exactly the picture's size. */
  readonly png: Buffer;
  /** The smallest box around all that is white. */
  readonly box: PixelBox;
}

/** What is wrong with a mask, in words for whoever sent it. */
export class MaskFault extends Error {}

/** Relative difference in proportions that rounding to pixels explains. */
const PROPORTION_TOLERANCE = 0.02;
/** Fewer pixels cannot be seen. */
const LEAST_PIXELS = 16;
/** From this level on grey counts as white. */
const WHITE_FROM = 128;

/**
 * Reads a mask from outside: a PNG of the picture's proportions at any size. White is what to repaint; black, and what
 * is transparent, stays.
 *
 * @param bytes as they came
 * @param size of the picture in pixels; the mask is brought to it
 * @param maxBytes most bytes of the file
 * @throws MaskFault when it is no such PNG, or nothing in it is white
 */
export async function readMask(
  bytes: Buffer,
  size: { widthPx: number; heightPx: number },
  maxBytes: number,
): Promise<Mask> {
  await assertFits(bytes, size, maxBytes);
  const { widthPx: width, heightPx: height } = size;
  const grey = await asFault(() =>
    decoding(() =>
      openPicture(bytes)
        .flatten({ background: '#000000' })
        .greyscale()
        .resize(width, height, { fit: 'fill', kernel: 'nearest' })
        .threshold(WHITE_FROM)
        .extractChannel(0)
        .raw()
        .toBuffer(),
    ),
  );
  const box = boxOf(grey, width, height);
  if (box === undefined) throw new MaskFault(`expected at least ${LEAST_PIXELS} white pixels: what is to be repainted`);
  const png = await sharp(grey, { raw: { width, height, channels: 1 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return { png, box };
}

async function assertFits(
  bytes: Buffer,
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  maxBytes: number,
): Promise<void> {
  const facts = await asFault(() => inspectPicture(bytes, { maxBytes }));
  if (facts.format !== 'png') throw new MaskFault('expected a PNG');
  const stretch = facts.width / facts.height / (widthPx / heightPx);
  if (Math.abs(stretch - 1) > PROPORTION_TOLERANCE) {
    throw new MaskFault(`expected the proportions of the picture, ${widthPx} × ${heightPx}`);
  }
}

/** Whatever the decoder says of bytes from outside is the sender's to mend. */
async function asFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new MaskFault('expected a whole PNG of a decodable size', { cause });
  }
}

function boxOf(grey: Buffer, width: number, height: number): PixelBox | undefined {
  let [left, right, top, bottom, count] = [width, -1, height, -1, 0];
  for (let y = 0; y < height; y += 1) {
    const row = grey.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(255);
    if (first < 0) continue;
    [left, right] = [Math.min(left, first), Math.max(right, row.lastIndexOf(255))];
    [top, bottom] = [Math.min(top, y), y];
    count += row.lastIndexOf(255) - first + 1;
  }
  return count < LEAST_PIXELS ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
