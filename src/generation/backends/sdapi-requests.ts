import { enlargement } from './expected-picture';
import type { PaintOrder } from './paint-order';
import { referenceScript } from './reference-unit';
import type { SdapiHabits } from './sdapi-habits';

/** A request to a server of `/sdapi/v1`. */
export interface SdapiRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Every field is sent, so that no server's own default decides anything. Never a null: sd-server answers those with 500.
 *
 * @param taskId ours, by which progress may be asked for where the dialect knows that
 */
export function sdapiRequest(
  order: PaintOrder,
  habits: SdapiHabits,
  given: { taskId: string; upscaler?: string },
): SdapiRequest {
  if (order.mode === 'upscale')
    return { path: '/sdapi/v1/extra-single-image', body: upscaleBody(order, given.upscaler) };
  const taskId = habits.hasTaskIds ? { force_task_id: given.taskId } : {};
  const body = { ...commonBody(order, habits), ...taskId };
  if (order.mode === 'txt2img') return { path: '/sdapi/v1/txt2img', body: { ...body, enable_hr: false } };
  return { path: '/sdapi/v1/img2img', body: { ...body, ...startingFields(order) } };
}

/** `save_images` and `do_not_save_grid` keep the pictures of our users off the server's disk. */
function commonBody({ plan, ...order }: PaintOrder, habits: SdapiHabits): Record<string, unknown> {
  return {
    prompt: order.prompt,
    negative_prompt: order.negativePrompt,
    seed: order.seed,
    subseed: -1,
    subseed_strength: 0,
    sampler_name: order.sampler.theirs,
    [habits.scheduleField]: order.scheduler.theirs,
    steps: plan.steps,
    cfg_scale: plan.cfg_scale,
    width: plan.width,
    height: plan.height,
    batch_size: 1,
    n_iter: 1,
    restore_faces: false,
    tiling: false,
    styles: [],
    send_images: true,
    save_images: false,
    do_not_save_samples: true,
    do_not_save_grid: true,
    override_settings: order.model === undefined ? {} : { sd_model_checkpoint: order.model.theirs },
    // Put back, the next request of the same model would load it again.
    override_settings_restore_afterwards: order.model === undefined,
    alwayson_scripts: order.reference === undefined ? {} : referenceScript(order.reference),
  };
}

/** The whole picture is painted over, around what is masked too: cutting out and putting back is for us to do. */
function startingFields({ plan, source, mask }: PaintOrder): Record<string, unknown> {
  return {
    init_images: [base64(source)],
    denoising_strength: plan.denoising_strength ?? 0.75,
    resize_mode: 0,
    include_init_images: false,
    ...(mask !== undefined && {
      mask: base64(mask),
      mask_blur: 4,
      inpainting_fill: 1,
      inpaint_full_res: false,
      inpaint_full_res_padding: 0,
      inpainting_mask_invert: 0,
    }),
  };
}

function upscaleBody({ plan, source }: PaintOrder, upscaler = 'None'): Record<string, unknown> {
  return {
    image: base64(source),
    resize_mode: 0,
    upscaling_resize: enlargement(plan),
    upscaler_1: upscaler,
    upscaler_2: 'None',
    extras_upscaler_2_visibility: 0,
    gfpgan_visibility: 0,
    codeformer_visibility: 0,
    codeformer_weight: 0,
    upscale_first: false,
  };
}

function base64(picture: Buffer | undefined): string {
  return picture?.toString('base64') ?? '';
}
