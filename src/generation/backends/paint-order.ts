import { asPng, maskAsPng, upperSquareAsPng } from '../../processing/as-png';
import type { RenderMode, RenderPlan } from '../recipe';
import { BackendRejectedError, type PaintRequest } from './image-backend';
import { REFERENCE_SIDE_PX, type ReferenceUnit } from './reference-unit';
import { chooseSampler, chooseScheduler, type Named } from './sampler-names';
import { modelFor, type ServerFacts, type ServerModel } from './server-facts';

/** A request brought into a server's own words: nothing in it is unknown to the server. */
export interface PaintOrder {
  readonly mode: RenderMode;
  readonly plan: RenderPlan;
  /** As it is sent: the plan's, with what the server would take for commands made harmless. */
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly seed: number;
  readonly sampler: Named;
  readonly scheduler: Named;
  /** Absent: whatever is loaded. */
  readonly model?: ServerModel;
  /** Opaque RGB PNG of the plan's size; of its own size for `upscale`. */
  readonly source?: Buffer;
  /** Who is to be seen, beside the words: `source` is then what would be painted over without it. */
  readonly reference?: { readonly unit: ReferenceUnit; readonly picture: Buffer };
  /** RGB PNG of the plan's size, white where it is to be repainted. */
  readonly mask?: Buffer;
}

/** What distinguishes a server's way of taking orders. */
export interface OrderHabits {
  /** Largest seed it takes for what it is. */
  readonly maxSeed: number;
  /** Makes words harmless for this server. */
  readonly sanitize: (text: string) => string;
}

/**
 * Brings a request into the server's words.
 * @throws BackendRejectedError for a mode, sampler, scheduler or model that it does not have
 * @throws UnreadableImageError, ImageTooLargeError when source or mask cannot be decoded
 */
export async function readOrder(request: PaintRequest, facts: ServerFacts, habits: OrderHabits): Promise<PaintOrder> {
  const { plan } = request;
  const mode = plan.mode ?? 'txt2img';
  if (!facts.capabilities.modes.has(mode)) throw new BackendRejectedError(`cannot do ${mode}`);
  const scheduler = chooseScheduler(plan.scheduler, facts.schedulers);
  const sampler = chooseSampler(plan.sampler, facts.samplers, plan.scheduler);
  if (sampler === undefined || scheduler === undefined) {
    throw new BackendRejectedError('has neither the sampler and schedule asked for nor their like');
  }
  const pictures = await startingPictures(request, mode);
  const reference = mode === 'img2img' && plan.likeness === true ? await referenceOf(pictures, facts) : undefined;
  return {
    mode: reference === undefined ? mode : 'txt2img',
    plan,
    prompt: habits.sanitize(plan.prompt),
    negativePrompt: habits.sanitize(plan.negative_prompt),
    // Folded, not refused: the same seed of ours is the same picture there every time.
    seed: plan.seed % (habits.maxSeed + 1),
    sampler,
    scheduler,
    model: modelFor(plan.model, facts),
    ...pictures,
    reference,
  };
}

/** The order of a server that did not take the reference: it paints over the picture. */
export function withoutReference({ reference: _reference, ...order }: PaintOrder): PaintOrder {
  return { ...order, mode: 'img2img' };
}

async function referenceOf(
  { source }: Pick<PaintOrder, 'source'>,
  { reference: unit }: ServerFacts,
): Promise<PaintOrder['reference']> {
  if (source === undefined || unit === undefined) return undefined;
  return { unit, picture: await upperSquareAsPng(source, REFERENCE_SIDE_PX) };
}

/**
 * Written anew by us: a server is sent pixels and nothing else. sd-server passes over a picture of grey tones in silence,
 * and every dialect stretches or cuts in another way what is not of the size asked for.
 */
async function startingPictures(request: PaintRequest, mode: RenderMode): Promise<{ source?: Buffer; mask?: Buffer }> {
  const { plan, source, mask } = request;
  if (mode === 'txt2img') return {};
  if (source === undefined) throw new BackendRejectedError(`needs a picture to start from for ${mode}`);
  if (mode === 'upscale') return { source: await asPng(await source()) };
  const size = { width: plan.width, height: plan.height };
  if (mode === 'img2img') return { source: await asPng(await source(), size) };
  if (mask === undefined) throw new BackendRejectedError('needs a mask for inpaint');
  return { source: await asPng(await source(), size), mask: await maskAsPng(await mask(), size) };
}
