import { ImageTooLargeError, UnreadableImageError } from './picture-errors';
import { isWholePicture, pictureFormatOf, type PictureFormat } from './picture-format';
import { decoding, MAX_PIXELS, MAX_SIDE_PX, sharp } from './sharp-settings';

/** What the header of a picture says. */
export interface PictureFacts {
  readonly format: PictureFormat;
  readonly contentType: `image/${PictureFormat}`;
  /** Pixels, as shown: after turning by the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

/** What a picture may weigh at most. */
export interface PictureLimits {
  readonly maxBytes: number;
  /** Default and ceiling `MAX_PIXELS`. */
  readonly maxPixels?: number;
}

/**
 * Judges bytes from outside by their header alone: no pixel is decoded, so a bomb costs no more than a picture.
 *
 * @returns the facts of the first frame
 * @throws ImageTooLargeError when bytes, pixels or a side are over the limit
 * @throws UnreadableImageError when the bytes are another format, cut short, or a picture with something glued to it
 */
export async function inspectPicture(bytes: Buffer, limits: PictureLimits): Promise<PictureFacts> {
  if (bytes.length > limits.maxBytes) throw new ImageTooLargeError(`at most ${limits.maxBytes} bytes`);
  const format = pictureFormatOf(bytes);
  if (format === undefined || !isWholePicture(bytes, format)) throw new UnreadableImageError();
  const header = await headerOf(bytes);
  const facts: PictureFacts = { format, contentType: `image/${format}`, ...header };
  assertWithin(facts, Math.min(limits.maxPixels ?? MAX_PIXELS, MAX_PIXELS));
  return facts;
}

async function headerOf(bytes: Buffer): Promise<Pick<PictureFacts, 'width' | 'height' | 'hasAlpha'>> {
  // Without sharp's own limit: the header of a giant is read to be refused by its true name.
  const header = await decoding(() =>
    sharp(bytes, { limitInputPixels: false, failOn: 'warning', pages: 1 }).metadata(),
  );
  const { width, height } = header.autoOrient;
  return { width, height, hasAlpha: header.hasAlpha };
}

function assertWithin({ width, height }: PictureFacts, maxPixels: number): void {
  if (width * height > maxPixels) throw new ImageTooLargeError(`at most ${maxPixels} pixels`);
  if (Math.max(width, height) > MAX_SIDE_PX) throw new ImageTooLargeError(`at most ${MAX_SIDE_PX} pixels a side`);
}
