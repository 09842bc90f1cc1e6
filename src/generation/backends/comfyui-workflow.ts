import type { PaintOrder } from './paint-order';

/** Output `index` of another node. */
type Link = readonly [node: string, index: number];

/** One node of a workflow in ComfyUI's own form. */
interface WorkflowNode {
  readonly class_type: string;
  readonly inputs: Readonly<Record<string, string | number | Link>>;
}
export type Workflow = Readonly<Record<string, WorkflowNode>>;

/** What a workflow is made from besides the order. */
export interface WorkflowParts {
  /**
   * Another word for every attempt. A ComfyUI does not make again what it has made, not even a picture that is broken, and
   * in some versions says nothing of it then; an input that a node does not know is passed over, but makes it another node.
   */
  readonly attempt: string;
  readonly checkpoint: string;
  /** Names of the uploaded pictures as `LoadImage` takes them. */
  readonly source?: string;
  readonly mask?: string;
  readonly upscaler?: string;
  /** Pixels of the enlarged picture. */
  readonly target?: { readonly width: number; readonly height: number };
}

/** The node whose picture is ours. */
export const PICTURE_NODE = 'picture';

/**
 * The workflow of an order, put together from the nodes that every ComfyUI has. Never a workflow from outside: nodes can
 * do anything. `PreviewImage` keeps the pictures of our users in the folder that is emptied at every start.
 */
export function workflowFor(order: PaintOrder, parts: WorkflowParts): Workflow {
  if (order.mode === 'upscale') return upscaleWorkflow(parts);
  const { plan } = order;
  return {
    model: node('CheckpointLoaderSimple', { ckpt_name: parts.checkpoint }),
    positive: node('CLIPTextEncode', { text: order.prompt, clip: ['model', 1] }),
    negative: node('CLIPTextEncode', { text: order.negativePrompt, clip: ['model', 1] }),
    ...startOf(order, parts),
    painted: node('KSampler', {
      model: ['model', 0],
      positive: ['positive', 0],
      negative: ['negative', 0],
      latent_image: ['start', 0],
      seed: order.seed,
      steps: plan.steps,
      cfg: plan.cfg_scale,
      sampler_name: order.sampler.theirs,
      scheduler: order.scheduler.theirs,
      denoise: order.mode === 'txt2img' ? 1 : (plan.denoising_strength ?? 0.75),
    }),
    decoded: node('VAEDecode', { samples: ['painted', 0], vae: ['model', 2] }),
    [PICTURE_NODE]: node('PreviewImage', { images: ['decoded', 0] }),
  };
}

/** Where the sampler starts: nothing, a picture, or a picture of which only the white of the mask may change. */
function startOf({ mode, plan }: PaintOrder, { attempt, source = '', mask = '' }: WorkflowParts): Workflow {
  if (mode === 'txt2img') {
    return { start: node('EmptyLatentImage', { width: plan.width, height: plan.height, batch_size: 1, attempt }) };
  }
  const encoded = (name: string): Workflow => ({
    source: node('LoadImage', { image: source }),
    [name]: node('VAEEncode', { pixels: ['source', 0], vae: ['model', 2], attempt }),
  });
  if (mode === 'img2img') return encoded('start');
  return {
    ...encoded('encoded'),
    mask: node('LoadImageMask', { image: mask, channel: 'red' }),
    start: node('SetLatentNoiseMask', { samples: ['encoded', 0], mask: ['mask', 0] }),
  };
}

/** The upscaler enlarges by its own factor, mostly four; what is asked for is made of that. */
function upscaleWorkflow({
  attempt,
  source = '',
  upscaler = '',
  target = { width: 0, height: 0 },
}: WorkflowParts): Workflow {
  return {
    source: node('LoadImage', { image: source }),
    upscaler: node('UpscaleModelLoader', { model_name: upscaler }),
    enlarged: node('ImageUpscaleWithModel', { upscale_model: ['upscaler', 0], image: ['source', 0], attempt }),
    fitted: node('ImageScale', { image: ['enlarged', 0], upscale_method: 'lanczos', ...target, crop: 'disabled' }),
    [PICTURE_NODE]: node('PreviewImage', { images: ['fitted', 0] }),
  };
}

function node(classType: string, inputs: WorkflowNode['inputs']): WorkflowNode {
  return { class_type: classType, inputs };
}
