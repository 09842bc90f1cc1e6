import { SimulatedFailure } from './simulated-failure';

/** A checkpoint of a simulated server. */
export interface SimulatedModel {
  readonly name: string;
  /** First ten hex digits of the file's SHA-256, as the server shows it. */
  readonly hash: string;
}

/** What a ControlNet extension lists of itself. */
export interface SimulatedControlNet {
  readonly models: readonly string[];
  readonly modules: readonly string[];
}

/** A unit of ControlNet that takes part in a picture. */
export interface SimulatedControlUnit {
  readonly module: string;
  readonly model: string;
  /** Base64, as it was sent. */
  readonly image: string;
  /** Whether its map is appended behind the pictures. */
  readonly showsMap: boolean;
}

/** How a picture is painted over another one. */
export interface SimulatedInpaint {
  readonly mask: string;
  readonly maskBlurPx: number;
  readonly invertsMask: boolean;
  readonly isWholePicture: boolean;
}

/** What one `txt2img` or `img2img` call asks for, with the server's own defaults and corrections applied. */
export interface SimulatedJob {
  readonly kind: 'txt2img' | 'img2img';
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly steps: number;
  readonly cfgScale: number;
  /** One per picture: the first as asked or drawn, then counting up. */
  readonly seeds: readonly number[];
  readonly samplerName: string;
  /** `undefined` where the server has no such thing. */
  readonly scheduler: string | undefined;
  readonly denoisingStrength: number;
  /** Checkpoint asked for in `override_settings`, in any spelling. */
  readonly checkpoint: string | undefined;
  readonly keepsCheckpoint: boolean;
  readonly sendsImages: boolean;
  /** A contact sheet comes before the pictures: only where the server saves them. */
  readonly hasGrid: boolean;
  readonly controlUnits: readonly SimulatedControlUnit[];
  readonly initImages: readonly string[];
  /** 0 stretched, 1 cropped, 2 set into a frame. */
  readonly resizeMode: number;
  readonly inpaint: SimulatedInpaint | undefined;
  /** `force_task_id`, for `/internal/progress`. */
  readonly taskId: string | undefined;
}

/** What one server of the family does differently from the others. */
export interface JobHabits {
  readonly steps: number;
  readonly cfgScale: number;
  /** Width and height when none is asked for. */
  readonly sidePx: number;
  /** Strength of `img2img` when none is asked for. */
  readonly denoisingStrength: number;
  /** Whether "only masked" is on when nothing is said. */
  readonly inpaintsFullRes: boolean;
  /** Where no grid is wanted, pictures that are saved still make one: A1111's `return_grid`. */
  readonly returnsGrid: boolean;
  /** Scripts that are installed, in lower case. */
  readonly scripts: readonly string[];
  /** Absent: every unit is taken for one that works. */
  readonly controlNet?: SimulatedControlNet;
  /** @throws SimulatedFailure where an unknown name is refused */
  readonly sampling: (asked: string | undefined, scheduler: string | undefined) => { name: string; scheduler?: string };
  /** @throws SimulatedFailure without a picture to paint over */
  readonly refuseMissingInit: (body: Record<string, unknown>) => void;
}

const SETTINGS = [
  'sd_model_checkpoint',
  'sd_vae',
  'CLIP_stop_at_last_layers',
  'samples_format',
  'eta_noise_seed_delta',
  'randn_source',
  'enable_pnginfo',
];
const TYPES: Readonly<Record<string, 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'object'>> = {
  prompt: 'string',
  negative_prompt: 'string',
  sampler_name: 'string',
  sampler_index: 'string',
  scheduler: 'string',
  seed: 'integer',
  steps: 'integer',
  width: 'integer',
  height: 'integer',
  batch_size: 'integer',
  n_iter: 'integer',
  cfg_scale: 'number',
  denoising_strength: 'number',
  enable_hr: 'boolean',
  send_images: 'boolean',
  save_images: 'boolean',
  styles: 'list',
  init_images: 'list',
  mask: 'string',
  mask_blur: 'integer',
  resize_mode: 'integer',
  inpainting_mask_invert: 'integer',
  inpainting_fill: 'integer',
  inpaint_full_res: 'boolean',
  inpaint_full_res_padding: 'integer',
  override_settings: 'object',
  alwayson_scripts: 'object',
};

/**
 * Reads the body as version 1.10 does: wrong types are 422, unknown fields are passed over in silence.
 * @throws SimulatedFailure in the words of the server
 */
