import type { BackendAddress } from '../../config/backend-address';
import type { RenderPlan } from '../recipe';
import {
  BackendSubstitutedError,
  BackendUnavailableError,
  ImageBackend,
  type Painting,
  type PaintRequest,
} from './image-backend';
import type { SdapiClient } from './sdapi.client';

const INTERRUPT_MS = 2000;

/**
 * A server that speaks `/sdapi/v1/txt2img` as AUTOMATIC1111 1.10 does; Forge, SD.Next and sd-server answer the same call.
 * Facts: shared reference on Stable Diffusion servers, read in their sources and observed (2026-11).
 */
export class A1111Backend extends ImageBackend {
  readonly name: string;
  readonly dialect: string;
  readonly slots: number;
  readonly weight: number;
  readonly isShared = true;

  constructor(
    address: BackendAddress,
    private readonly client: SdapiClient,
  ) {
    super();
    this.name = address.name;
    this.dialect = address.dialect;
    this.slots = address.slots;
    this.weight = address.weight;
  }

  async paint(request: PaintRequest, signal: AbortSignal): Promise<Painting> {
    const reply = await this.orInterrupted(
      this.client.post('/sdapi/v1/txt2img', txt2imgBody(request.plan), signal),
      signal,
    );
    const info = readInfo(reply);
    // The server may resolve or truncate a seed in silence; a recipe that names the wrong one is a lie.
    if (typeof info.seed === 'number' && info.seed !== request.plan.seed) throw new BackendSubstitutedError('seed');
    return { bytes: firstImage(reply, info), model: readText(info.sd_model_name) ?? 'unknown', origin: 'diffused' };
  }

  /**
   * A server paints on when its client goes away; told to stop, its slot is soon free in earnest. Interrupting is
   * global, so only where nothing but our request can be running.
   */
  private async orInterrupted(reply: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
    try {
      return await reply;
    } catch (error) {
      if (signal.aborted && this.slots === 1) {
        await this.client.post('/sdapi/v1/interrupt', {}, AbortSignal.timeout(INTERRUPT_MS)).catch(() => undefined);
      }
      throw error;
    }
  }

  async check(signal: AbortSignal): Promise<void> {
    // Answered by every server of the family; /internal/ping is not.
    await this.client.get('/sdapi/v1/samplers', signal);
  }
}

/**
 * Every field is sent, so that no server's own default decides anything. Never a null: sd-server answers those
 * with 500. `save_images` and `do_not_save_grid` keep the pictures of our users off the server's disk.
 */
function txt2imgBody(plan: RenderPlan): Record<string, unknown> {
  return {
    prompt: plan.prompt,
    negative_prompt: plan.negative_prompt,
    seed: plan.seed,
    subseed: -1,
    subseed_strength: 0,
    sampler_name: plan.sampler,
    scheduler: plan.scheduler,
    steps: plan.steps,
    cfg_scale: plan.cfg_scale,
    width: plan.width,
    height: plan.height,
    batch_size: 1,
    n_iter: 1,
    restore_faces: false,
    tiling: false,
    enable_hr: false,
    styles: [],
    send_images: true,
    save_images: false,
    do_not_save_samples: true,
    do_not_save_grid: true,
    override_settings: {},
    override_settings_restore_afterwards: true,
    alwayson_scripts: {},
  };
}

/** `info` is JSON in a string; every field of it is optional, and it may be missing or broken. */
function readInfo(reply: unknown): Record<string, unknown> {
  const info = member(reply, 'info');
  if (typeof info !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(info);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The picture itself: a grid may stand before it, control maps behind it. */
function firstImage(reply: unknown, info: Record<string, unknown>): Buffer {
  const images = member(reply, 'images');
  const index = typeof info.index_of_first_image === 'number' ? info.index_of_first_image : 0;
  const image: unknown = Array.isArray(images) ? images[index] : undefined;
  if (typeof image !== 'string' || image === '') throw new BackendUnavailableError('answered without a picture');
  return Buffer.from(image.replace(/^data:[^,]*,/, ''), 'base64');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

const readText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.replace(/[^\x20-\x7e]/g, '').slice(0, 100) : undefined;
