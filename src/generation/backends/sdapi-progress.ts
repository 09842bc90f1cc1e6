import type { PaintProgress } from './image-backend';
import { amount, isWord, member } from './untrusted-answer';

/** Reads the answer of `/sdapi/v1/progress`; `undefined` when nothing is running. */
export function progressOf(answer: unknown): PaintProgress | undefined {
  const fraction = amount(member(answer, 'progress'));
  if (fraction === undefined) return undefined;
  const seconds = amount(member(answer, 'eta_relative'));
  const image = member(answer, 'current_image');
  return {
    fraction: Math.min(1, fraction),
    ...(seconds !== undefined && { etaMs: Math.round(seconds * 1000) }),
    ...(isWord(image) && { preview: Buffer.from(image.replace(/^data:[^,]*,/, ''), 'base64') }),
  };
}
