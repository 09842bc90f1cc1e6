import type { PictureScores } from './picture-scores';

/** What the service sends to its classifier process; the first order is to get ready. */
export type LookOrder = { readonly picture: Buffer } | { readonly getReady: true };

/** What it answers to each order: done, or why not (for the log). */
export type LookAnswer = { readonly scores: PictureScores } | { readonly ready: true } | { readonly failure: string };
