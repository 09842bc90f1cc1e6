import { BackendSubstitutedError, BackendUnavailableError } from './image-backend';
import type { PaintOrder } from './paint-order';
import { ourSampler, ourScheduler } from './sampler-names';
import { isWord, listed, member, within } from './untrusted-answer';

/** What a server tells of a picture; every field may be missing, and may lie. */
export type SdapiInfo = Readonly<Record<string, unknown>>;

/** `info` is JSON in a string; SD.Next leaves it empty where nothing was painted, and some proxies break it. */
export function readInfo(reply: unknown): SdapiInfo {
  const info = member(reply, 'info');
  if (typeof info !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(info);
    return typeof parsed === 'object' && parsed !== null ? (parsed as SdapiInfo) : {};
  } catch {
    return {};
  }
}

/**
 * The picture itself: a grid may stand before it, control maps behind it.
 * @throws BackendUnavailableError when there is none: interrupted, or failed without saying so
 */
export function pictureIn(reply: unknown, info: SdapiInfo): Buffer {
  const single = member(reply, 'image');
  const first = typeof info.index_of_first_image === 'number' ? info.index_of_first_image : 0;
  const image = isWord(single) ? single : listed(member(reply, 'images'))[first];
  if (!isWord(image)) throw new BackendUnavailableError('answered without a picture');
  return Buffer.from(image.replace(/^data:[^,]*,/, ''), 'base64');
}

/**
 * Compares what the server says that it did with what it was told to do: unknown samplers and checkpoints are replaced in
 * silence, seeds resolved or cut. What it does not tell is not compared.
 *
 * @throws BackendSubstitutedError naming what was replaced
 */
export function assertAsOrdered(info: SdapiInfo, order: PaintOrder): void {
  // A recipe that names the wrong seed, sampler or model is a lie.
  if (typeof info.seed === 'number' && info.seed !== order.seed) throw new BackendSubstitutedError('seed');
  const { sampler_name: sampler } = info;
  if (isWord(sampler) && !isSame(ourSampler(sampler), order.sampler.ours)) throw new BackendSubstitutedError('sampler');
  const schedule = within(info, 'extra_generation_params', 'Schedule type');
  const isOurChoice = order.scheduler.ours !== 'Automatic';
  if (isOurChoice && isWord(schedule) && !isSame(ourScheduler(schedule), order.scheduler.ours)) {
    throw new BackendSubstitutedError('scheduler');
  }
  if (order.model !== undefined && !isModel(info, order.model)) throw new BackendSubstitutedError('model');
}

function isModel(info: SdapiInfo, model: NonNullable<PaintOrder['model']>): boolean {
  const told = [info.sd_model_name, info.sd_model_hash].filter((name) => isWord(name));
  return told.length === 0 || told.some((name) => [model.name, model.theirs, ...model.aliases].includes(name));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
