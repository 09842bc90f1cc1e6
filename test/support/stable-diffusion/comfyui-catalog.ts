/** Type of an input: the word of a link or a value, or the list of what may be chosen. */
export type InputType = string | readonly string[];

/** One input, as `/object_info` describes it. */
export type InputSpec = readonly [InputType, Readonly<Record<string, unknown>>?];

/** One class of nodes. */
export interface NodeClass {
  readonly required: Readonly<Record<string, InputSpec>>;
  readonly optional?: Readonly<Record<string, InputSpec>>;
  readonly output: readonly string[];
  /** Nodes that something comes out of: a graph needs one. */
  readonly isOutput?: boolean;
}

/** What lies on the disk of a ComfyUI server. */
export interface ComfyFiles {
  readonly checkpoints: readonly string[];
  readonly loras: readonly string[];
  readonly vae: readonly string[];
  readonly upscaleModels: readonly string[];
}

export const COMFY_SAMPLERS = (
  'euler euler_cfg_pp euler_ancestral heun dpm_2 dpm_2_ancestral lms dpmpp_2s_ancestral dpmpp_sde dpmpp_2m dpmpp_2m_sde ' +
  'dpmpp_3m_sde ddpm lcm ddim uni_pc uni_pc_bh2'
).split(' ');
export const COMFY_SCHEDULERS =
  'simple sgm_uniform karras exponential ddim_uniform beta normal linear_quadratic kl_optimal'.split(' ');

const SIDE = { default: 512, min: 16, max: 16_384, step: 8 };
const SCALE_METHODS = ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos'];
const CHANNELS = ['red', 'green', 'blue', 'alpha'];

/** The classes of nodes that a server with these files has, of those that come with it. */
export function nodeClasses(files: ComfyFiles, inputImages: readonly string[]): Readonly<Record<string, NodeClass>> {
  const image: InputSpec = ['IMAGE'];
  const mask: InputSpec = ['MASK'];
  const strength: InputSpec = ['FLOAT', { default: 1, min: -100, max: 100, step: 0.01 }];
  return {
    CheckpointLoaderSimple: { required: { ckpt_name: [files.checkpoints] }, output: ['MODEL', 'CLIP', 'VAE'] },
    VAELoader: { required: { vae_name: [files.vae] }, output: ['VAE'] },
    LoraLoader: {
      required: {
        model: ['MODEL'],
        clip: ['CLIP'],
        lora_name: [files.loras],
        strength_model: strength,
        strength_clip: strength,
      },
      output: ['MODEL', 'CLIP'],
    },
    CLIPSetLastLayer: {
      required: { clip: ['CLIP'], stop_at_clip_layer: ['INT', { default: -1, min: -24, max: -1 }] },
      output: ['CLIP'],
    },
    CLIPTextEncode: {
      required: { text: ['STRING', { multiline: true, dynamicPrompts: true }], clip: ['CLIP'] },
      output: ['CONDITIONING'],
    },
    EmptyLatentImage: {
      required: { width: ['INT', SIDE], height: ['INT', SIDE], batch_size: ['INT', { default: 1, min: 1, max: 4096 }] },
      output: ['LATENT'],
    },
    KSampler: {
      required: {
        model: ['MODEL'],
        // The largest is 2^64 - 1, which JSON numbers cannot carry.
        seed: ['INT', { default: 0, min: 0, max: 18_446_744_073_709_552_000, control_after_generate: true }],
        steps: ['INT', { default: 20, min: 1, max: 10_000 }],
        cfg: ['FLOAT', { default: 8, min: 0, max: 100, step: 0.1, round: 0.01 }],
        sampler_name: [COMFY_SAMPLERS],
        scheduler: [COMFY_SCHEDULERS],
        positive: ['CONDITIONING'],
        negative: ['CONDITIONING'],
        latent_image: ['LATENT'],
        denoise: ['FLOAT', { default: 1, min: 0, max: 1, step: 0.01 }],
      },
      output: ['LATENT'],
    },
    VAEDecode: { required: { samples: ['LATENT'], vae: ['VAE'] }, output: ['IMAGE'] },
    VAEEncode: { required: { pixels: image, vae: ['VAE'] }, output: ['LATENT'] },
    VAEEncodeForInpaint: {
      required: { pixels: image, vae: ['VAE'], mask, grow_mask_by: ['INT', { default: 6, min: 0, max: 64, step: 1 }] },
      output: ['LATENT'],
    },
    InpaintModelConditioning: {
      required: {
        positive: ['CONDITIONING'],
        negative: ['CONDITIONING'],
        vae: ['VAE'],
        pixels: image,
        mask,
        noise_mask: ['BOOLEAN', { default: true }],
      },
      output: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    },
    SetLatentNoiseMask: { required: { samples: ['LATENT'], mask }, output: ['LATENT'] },
    LoadImage: { required: { image: [inputImages, { image_upload: true }] }, output: ['IMAGE', 'MASK'] },
    LoadImageMask: {
      required: { image: [inputImages, { image_upload: true }], channel: [['alpha', 'red', 'green', 'blue']] },
      output: ['MASK'],
    },
    ImageToMask: { required: { image, channel: [CHANNELS] }, output: ['MASK'] },
    GrowMask: {
      required: {
        mask,
        expand: ['INT', { default: 0, min: -16_384, max: 16_384, step: 1 }],
        tapered_corners: ['BOOLEAN', { default: true }],
      },
      output: ['MASK'],
    },
    ImageScale: {
      required: {
        image,
        upscale_method: [SCALE_METHODS],
        width: ['INT', { ...SIDE, min: 0, step: 1 }],
        height: ['INT', { ...SIDE, min: 0, step: 1 }],
        crop: [['disabled', 'center']],
      },
      output: ['IMAGE'],
    },
    ImageScaleBy: {
      required: {
        image,
        upscale_method: [SCALE_METHODS],
        scale_by: ['FLOAT', { default: 1, min: 0.01, max: 8, step: 0.01 }],
      },
      output: ['IMAGE'],
    },
    UpscaleModelLoader: { required: { model_name: [files.upscaleModels] }, output: ['UPSCALE_MODEL'] },
    ImageUpscaleWithModel: { required: { upscale_model: ['UPSCALE_MODEL'], image }, output: ['IMAGE'] },
    ImageCompositeMasked: {
      required: {
        destination: image,
        source: image,
        x: ['INT', { default: 0, min: 0, max: 16_384 }],
        y: ['INT', { default: 0, min: 0, max: 16_384 }],
        resize_source: ['BOOLEAN', { default: false }],
      },
      optional: { mask },
      output: ['IMAGE'],
    },
    SaveImage: {
      required: { images: image, filename_prefix: ['STRING', { default: 'ComfyUI' }] },
      output: [],
      isOutput: true,
    },
    PreviewImage: { required: { images: image }, output: [], isOutput: true },
  };
}

/** An entry of `/object_info`. */
export function describeClass(name: string, nodeClass: NodeClass): Record<string, unknown> {
  const { required, optional, output, isOutput = false } = nodeClass;
  return {
    input: { required, ...(optional && { optional }) },
    input_order: { required: Object.keys(required), ...(optional && { optional: Object.keys(optional) }) },
    output,
    output_is_list: output.map(() => false),
    output_name: output,
    name,
    display_name: name,
    description: '',
    python_module: 'nodes',
    category: 'simulated',
    output_node: isOutput,
  };
}
