import { createCipheriv } from 'node:crypto';
import { encodePicture } from '../../../src/processing/encode-picture';
import { rasterise } from '../../../src/processing/rasterise';
import { sharp } from '../../../src/processing/sharp-settings';

/** A PNG as we store them: a face on a gradient, marked with its provenance. */
export async function aPortrait({ width, height } = { width: 768, height: 1024 }): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 768 1024" preserveAspectRatio="none">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#223355"/><stop offset="1" stop-color="#cc8844"/></linearGradient></defs>
    <rect width="768" height="1024" fill="url(#g)"/><circle cx="384" cy="400" r="180" fill="#e0a880"/>
    <circle cx="320" cy="360" r="20" fill="#222"/><circle cx="450" cy="360" r="20" fill="#222"/></svg>`;
  const raw = await rasterise(svg, { widthPx: width, heightPx: height });
  return (await encodePicture(raw, { format: 'png', provenance: 'algorithmicMedia' })).bytes;
}

/** A PNG of noise, which nothing compresses: three bytes a pixel. */
export function aNoisyPicture(sidePx: number): Promise<Buffer> {
  // The same noise every time: a cipher's stream.
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  const raw = cipher.update(Buffer.alloc(sidePx * sidePx * 3));
  return sharp(raw, { raw: { width: sidePx, height: sidePx, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
}
