import { decoding, openPicture, sharp } from './sharp-settings';
import type { Sharp } from 'sharp';

/** A decoded picture: rows of pixels, 8 bits a channel, sRGB, upright. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** With or without alpha. */
  readonly channels: 3 | 4;
}

/**
 * @param bytes encoded picture, at most `MAX_PIXELS`
 * @throws UnreadableImageError, ImageTooLargeError when it cannot be decoded
 */
export async function decodePixels(bytes: Buffer): Promise<Pixels> {
  const { data, info } = await decoding(() => openPicture(bytes).raw().toBuffer({ resolveWithObject: true }));
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 };
}

/** Opens decoded pixels, as often as needed and at no cost. */
export function openPixels({ data, width, height, channels }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels } });
}