export function readJob(kind: SimulatedJob['kind'], body: Record<string, unknown>, habits: JobHabits): SimulatedJob {
  refuseWrongTypes(body);
  const override = (body.override_settings ?? {}) as Record<string, unknown>;
  refuseUnknownNames(body, override, habits);
  if (kind === 'img2img') habits.refuseMissingInit(body);
  const sampler = habits.sampling(textOf(body.sampler_name ?? body.sampler_index), textOf(body.scheduler));
  const seeds = seedsOf(body);
  return {
    kind,
    prompt: textOf(body.prompt) ?? '',
    negativePrompt: textOf(body.negative_prompt) ?? '',
    ...sizeOf(body, habits.sidePx),
    steps: numberOf(body.steps, habits.steps),
    cfgScale: numberOf(body.cfg_scale, habits.cfgScale),
    seeds,
    samplerName: sampler.name,
    scheduler: sampler.scheduler,
    denoisingStrength: numberOf(body.denoising_strength, habits.denoisingStrength),
    checkpoint: textOf(override.sd_model_checkpoint),
    keepsCheckpoint: body.override_settings_restore_afterwards === false,
    sendsImages: body.send_images !== false,
    // The API turns grids off together with saving (do_not_save_grid = not save_images), whatever the body says of grids.
    hasGrid: habits.returnsGrid && body.save_images === true && seeds.length > 1,
    controlUnits: controlUnitsOf(body, habits.controlNet),
    initImages: kind === 'img2img' ? ((body.init_images ?? []) as string[]) : [],
    resizeMode: numberOf(body.resize_mode, 0),
    inpaint: kind === 'img2img' ? inpaintOf(body, habits) : undefined,
    taskId: textOf(body.force_task_id),
  };
}

/** The shape of a deliberate refusal. */
export function httpException(status: number, detail: string): SimulatedFailure {
  return new SimulatedFailure(status, { error: 'HTTPException', detail, body: '', errors: '' });
}

/** The shape of whatever broke on the way. */
export function unhandled(error: string, errors: string): SimulatedFailure {
  return new SimulatedFailure(500, { error, detail: '', body: '', errors });
}

/** A member of a body that has to be a number. */
export function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function refuseWrongTypes(body: Record<string, unknown>): void {
  const faults = Object.entries(TYPES)
    .filter(([name, type]) => body[name] !== undefined && body[name] !== null && !isOfType(body[name], type))
    .map(([name, type]) => ({ loc: ['body', name], msg: `value is not a valid ${type}`, type: `type_error.${type}` }));
  if (faults.length > 0) throw new SimulatedFailure(422, { detail: faults });
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'list') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value) || typeof value === 'boolean';
  return typeof value === type;
}

function refuseUnknownNames(body: Record<string, unknown>, override: Record<string, unknown>, habits: JobHabits): void {
  const setting = Object.keys(override).find((name) => !SETTINGS.includes(name));
  if (setting !== undefined) throw unhandled('KeyError', `'${setting}'`);
  const scripts = Object.keys(body.alwayson_scripts ?? {});
  const unknown = scripts.find((name) => !habits.scripts.includes(name.toLowerCase()));
  if (unknown !== undefined) throw httpException(422, `Script '${unknown}' not found`);
}

/** Down to a multiple of 8, then enlarged by the second pass. */
function sizeOf(body: Record<string, unknown>, sidePx: number): { widthPx: number; heightPx: number } {
  const [width, height] = [numberOf(body.width, sidePx), numberOf(body.height, sidePx)];
  const scale = body.enable_hr === true ? numberOf(body.hr_scale, 2) : 1;
  const [widthPx, heightPx] = [width, height].map((side) => Math.floor((Math.floor(side / 8) * 8 * scale) / 8) * 8);
  if (widthPx === undefined || heightPx === undefined || widthPx <= 0 || heightPx <= 0) {
    throw unhandled('RuntimeError', `Trying to create tensor with negative dimension: [1, 4, ${height}, ${width}]`);
  }
  return { widthPx, heightPx };
}

function seedsOf(body: Record<string, unknown>): number[] {
  const asked = numberOf(body.seed, -1);
  const first = asked < 0 ? Math.floor(Math.random() * 2 ** 32) : asked;
  return Array.from({ length: numberOf(body.batch_size, 1) * numberOf(body.n_iter, 1) }, (_, index) => first + index);
}

/**
 * The enabled units. The wrong shape is passed over in silence; so are all units when one of them names what is not there,
 * because the extension's error is written into a log and the picture painted without it.
 */
function controlUnitsOf(body: Record<string, unknown>, has: SimulatedControlNet | undefined): SimulatedControlUnit[] {
  const scripts = Object.entries((body.alwayson_scripts ?? {}) as Record<string, { args?: unknown }>);
  const args = scripts.find(([name]) => name.toLowerCase() === 'controlnet')?.[1]?.args;
  if (!Array.isArray(args)) return [];
  const units = (args as Record<string, unknown>[])
    .filter((unit) => unit.enabled !== false)
    .map((unit) => ({
      module: textOf(unit.module) ?? 'none',
      model: textOf(unit.model) ?? 'None',
      image: textOf(unit.image) ?? '',
      showsMap: unit.save_detected_map !== false,
    }));
  const isThere = ({ module, model }: SimulatedControlUnit): boolean =>
    has === undefined || (has.modules.includes(module) && has.models.includes(model));
  return units.every(isThere) ? units : [];
}

function inpaintOf(body: Record<string, unknown>, habits: JobHabits): SimulatedInpaint | undefined {
  const mask = textOf(body.mask);
  if (mask === undefined || mask === '') return undefined;
  return {
    mask,
    maskBlurPx: numberOf(body.mask_blur, 4),
    invertsMask: Boolean(body.inpainting_mask_invert),
    isWholePicture: !(typeof body.inpaint_full_res === 'boolean' ? body.inpaint_full_res : habits.inpaintsFullRes),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
