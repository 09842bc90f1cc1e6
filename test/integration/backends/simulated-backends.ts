import sharp from 'sharp';
import type { Dialect } from '../../../src/config/backend-address';
import { readBackendAddress } from '../../../src/config/backend-address';
import type { ImageBackend, Painting, PaintRequest } from '../../../src/generation/backends/image-backend';
import { openBackend, type BackendLimits } from '../../../src/generation/backends/open-backend';
import type { RenderPlan } from '../../../src/generation/recipe';
import { startSimulatedA1111 } from '../../support/simulated-a1111';
import { startSimulatedComfyui } from '../../support/simulated-comfyui';
import { startSimulatedForge } from '../../support/simulated-forge';
import { startSimulatedSdcpp } from '../../support/simulated-sdcpp';
import { startSimulatedSdnext } from '../../support/simulated-sdnext';
import type { SimulatedServer, SimulatedServerOptions } from '../../support/stable-diffusion/simulated-server';

/** Starts the simulated server of a dialect. */
export const SIMULATED: Readonly<Record<Dialect, (options?: SimulatedServerOptions) => Promise<SimulatedServer>>> = {
  a1111: startSimulatedA1111,
  forge: startSimulatedForge,
  sdnext: startSimulatedSdnext,
  sdcpp: startSimulatedSdcpp,
  comfyui: startSimulatedComfyui,
};
export const EVERY_DIALECT = Object.keys(SIMULATED) as Dialect[];
/** Those that speak `/sdapi/v1`. */
export const SDAPI_DIALECTS = EVERY_DIALECT.filter((dialect) => dialect !== 'comfyui');

export const LIMITS: BackendLimits = { maxImageBytes: 26_214_400 };

/** A small picture that every server can paint. */
export const PLAN: RenderPlan = {
  prompt: 'a wizard with a grey beard',
  negative_prompt: 'blurry',
  width: 128,
  height: 64,
  seed: 1234,
  steps: 4,
  cfg_scale: 6,
  sampler: 'DPM++ 2M',
  scheduler: 'Karras',
};

/** The adapter for the server at `url`, opened as the service does it. */
export function backendAt(url: string, dialect: Dialect | 'auto', limits: BackendLimits = LIMITS): ImageBackend {
  const joint = url.includes('#') ? '&' : '#';
  return openBackend(readBackendAddress(`${url}${joint}dialect=${dialect}`), limits);
}

/** Never aborted. */
export const patient = (): AbortSignal => new AbortController().signal;

/** Paints `given` over the small plan. */
export function paintWith(
  backend: ImageBackend,
  given: Partial<RenderPlan> = {},
  { signal = patient(), ...pictures }: Pick<PaintRequest, 'source' | 'mask'> & { signal?: AbortSignal } = {},
): Promise<Painting> {
  const sketch = (): Promise<Buffer> => Promise.reject(new Error('a server paints, it does not ask for a sketch'));
  return backend.paint({ plan: { ...PLAN, ...given }, sketch, ...pictures }, signal);
}

/** A red picture of 128 x 64 px, and a mask that is white on its left half. */
export const redPicture = (): Promise<Buffer> =>
  sharp({ create: { width: 128, height: 64, channels: 3, background: { r: 200, g: 40, b: 40 } } })
    .png()
    .toBuffer();
export const leftMask = (): Promise<Buffer> => {
  const white = Buffer.from('<svg width="64" height="64"><rect width="64" height="64" fill="#fff"/></svg>');
  return sharp({ create: { width: 128, height: 64, channels: 3, background: 'black' } })
    .composite([{ input: white, left: 0, top: 0 }])
    .png()
    .toBuffer();
};

/** Pixels, RGB. */
export const pixelsOf = (bytes: Buffer): Promise<Buffer> => sharp(bytes).removeAlpha().raw().toBuffer();

/** Width and height that the file itself tells. */
export async function sizeOf(bytes: Buffer): Promise<[number, number]> {
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
}

/** Mean difference between two pictures of one size over the columns from `left` on, 0 to 255. */
export async function differenceAt(one: Buffer, other: Buffer, left: number, width: number): Promise<number> {
  const region = { left, top: 0, width, height: 64 };
  const [a, b] = await Promise.all(
    [one, other].map((bytes) => sharp(bytes).removeAlpha().extract(region).raw().toBuffer()),
  );
  if (a === undefined || b === undefined) return NaN;
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}
