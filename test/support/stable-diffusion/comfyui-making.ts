import sharp from 'sharp';
import { plainPng, type ComfyLatent, type ComfyValue } from './comfyui-values';
import { enlargedPng, type PaintOrder } from './painted-picture';

/** A model, encoder or conditioning: nothing but what decides the picture. */
export const words = (text: string): ComfyValue => ({ kind: 'words', words: text });
/** One picture. */
export const image = (bytes: Buffer): ComfyValue => ({ kind: 'image', pictures: [bytes] });
const down8 = (side: number): number => Math.floor(side / 8) * 8;

/** Nothing yet, of a size cut down to whole latents. */
export function latentOf(width: number, height: number, batch: number): ComfyLatent {
  return { kind: 'latent', widthPx: down8(width), heightPx: down8(height), batch };
}

/** A picture in the space of the model. */
export async function encode(pixels: Buffer): Promise<ComfyLatent> {
  const { widthPx, heightPx } = await sizeOf(pixels);
  return { ...latentOf(widthPx, heightPx, 1), start: pixels };
}

/** What a sampler starts from. */
export function startOf({ start = Buffer.alloc(0), mask }: ComfyLatent, strength: number): PaintOrder['start'] {
  return { bytes: start, fit: 'fill', strength, ...(mask !== undefined && { mask }), keepsRest: false };
}

/** Pixels, by the file's own header. */
export async function sizeOf(bytes: Buffer): Promise<{ widthPx: number; heightPx: number }> {
  const { width, height } = await sharp(bytes).metadata();
  return { widthPx: width, heightPx: height };
}

/** A picture, larger by `factor`. */
export async function times(bytes: Buffer, factor: number): Promise<Buffer> {
  const { widthPx, heightPx } = await sizeOf(bytes);
  const size = { widthPx: Math.round(widthPx * factor), heightPx: Math.round(heightPx * factor) };
  return plainPng(await enlargedPng(bytes, size, ''));
}
