import type { EncodedPicture } from '../encode-picture';
import type { EncodedSet, FinishPlan } from '../finish-picture';
import type { HandedOver } from './handed-over';

/** What the service sends to a workshop process: one at a time, the next after the answer. */
export type WorkshopOrder =
  /** Look at a picture, and keep it in mind. */
  | { readonly look: Buffer; readonly maxBytes: number }
  /** Finish a picture, or the one that was looked at last. */
  | { readonly finish: Buffer | 'last'; readonly plan: FinishPlan; readonly cores: 1 | 2 };

/** Why a picture is refused, by class of error. */
export type Refusal =
  | { readonly is: 'blank'; readonly reason: 'black' | 'flat' | 'transparent' | 'noise' | 'not a number' }
  | { readonly is: 'too large'; readonly limit: string }
  | { readonly is: 'unreadable'; readonly cause: string };

/** An `EncodedSet` whose original lies somewhere else. */
export interface FinishedSet extends Omit<EncodedSet, 'original'> {
  readonly original: Omit<EncodedPicture, 'bytes'>;
  readonly bytes: HandedOver;
}

/** What it answers. */
export type WorkshopAnswer =
  | { readonly seen: true }
  | { readonly finished: FinishedSet }
  | { readonly refused: Refusal }
  /** For the log. */
  | { readonly failure: string };
