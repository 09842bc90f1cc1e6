import { setImmediate as breath } from 'node:timers/promises';
import { flatBackgroundOf } from './background-model';
import { resized, type Pixels } from './pixels';
import { withSoftEdge } from './soft-edge';
import { subjectMask } from './subject-mask';

/** Longer side at which background and subject are told apart: grain averages out, and it costs a quarter. */
const MASK_SIDE_PX = 640;

/**
 * Frees a subject of a flat background: a studio backdrop, one colour with grain, with an even drift or a darkening towards the
 * edges. Pictures that have a clear background already keep theirs.
 *
 * @returns the picture with real alpha, or `undefined` when its background is not flat
 */
export async function cutOutSubject(pixels: Pixels): Promise<Pixels | undefined> {
  if (hasClearCorners(pixels)) return pixels;
  const scale = Math.min(1, MASK_SIDE_PX / Math.max(pixels.width, pixels.height));
  const small = await resized(
    pixels,
    Math.max(1, Math.round(pixels.width * scale)),
    Math.max(1, Math.round(pixels.height * scale)),
  );
  const model = flatBackgroundOf(small);
  if (model === undefined) return undefined;
  // Each step keeps the processor to itself for some 40 ms: others get their turn in between.
  await breath();
  const subject = subjectMask(small, model);
  await breath();
  return subject === undefined ? undefined : withSoftEdge(pixels, small, subject);
}

function hasClearCorners({ data, width }: Pixels): boolean {
  return data[3] === 0 && data[(width - 1) * 4 + 3] === 0;
}
