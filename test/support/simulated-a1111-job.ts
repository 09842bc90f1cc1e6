/** An answer other than a picture: what the server says when it refuses or breaks. */
export class SimulatedFailure extends Error {
  constructor(
    readonly status: number,
    /** A text is sent as `text/plain`, anything else as JSON. */
    readonly body: unknown,
  ) {
    super(`answers ${status}`);
  }
}

/** A checkpoint of a simulated server. */
export interface SimulatedModel {
  readonly name: string;
  /** First ten hex digits of the file's SHA-256, as the server shows it. */
  readonly hash: string;
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
  readonly scheduler: string;
  readonly denoisingStrength: number;
  /** Checkpoint asked for in `override_settings`, in any spelling. */
  readonly checkpoint: string | undefined;
  readonly keepsCheckpoint: boolean;
  readonly sendsImages: boolean;
  readonly initImages: readonly string[];
}

export const SAMPLERS = [
  { name: 'DPM++ 2M', aliases: ['k_dpmpp_2m'], options: { scheduler: 'karras' } },
  { name: 'DPM++ SDE', aliases: ['k_dpmpp_sde'], options: { scheduler: 'karras' } },
  { name: 'DPM++ 2M SDE', aliases: ['k_dpmpp_2m_sde'], options: { scheduler: 'exponential' } },
  { name: 'Euler a', aliases: ['k_euler_a', 'k_euler_ancestral'], options: { uses_ensd: 'True' } },
  { name: 'Euler', aliases: ['k_euler'], options: {} },
  { name: 'Heun', aliases: ['k_heun'], options: { second_order: 'True' } },
  { name: 'DDIM', aliases: ['ddim'], options: {} },
  { name: 'UniPC', aliases: ['unipc'], options: {} },
  { name: 'LCM', aliases: ['k_lcm'], options: {} },
] as const;

export const SCHEDULERS = ['Automatic', 'Uniform', 'Karras', 'Exponential', 'Polyexponential', 'SGM Uniform'].map(
  (label) => ({
    name: label.toLowerCase().replace(' ', '_'),
    label,
    aliases: label === 'SGM Uniform' ? ['SGMUniform'] : null,
    default_rho: label === 'Karras' ? 7 : -1,
    need_inner_model: label === 'SGM Uniform',
  }),
);

const DEFAULT_SAMPLER = 'Euler';
const SETTINGS = [
  'sd_model_checkpoint',
  'sd_vae',
  'CLIP_stop_at_last_layers',
  'samples_format',
  'eta_noise_seed_delta',
  'randn_source',
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
  override_settings: 'object',
  alwayson_scripts: 'object',
};

/**
 * Reads the body as version 1.10 does: wrong types are 422, unknown fields and unknown samplers are passed over in silence.
 * @throws SimulatedFailure in the words of the server
 */
export function readJob(kind: SimulatedJob['kind'], body: Record<string, unknown>): SimulatedJob {
  refuseWrongTypes(body);
  const override = (body.override_settings ?? {}) as Record<string, unknown>;
  refuseUnknownNames(body, override);
  const initImages = (body.init_images ?? []) as string[];
  if (kind === 'img2img' && initImages.length === 0) throw httpException(404, 'Init image not found');
  const sampler = samplerOf(textOf(body.sampler_name ?? body.sampler_index, DEFAULT_SAMPLER));
  return {
    kind,
    prompt: textOf(body.prompt, ''),
    negativePrompt: textOf(body.negative_prompt, ''),
    ...sizeOf(body),
    steps: numberOf(body.steps, 50),
    cfgScale: numberOf(body.cfg_scale, 7),
    seeds: seedsOf(body),
    samplerName: sampler.name,
    scheduler: schedulerOf(textOf(body.scheduler, sampler.scheduler ?? 'Automatic')),
    denoisingStrength: numberOf(body.denoising_strength, 0.75),
    checkpoint: typeof override.sd_model_checkpoint === 'string' ? override.sd_model_checkpoint : undefined,
    keepsCheckpoint: body.override_settings_restore_afterwards === false,
    sendsImages: body.send_images !== false,
    initImages,
  };
}

