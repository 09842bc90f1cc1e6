import type { EncodedPicture } from '../encode-picture';
import type { DerivePlan } from './derive-picture';

/** What the service sends to an encoder process: one at a time, the next after the answer. */
export interface EncodeOrder {
  readonly original: Buffer;
  readonly plan: DerivePlan;
}

/** What it answers: the picture, or why there is none (for the log). */
export type EncodeAnswer = { readonly picture: EncodedPicture } | { readonly failure: string };
