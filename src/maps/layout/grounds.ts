import { type FeatureKind, type Rect, TERRAIN } from './map-plan';
import { placeAnywhere } from './placement';
import { type Edge, OPEN, type PlanDraft } from './plan-draft';

/** A way of two squares from a door straight to the rim of the map, away from the room it belongs to. */
export function layPath(draft: PlanDraft, { x, y, isVertical }: Edge, [roomX, roomY]: Rect): void {
  const [dx, dy] = isVertical ? [x > roomX ? 1 : -1, 0] : [0, y > roomY ? 1 : -1];
  const isGreen = draft.terrainAt(0, 0) !== TERRAIN.cobble;
  for (let far = 0; far < Math.max(draft.columns, draft.rows); far += 1) {
    for (const side of [0, 1]) {
      const atX = isVertical ? (dx > 0 ? x + far : x - 1 - far) : x + side;
      const atY = isVertical ? y + side : dy > 0 ? y + far : y - 1 - far;
      if (draft.regionAt(atX, atY) !== OPEN) continue;
      if (isGreen) draft.cover(atX, atY, TERRAIN.path);
      draft.take([atX, atY, 1, 1]);
    }
  }
}

function isByWall(draft: PlanDraft, x: number, y: number): boolean {
  return [[1, 0], [-1, 0], [0, 1], [0, -1]].some(([dx = 0, dy = 0]) => draft.regionAt(x + dx, y + dy) > OPEN); // prettier-ignore
}

const GREEN: readonly FeatureKind[] = ['bush', 'flowers', 'tree', 'bush', 'rock', 'flowers', 'bush', 'stump'];
const PAVED: readonly FeatureKind[] = ['crate', 'barrel', 'lamp', 'crate', 'barrel'];
const DUSTY: readonly FeatureKind[] = ['rock', 'bush', 'barrel', 'crate', 'stump'];

/** What stands around a house: green on grass, goods on pavement; away from doors and ways. */
export function scatterGarden(draft: PlanDraft): void {
  const ground = draft.terrainAt(0, 0);
  const kinds = ground === TERRAIN.grass ? GREEN : ground === TERRAIN.cobble ? PAVED : DUSTY;
  const share = ground === TERRAIN.grass ? 0.22 : 0.06;
  let left = 700;
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      if (left === 0 || draft.regionAt(x, y) !== OPEN || !draft.random.chance(share)) continue;
      const kind = draft.random.pick(kinds);
      if (kind === 'tree' && isByWall(draft, x, y)) continue;
      const size = kind === 'tree' ? draft.random.between(1.5, 1.95) : draft.random.between(0.65, 0.95);
      const area: Rect = kind === 'tree' ? [x, y, 2, 2] : [x, y, 1, 1];
      if (placeAnywhere(draft, area, { kind, w: size, h: size, look: draft.random.int(0, 3) })) left -= 1;
    }
  }
}
