import sharp from 'sharp';

/** What a request held where a picture belongs: the bytes as sent, and what they turned out to be. */
export interface SentImage {
  readonly bytes: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
}

/** Reads base64, with or without a data URL around it; `null` when it is no picture that can be decoded in full. */
export async function readSentImage(text: unknown): Promise<SentImage | null> {
  if (typeof text !== 'string') return null;
  const bytes = Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64');
  try {
    const { width, height, channels } = await sharp(bytes).metadata();
    await sharp(bytes, { failOn: 'truncated' }).stats();
    return { bytes, widthPx: width, heightPx: height, channels };
  } catch {
    return null;
  }
}

/** Whether a mask has nothing to repaint: black all over, or white all over when it is turned round. */
export async function isBlankMask(mask: SentImage, isInverted: boolean): Promise<boolean> {
  const { channels } = await sharp(mask.bytes).removeAlpha().toColourspace('b-w').stats();
  return isInverted ? channels[0]?.min === 255 : channels[0]?.max === 0;
}
