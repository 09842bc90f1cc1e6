import { decoding, openPicture, sharp } from './sharp-settings';

/** Longer side in pixels at which colours are spread: only their soft course is wanted. */
const SPREAD_SIDE_PX = 64;

/**
 * A picture whose masked part is gone: the colours around it run into it, softly. Only of use through the mask: the
 * rest is as soft.
 *
 * @param source encoded picture
 * @param mask PNG of the source's proportions, white where the hole is
 * @returns PNG bytes of the source's size, opaque, quickly compressed
 * @throws UnreadableImageError, ImageTooLargeError when one of them cannot be decoded
 */
export function fillHole(source: Buffer, mask: Buffer): Promise<Buffer> {
  return decoding(async () => {
    const { autoOrient: size } = await openPicture(source).metadata();
    const scale = SPREAD_SIDE_PX / Math.max(size.width, size.height);
    const [width, height] = [size.width, size.height].map((side) => Math.max(1, Math.round(side * scale)));
    const small = { width: width ?? 1, height: height ?? 1 };
    const colours = await openPicture(source)
      .flatten({ background: '#808080' })
      .resize(small.width, small.height, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const hole = await openPicture(mask)
      .resize(small.width, small.height, { fit: 'fill' })
      .toColourspace('b-w')
      .extractChannel(0)
      .raw()
      .toBuffer();
    spread(colours, hole, small.width);
    return sharp(colours, { raw: { ...small, channels: 3 } })
      .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
      .png({ compressionLevel: 1 })
      .toBuffer();
  });
}

/** Ring by ring from the edge inwards, each new pixel the mean of its known neighbours. A hole without an edge stays. */
function spread(colours: Buffer, hole: Buffer, width: number): void {
  let unknown = [...hole.keys()].filter((pixel) => (hole[pixel] ?? 0) > 0);
  const isUnknown = new Set(unknown);
  while (unknown.length > 0) {
    const filled = unknown.flatMap((pixel) => {
      const known = neighbours(pixel, width, hole.length).filter((other) => !isUnknown.has(other));
      return known.length === 0 ? [] : [{ pixel, colour: meanOf(colours, known) }];
    });
    if (filled.length === 0) return;
    for (const { pixel, colour } of filled) {
      colour.forEach((value, channel) => (colours[pixel * 3 + channel] = value));
      isUnknown.delete(pixel);
    }
    unknown = unknown.filter((pixel) => isUnknown.has(pixel));
  }
}

function neighbours(pixel: number, width: number, count: number): number[] {
  const column = pixel % width;
  const beside = [...(column > 0 ? [-1] : []), 0, ...(column < width - 1 ? [1] : [])];
  return [-width, 0, width]
    .flatMap((row) => beside.map((step) => pixel + row + step))
    .filter((other) => other !== pixel && other >= 0 && other < count);
}

function meanOf(colours: Buffer, pixels: readonly number[]): number[] {
  return [0, 1, 2].map((channel) =>
    Math.round(pixels.reduce((sum, pixel) => sum + (colours[pixel * 3 + channel] ?? 0), 0) / pixels.length),
  );
}
