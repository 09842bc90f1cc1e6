import sharp from 'sharp';

const OCTAVES = [
  [8, 60],
  [40, 24],
  [200, 10],
] as const;

/**
 * A PNG as heavy as what diffusion models paint (1.5 MB at 832 × 1216): soft forms, finer ones on them, and grain. Equal
 * sizes give equal bytes.
 *
 * @returns RGB, 8 bits a channel
 */
export async function photoLikePng(widthPx: number, heightPx: number): Promise<Buffer> {
  const layers = await Promise.all(OCTAVES.map(([cells, swing]) => layer({ widthPx, heightPx }, cells, swing)));
  const grain = randomBytesOf(widthPx * heightPx * 3, 7);
  const pixels = Buffer.alloc(widthPx * heightPx * 3);
  for (let at = 0; at < pixels.length; at += 1) {
    const soft = layers.reduce(
      (sum, { pixels: level, swing }) => sum + (((level[at] ?? 128) - 128) * swing) / 128,
      128,
    );
    pixels[at] = Math.max(0, Math.min(255, soft + ((grain[at] ?? 0) % 7)));
  }
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .png({ compressionLevel: 6, adaptiveFiltering: true })
    .toBuffer();
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

async function layer({ widthPx, heightPx }: Size, cells: number, swing: number) {
  const small = randomBytesOf(cells * cells * 3, cells);
  const pixels = await sharp(small, { raw: { width: cells, height: cells, channels: 3 } })
    .resize(widthPx, heightPx, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer();
  return { pixels, swing };
}

/** Numerical Recipes' linear congruential generator: the same on every machine. */
function randomBytesOf(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed >>> 0;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}
