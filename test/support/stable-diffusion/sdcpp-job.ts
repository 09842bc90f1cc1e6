import { sdcppSampler, sdcppScheduler, SDCPP_UPSCALERS } from './sdcpp-names';
import { SimulatedFailure } from './simulated-failure';

/** What one call asks of sd-server, after its silent corrections. */
export interface SdcppJob {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** As asked for: `info` repeats these. */
  readonly askedWidth: number;
  readonly askedHeight: number;
  /** As painted: up to the next multiple of 64. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly steps: number;
  readonly cfgScale: number;
  readonly seeds: readonly number[];
  readonly samplerName: string;
  readonly scheduler: string | undefined;
  readonly denoisingStrength: number;
  readonly invertsMask: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** Fields whose type is looked at, and the word for it; whatever else is sent is passed over. */
const NUMBERS = [
  'seed',
  'steps',
  'width',
  'height',
  'batch_size',
  'cfg_scale',
  'clip_skip',
  'denoising_strength',
  'hr_scale',
];
const TEXTS = ['prompt', 'negative_prompt', 'sampler_name', 'scheduler', 'hr_upscaler'];
const EXTRA_ARGS = /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/g;

/**
 * Reads a body as sd-server does: a null or a wrong type is 500, a wrong value is replaced.
 * @throws SimulatedFailure in its words
 */
export function readSdcppJob(body: Body, initSize?: { widthPx: number; heightPx: number }): SdcppJob {
  refuseWrongTypes(body);
  if (body.prompt === undefined || body.prompt === '') throw refusal('prompt required');
  const args = extraArgsOf(body.prompt as string);
  // What comes after a NUL is not seen by the model.
  const written = typeof args.prompt === 'string' ? args.prompt : (body.prompt as string).replace(EXTRA_ARGS, '');
  const prompt = written.split('\0')[0] ?? '';
  const fields: Body = { ...body, ...args };
  const size = sizeOf(fields, initSize);
  const cfgScale = numberIn(fields, 'cfg_scale') ?? 7;
  if (cfgScale < 0) throw refusal('invalid params');
  return {
    prompt,
    negativePrompt: (body.negative_prompt as string | undefined) ?? '',
    ...size,
    ...paintedSize(size, fields),
    steps: between(Math.trunc(numberIn(fields, 'steps') ?? 20), 1, 100),
    cfgScale,
    seeds: seedsOf(fields),
    samplerName: sdcppSampler(body.sampler_name as string | undefined),
    scheduler: sdcppScheduler(body.scheduler as string | undefined),
    denoisingStrength: strengthOf(fields),
    invertsMask: Boolean(body.inpainting_mask_invert),
  };
}

/** How it says no. */
export function refusal(error: string): SimulatedFailure {
  return new SimulatedFailure(400, { error });
}

/** How it breaks. */
export function serverError(message: string): SimulatedFailure {
  return new SimulatedFailure(500, { error: 'server_error', message });
}

/** Words of its JSON library. */
export function typeError(expected: string, value: unknown): SimulatedFailure {
  const actual = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return serverError(`[json.exception.type_error.302] type must be ${expected}, but is ${actual}`);
}

function refuseWrongTypes(body: Body): void {
  for (const name of NUMBERS) {
    const value = body[name];
    const isNumber = typeof value === 'number' || typeof value === 'boolean';
    if (value !== undefined && !isNumber) throw typeError('number', value);
  }
  for (const name of TEXTS) {
    if (body[name] !== undefined && typeof body[name] !== 'string') throw typeError('string', body[name]);
  }
}

/** The first block in the prompt is carried out, whoever wrote it. */
function extraArgsOf(prompt: string): Record<string, unknown> {
  const block = [...prompt.matchAll(EXTRA_ARGS)][0]?.[1];
  if (block === undefined) return {};
  const args = parsed(block);
  const { sample_params: sampling, batch_count: count } = args as { sample_params?: Body; batch_count?: unknown };
  const found: Record<string, unknown> = {
    steps: sampling?.sample_steps ?? args.steps,
    width: args.width,
    height: args.height,
    seed: args.seed,
    batch_size: count,
  };
  const numbers = Object.entries(found).filter(([, value]) => typeof value === 'number');
  return { ...Object.fromEntries(numbers), ...(typeof args.prompt === 'string' && { prompt: args.prompt }) };
}

function parsed(block: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(block)) as Record<string, unknown>;
  } catch {
    throw refusal('invalid sd_cpp_extra_args');
  }
}

function sizeOf(
  fields: Body,
  init?: { widthPx: number; heightPx: number },
): { askedWidth: number; askedHeight: number } {
  const [width, height] = [numberIn(fields, 'width'), numberIn(fields, 'height')];
  const isUnsaid = width === undefined && height === undefined && init !== undefined;
  const askedWidth = Math.trunc(width ?? (isUnsaid ? init.widthPx : 512));
  const askedHeight = Math.trunc(height ?? (isUnsaid ? init.heightPx : 512));
  if (askedWidth <= 0 || askedHeight <= 0 || askedWidth >= 2 ** 31 || askedHeight >= 2 ** 31) {
    throw refusal('width and height must be positive');
  }
  if (askedWidth * askedHeight >= 1e12) throw serverError('std::bad_alloc');
  if (askedWidth * askedHeight >= 2 ** 28)
    throw new SimulatedFailure(500, { error: 'generate_image returned no results' });
  return { askedWidth, askedHeight };
}

function paintedSize(
  { askedWidth, askedHeight }: { askedWidth: number; askedHeight: number },
  fields: Body,
): { widthPx: number; heightPx: number } {
  const scale = fields.enable_hr === true ? secondPass(fields) : 1;
  const up = (side: number): number => Math.ceil((Math.ceil(side / 64) * 64 * scale) / 64) * 64;
  return { widthPx: up(askedWidth), heightPx: up(askedHeight) };
}

/** @returns how much larger the second pass is */
function secondPass(fields: Body): number {
  const upscaler = (fields.hr_upscaler as string | undefined) ?? 'Latent';
  const scale = numberIn(fields, 'hr_scale') ?? 2;
  const isKnown = upscaler.startsWith('Latent') || SDCPP_UPSCALERS.includes(upscaler);
  if (!isKnown || scale <= 0 || fields.denoising_strength === 0) throw refusal('invalid params');
  return upscaler === 'None' ? 1 : scale;
}

/** Cut to 32 bits with a sign; below zero it draws one itself, the same for every request of one second. */
function seedsOf(fields: Body): number[] {
  const asked = numberIn(fields, 'seed') ?? -1;
  const cut = Math.abs(asked) >= 2 ** 63 - 1 ? -1 : Number(BigInt.asIntN(32, BigInt(Math.trunc(asked))));
  const first = cut < 0 ? (Math.imul(Math.floor(Date.now() / 1000), 1103515245) >>> 1) % 2 ** 31 : cut;
  const count = between(Math.trunc(numberIn(fields, 'batch_size') ?? 1), 1, 8);
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Whole steps only, and never all of them: a strength of 1 still shows the picture it began with. */
function strengthOf(fields: Body): number {
  const steps = between(Math.trunc(numberIn(fields, 'steps') ?? 20), 1, 100);
  const asked = numberIn(fields, 'denoising_strength') ?? 0.75;
  const strength = asked < 0 ? 0.75 : Math.min(asked, 1);
  return Math.min(Math.floor(steps * strength), Math.max(1, steps - 1)) / steps;
}

function numberIn(fields: Body, name: string): number | undefined {
  const value = fields[name];
  return value === undefined ? undefined : Number(value);
}

function between(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
