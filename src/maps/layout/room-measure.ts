import type { Rect } from './map-plan';
import type { PlanDraft } from './plan-draft';

/** Runs a placing step a random number of times. */
export function some(draft: PlanDraft, low: number, high: number, place: () => unknown): void {
  const count = draft.random.int(low, high);
  for (let done = 0; done < count; done += 1) place();
}

/** Squares of an area. */
export function bigness([, , width, height]: Rect): number {
  return width * height;
}

/** A rug in the middle of a room, two squares smaller than it; none where that leaves less than two squares. */
export function layRug(draft: PlanDraft, [x, y, width, height]: Rect, look = 0): void {
  const [w, h] = [Math.min(width - 2, 6), Math.min(height - 2, 4)];
  if (w < 2 || h < 2) return;
  draft.put('rug', { x: x + width / 2, y: y + height / 2, w: w - 0.3, h: h - 0.3, look });
}