/** Member `info` of the answer, before it is turned into a text; tests may find a deliberate lie in it. */
export function infoOf(job: SimulatedJob, model: SimulatedModel): Record<string, unknown> {
  return {
    prompt: job.prompt,
    all_prompts: job.seeds.map(() => job.prompt),
    negative_prompt: job.negativePrompt,
    all_negative_prompts: job.seeds.map(() => job.negativePrompt),
    seed: job.seeds[0],
    all_seeds: job.seeds,
    subseed: 1,
    all_subseeds: job.seeds.map((_, index) => 1 + index),
    subseed_strength: 0,
    width: job.widthPx,
    height: job.heightPx,
    sampler_name: job.samplerName,
    cfg_scale: job.cfgScale,
    steps: job.steps,
    batch_size: job.seeds.length,
    restore_faces: false,
    face_restoration_model: null,
    sd_model_name: model.name,
    sd_model_hash: model.hash,
    sd_vae_name: null,
    sd_vae_hash: null,
    seed_resize_from_w: -1,
    seed_resize_from_h: -1,
    denoising_strength: job.kind === 'img2img' ? job.denoisingStrength : null,
    extra_generation_params: { 'Schedule type': job.scheduler },
    index_of_first_image: 0,
    infotexts: job.seeds.map((seed) => infotextOf(job, model, seed)),
    styles: [],
    job_timestamp: '20261122100000',
    clip_skip: 1,
    is_using_inpainting_conditioning: false,
    version: 'v1.10.1',
  };
}

/** The text that the server writes into the picture file: the whole prompt is in it. */
export function infotextOf(job: SimulatedJob, model: SimulatedModel, seed: number): string {
  const negative = job.negativePrompt === '' ? '' : `\nNegative prompt: ${job.negativePrompt}`;
  return (
    `${job.prompt}${negative}\nSteps: ${job.steps}, Sampler: ${job.samplerName}, Schedule type: ${job.scheduler}, ` +
    `CFG scale: ${job.cfgScale}, Seed: ${seed}, Size: ${job.widthPx}x${job.heightPx}, ` +
    `Model hash: ${model.hash}, Model: ${model.name}, Version: v1.10.1`
  );
}

/** The shape of a deliberate refusal. */
export function httpException(status: number, detail: string): SimulatedFailure {
  return new SimulatedFailure(status, { error: 'HTTPException', detail, body: '', errors: '' });
}

/** The shape of whatever broke on the way. */
export function unhandled(error: string, errors: string): SimulatedFailure {
  return new SimulatedFailure(500, { error, detail: '', body: '', errors });
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
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function refuseUnknownNames(body: Record<string, unknown>, override: Record<string, unknown>): void {
  const setting = Object.keys(override).find((name) => !SETTINGS.includes(name));
  if (setting !== undefined) throw unhandled('KeyError', `'${setting}'`);
  const script = Object.keys(body.alwayson_scripts ?? {})[0];
  if (script !== undefined) throw httpException(422, `Script '${script}' not found`);
}

/** Down to a multiple of 8, then enlarged by the second pass. */
function sizeOf(body: Record<string, unknown>): { widthPx: number; heightPx: number } {
  const [width, height] = [numberOf(body.width, 512), numberOf(body.height, 512)];
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

/** By name or alias in any case, and with the scheduler as a suffix, as before 1.9; unknown gives the default. */
function samplerOf(asked: string): { name: string; scheduler?: string } {
  const wanted = asked.toLowerCase();
  const byName = (name: string): { name: string } | undefined =>
    SAMPLERS.find((sampler) => [sampler.name.toLowerCase(), ...sampler.aliases].includes(name));
  const exact = byName(wanted);
  if (exact !== undefined) return { name: exact.name };
  const suffix = SCHEDULERS.find(({ name }) => wanted.endsWith(` ${name}`));
  const split = suffix && byName(wanted.slice(0, -suffix.name.length - 1));
  return split && suffix ? { name: split.name, scheduler: suffix.label } : { name: DEFAULT_SAMPLER };
}

function schedulerOf(asked: string): string {
  const wanted = asked.toLowerCase();
  return SCHEDULERS.find(({ name, label }) => name === wanted || label.toLowerCase() === wanted)?.label ?? 'Automatic';
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
