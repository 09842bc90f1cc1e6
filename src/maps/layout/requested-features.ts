import { type KnownFeature, knownFeature, shows } from './feature-words';
import { type Rect, TERRAIN } from './map-plan';
import { placeAnywhere, placeByWall } from './placement';
import { type PlanDraft, SOLID } from './plan-draft';

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

/** Whether the patch would hide no ground that was asked for as well: lava must not drown the river. */
function sparesRequestedGround(draft: PlanDraft, [left, top, width, height]: Rect): boolean {
  const asked = new Set(
    draft.brief.features.map(knownFeature).map((known) => (known && 'terrain' in known ? known.terrain : undefined)),
  );
  for (let y = top; y < top + height; y += 1) {
    for (let x = left; x < left + width; x += 1) if (asked.has(draft.terrainAt(x, y))) return false;
  }
  return true;
}

/** Without a free square: one that can be entered and spares what was asked for; else any that spares it; else the middle. */
function crowdedSpot(draft: PlanDraft, [x, y, w, h]: Rect): Rect {
  const squares = Array.from({ length: draft.columns * draft.rows }, (_, index): Rect => {
    return [index % draft.columns, Math.floor(index / draft.columns), 1, 1];
  });
  const sparing = squares.filter((square) => sparesRequestedGround(draft, square));
  const open = sparing.filter(([left, top]) => draft.regionAt(left, top) !== SOLID);
  if (sparing.length === 0) return [x + (w >> 1), y + (h >> 1), 1, 1];
  return draft.random.pick(open.length > 0 ? open : sparing);
}

/** A patch where it is free, as large as fits. */
function layTerrain(draft: PlanDraft, feature: Extract<KnownFeature, { terrain: string }>): void {
  const sizes = ([[3, 2], [2, 2], [1, 1]] as const).filter(([w, h]) => w * h <= feature.squares); // prettier-ignore
  const areas = areasOf(draft);
  const options = sizes.flatMap(([w, h]) => areas.map((area) => ({ area, w, h })));
  for (const { area, w, h } of options) {
    const free = freeSpots(draft, area, w, h).filter((spot) => sparesRequestedGround(draft, spot));
    if (free.length === 0) continue;
    const spot = draft.random.pick(free);
    draft.coverRect(spot, feature.terrain);
    if (feature.terrain === TERRAIN.water || feature.terrain === TERRAIN.lava) draft.take(spot);
    return;
  }
  draft.coverRect(crowdedSpot(draft, areas[0] ?? [0, 0, draft.columns, draft.rows]), feature.terrain);
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
