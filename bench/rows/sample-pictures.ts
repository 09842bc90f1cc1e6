import sharp from 'sharp';
import { photoLikePng } from '../harness/photo-like-png';
import type { Picture } from './picture-world';

const SMALL_BYTES = 100_000;

/** A PNG of about 1.5 MB as models paint it. */
export async function portraitPng(): Promise<Picture> {
  const [widthPx, heightPx] = [832, 1216];
  return { bytes: await photoLikePng(widthPx, heightPx), extension: 'png', widthPx, heightPx };
}

/** The same as a WebP of some 100 KB. */
export async function portraitWebp({ bytes: png, widthPx, heightPx }: Picture): Promise<Picture> {
  for (let quality = 70; ; quality += 3) {
    const bytes = await sharp(png).webp({ quality, effort: 2 }).toBuffer();
    if (bytes.length >= SMALL_BYTES || quality >= 97) return { bytes, extension: 'webp', widthPx, heightPx };
  }
}
