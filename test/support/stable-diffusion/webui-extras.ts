import type { SimulatedFault } from '../simulated-a1111-faults';
import { enlargedPng, spoiledPng } from './painted-picture';
import type { SentImage } from './sent-image';
import { numberOf } from './webui-job';

/** Upscalers on the disk of a simulated server, as `/sdapi/v1/upscalers` names them. */
export const UPSCALERS = ['None', 'Lanczos', 'Nearest', 'ESRGAN_4x', 'R-ESRGAN 4x+'] as const;

/** Enlarges as `/sdapi/v1/extra-single-image` is told: by a factor (mode 0), or to a size (mode 1). */
export async function upscaled(
  image: SentImage,
  body: Record<string, unknown>,
  fault: SimulatedFault | undefined,
): Promise<Buffer> {
  const upscaler = typeof body.upscaler_1 === 'string' ? body.upscaler_1 : 'None';
  const asked = sizeOf(image, body);
  // "None" is an upscaler that does nothing: 200, and the picture is no larger than it was.
  const { widthPx, heightPx } = upscaler === 'None' ? image : asked;
  const spoils = fault !== undefined && fault !== 'slow' && fault !== 'jpeg';
  if (spoils) return spoiledPng(fault, { widthPx, heightPx, seed: 1, words: 'extras' });
  return enlargedPng(image.bytes, { widthPx, heightPx }, `Postprocess upscaler: ${upscaler}`);
}

function sizeOf(image: SentImage, body: Record<string, unknown>): { widthPx: number; heightPx: number } {
  if (body.resize_mode === 1) {
    return {
      widthPx: numberOf(body.upscaling_resize_w, 512),
      heightPx: numberOf(body.upscaling_resize_h, 512),
    };
  }
  const factor = numberOf(body.upscaling_resize, 2);
  return { widthPx: Math.floor(image.widthPx * factor), heightPx: Math.floor(image.heightPx * factor) };
}
