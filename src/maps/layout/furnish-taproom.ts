import type { Rect } from './map-plan';
import { placeByWall, placeDining, placeRoundTable } from './placement';
import type { PlanDraft } from './plan-draft';
import { bigness, layRug, some } from './room-measure';

/** The bar stands off a wall, so that somebody can serve behind it; bottles on the wall, stools in front. */
function barCounter(draft: PlanDraft, [x, y, width, height]: Rect): boolean {
  const length = Math.min(5, width - 2);
  if (length < 2 || height < 5) return false;
  for (const top of [true, false]) {
    for (let left = x + 1; left + length < x + width; left += 1) {
      const squares: Rect = [left, top ? y : y + height - 4, length, 4];
      if (!draft.isFree(squares)) continue;
      const turn = top ? 0 : 180;
      const depth = (squaresIn: number): number => (top ? y + squaresIn : y + height - squaresIn);
      draft.take([left, top ? y : y + height - 3, length, 3]);
      draft.put('bottles', { x: left + length / 2, y: depth(0.45), w: length - 0.4, h: 0.5, turn });
      draft.put('bar', { x: left + length / 2, y: depth(1.95), w: length, h: 0.75, turn });
      for (let at = 0; at < length; at += 1) {
        draft.put('stool', { x: left + at + 0.5, y: depth(2.65), w: 0.48, h: 0.48 });
      }
      return true;
    }
  }
  return false;
}

/** Bar, hearth, and as many tables as leave room to serve. */
export function furnishTaproom(draft: PlanDraft, area: Rect): void {
  barCounter(draft, area);
  placeByWall(draft, area, { kind: 'hearth', w: 1.9, h: 0.95 });
  const [, , width, height] = area;
  if (width >= 8 && height >= 8) layRug(draft, [area[0] + 2, area[1] + 3, width - 4, height - 5]);
  const tables = 2 + Math.floor(bigness(area) / 16);
  some(draft, tables, tables, () =>
    draft.random.chance(0.55) ? placeRoundTable(draft, area) : placeDining(draft, area, 'chair'),
  );
  placeByWall(draft, area, { kind: 'stairs', w: 1, h: 2 });
  some(draft, 1, 3, () => placeByWall(draft, area, { kind: 'barrel', w: 0.72, h: 0.72 }));
}
