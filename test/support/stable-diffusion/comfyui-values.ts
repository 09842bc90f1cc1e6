import sharp from 'sharp';
import { pixelsPng } from '../simulated-pictures';
import type { PaintOrder } from './painted-picture';

/** What flows between nodes. Models, encoders and conditionings are words: all that decides the picture. */
export type ComfyValue =
  | { readonly kind: 'words'; readonly words: string; readonly text?: string }
  | ComfyLatent
  | { readonly kind: 'image'; readonly pictures: readonly Buffer[] }
  | { readonly kind: 'mask'; readonly bytes: Buffer };

/** A picture in the model's own space: nothing, one to start from, or one that was sampled. */
export interface ComfyLatent {
  readonly kind: 'latent';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly batch: number;
  readonly start?: Buffer;
  readonly mask?: Buffer;
  readonly orders?: readonly PaintOrder[];
}

export class InterruptedError extends Error {}

/** An exception in a node, by its Python name. */
export class NodeFailure extends Error {
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

/** Without `text` in the file, RGB. */
export async function plainPng(bytes: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(bytes)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return pixelsPng({ widthPx: info.width, heightPx: info.height }, data);
}

/** One channel as a mask. Alpha is turned round: what is see-through is to be painted. */
export async function channelOf(bytes: Buffer, channel: string): Promise<Buffer> {
  const { width, height, hasAlpha } = await sharp(bytes).metadata();
  if (channel !== 'alpha') {
    const index = channel === 'blue' ? 2 : channel === 'green' ? 1 : 0;
    return sharp(bytes).removeAlpha().toColourspace('srgb').extractChannel(index).png().toBuffer();
  }
  if (hasAlpha) return sharp(bytes).extractChannel(3).negate().png().toBuffer();
  // A picture without transparency has an empty mask of 64 x 64.
  const size = { width: Math.min(64, width), height: Math.min(64, height) };
  return sharp({ create: { ...size, channels: 3, background: 'black' } })
    .extractChannel(0)
    .png()
    .toBuffer();
}

/** A node's picture brought to another size. */
export async function resizedPng(bytes: Buffer, width: number, height: number, isCropped: boolean): Promise<Buffer> {
  return plainPng(
    await sharp(bytes)
      .resize(width, height, { fit: isCropped ? 'cover' : 'fill' })
      .png()
      .toBuffer(),
  );
}

/** `source` laid over `destination` where the mask is white. */
export async function composite(destination: Buffer, source: Buffer, mask: Buffer | undefined): Promise<Buffer> {
  const { data: under, info } = await sharp(destination).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const over = await sharp(source).removeAlpha().resize(width, height, { fit: 'fill' }).raw().toBuffer();
  const share =
    mask && (await sharp(mask).toColourspace('b-w').resize(width, height, { fit: 'fill' }).raw().toBuffer());
  const rgb = Buffer.from(under);
  for (let at = 0; at < rgb.length; at += 1) {
    const part = (share?.[Math.floor(at / 3)] ?? 255) / 255;
    rgb[at] = Math.round((under[at] ?? 0) * (1 - part) + (over[at] ?? 0) * part);
  }
  return pixelsPng({ widthPx: width, heightPx: height }, rgb);
}
