import { type KnownFeature, knownFeature, shows } from './feature-words';
import { type Rect, TERRAIN } from './map-plan';
import { placeAnywhere, placeByWall } from './placement';
import type { PlanDraft } from './plan-draft';

/** Rooms first, in random order: a throne belongs in a room, not in the corridor before it. */
function areasOf(draft: PlanDraft): Rect[] {
  const inRooms = draft.random.shuffle(draft.rooms.map(({ area }) => area)).slice(0, 24);
  return [...inRooms, [0, 0, draft.columns, draft.rows]];
}

function freeSpots(draft: PlanDraft, [x, y, w, h]: Rect, width: number, height: number): Rect[] {
  const spots: Rect[] = [];
  for (let top = y; top + height <= y + h; top += 1) {
    for (let left = x; left + width <= x + w; left += 1) spots.push([left, top, width, height]);
  }
  return spots.filter((spot) => draft.isFree(spot));
}

/** A patch where it is free, as large as fits; without any free square the middle of the map gets it. */
function layTerrain(draft: PlanDraft, feature: Extract<KnownFeature, { terrain: string }>): void {
  const sizes = ([[3, 2], [2, 2], [1, 1]] as const).filter(([w, h]) => w * h <= feature.squares); // prettier-ignore
  const areas = areasOf(draft);
  const options = sizes.flatMap(([w, h]) => areas.map((area) => ({ area, w, h })));
  for (const { area, w, h } of options) {
    const free = freeSpots(draft, area, w, h);
    if (free.length === 0) continue;
    const spot = draft.random.pick(free);
    draft.coverRect(spot, feature.terrain);
    if (feature.terrain === TERRAIN.water || feature.terrain === TERRAIN.lava) draft.take(spot);
    return;
  }
  const [x, y, w, h] = areas[0] ?? [0, 0, draft.columns, draft.rows];
  draft.cover(x + (w >> 1), y + (h >> 1), feature.terrain);
}

/** At full size by a wall or free, then smaller, at last on top of what is there: asked for is asked for. */
function putThing(draft: PlanDraft, { kind, size: [w, h], byWall }: Extract<KnownFeature, { kind: string }>): void {
  const areas = areasOf(draft);
  if (byWall && areas.some((area) => placeByWall(draft, area, { kind, w, h }))) return;
  for (const scale of [1, 0.9 / Math.max(w, h)]) {
    const piece = { kind, w: w * Math.min(1, scale), h: h * Math.min(1, scale) };
    if (areas.some((area) => placeAnywhere(draft, area, piece))) return;
  }
  const [x, y, width, height] = areas[0] ?? [0, 0, draft.columns, draft.rows];
  draft.put(kind, { x: x + width / 2, y: y + height / 2, w: Math.min(w, width), h: Math.min(h, height) });
}

/** Adds every known feature of the brief that the generator of the setting left out. */
export function addRequestedFeatures(draft: PlanDraft): void {
  for (const text of draft.brief.features) {
    const feature = knownFeature(text);
    if (!feature || shows({ terrain: draft.terrainRows(), features: draft.features }, feature)) continue;
    if ('terrain' in feature) layTerrain(draft, feature);
    else putThing(draft, feature);
  }
}
