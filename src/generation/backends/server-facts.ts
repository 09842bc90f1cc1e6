import { BackendRejectedError, type Capabilities } from './image-backend';
import type { ReferenceUnit } from './reference-unit';

/** A model on a server's disk. */
export interface ServerModel {
  /** What our plans call it, and what is shown. */
  readonly name: string;
  /** What the server is sent. */
  readonly theirs: string;
  /** Everything else it may be called: title, hashes, file name. */
  readonly aliases: readonly string[];
}

/** What a server said of itself: in our words, and in its own for the requests to come. */
export interface ServerFacts {
  readonly capabilities: Capabilities;
  readonly samplers: readonly string[];
  readonly schedulers: readonly string[];
  readonly models: readonly ServerModel[];
  /** The upscaler to be asked; absent when it has none worth asking. */
  readonly upscaler?: string;
  /** How a picture is given to it as a reference of somebody; absent: it takes none. */
  readonly reference?: ReferenceUnit;
  /** How often it ran out of memory since it started, where it counts. */
  readonly outOfMemoryCount?: number;
}

/** The model that is called `name`, by any of its names. */
export function findModel(models: readonly ServerModel[], name: unknown): ServerModel | undefined {
  return models.find(
    (model) => model.name === name || model.theirs === name || model.aliases.some((it) => it === name),
  );
}

/**
 * The model a plan asks for.
 * @returns `undefined` when it asks for none: whatever is loaded will do
 * @throws BackendRejectedError when the server does not have it, or has another loaded and cannot change it
 */
export function modelFor(wanted: string | undefined, facts: ServerFacts): ServerModel | undefined {
  if (wanted === undefined) return undefined;
  const found = findModel(facts.models, wanted);
  if (found === undefined) throw new BackendRejectedError('does not have the model asked for');
  const { canChangeModel, model } = facts.capabilities;
  if (!canChangeModel && model !== undefined && model !== found.name) {
    throw new BackendRejectedError('has another model loaded than the one asked for');
  }
  return found;
}

/** Preferred first: what restores detail of drawings and photographs alike. Interpolations are no upscalers. */
const GOOD_UPSCALERS = [/r-?esrgan.*4x\+?$/i, /ultrasharp/i, /esrgan/i, /swinir/i, /dat/i, /hat/i];
const INTERPOLATIONS = /^(none|lanczos|nearest|latent|bicubic|bilinear|area|box|resize|pil|hermite|hamming)/i;

/** The upscaler of the list to be asked. */
export function chooseUpscaler(names: readonly string[]): string | undefined {
  const real = names.filter((name) => !INTERPOLATIONS.test(name));
  for (const pattern of GOOD_UPSCALERS) {
    const found = real.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return real[0];
}
