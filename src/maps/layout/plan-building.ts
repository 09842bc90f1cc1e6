import { asksFor } from './feature-words';
import { furnishRoom, purposeOf, type RoomPurpose } from './furnish-room';
import type { MapBrief, MapTheme } from './map-brief';
import { type FeatureKind, type PlanFeature, type Rect, TERRAIN, type Terrain } from './map-plan';
import { partition } from './partition';
import { scatterGarden, layPath } from './grounds';
import { type DraftRoom, type Edge, edgeKey, OPEN, PlanDraft } from './plan-draft';
import type { SeededRandom } from './seeded-random';

const LARGEST_FOOTPRINT = [44, 36] as const;
const GROUND: Record<MapTheme, Terrain> = {
  fantasy: TERRAIN.grass,
  western: TERRAIN.earth,
  cyberpunk: TERRAIN.cobble,
  steampunk: TERRAIN.cobble,
  horror: TERRAIN.grass,
  space_fantasy: TERRAIN.cobble,
};
/** Furniture that a window behind it would make odd. */
const TALL: ReadonlySet<FeatureKind> = new Set(['hearth', 'stove', 'shelf', 'bottles', 'throne', 'statue', 'weapon_rack', 'stairs']); // prettier-ignore

function footprintOf(columns: number, rows: number): Rect {
  const margin = (side: number): number => (side >= 12 ? 2 : side >= 8 ? 1 : 0);
  const w = Math.min(LARGEST_FOOTPRINT[0], columns - 2 * margin(columns));
  const h = Math.min(LARGEST_FOOTPRINT[1], rows - 2 * margin(rows));
  return [(columns - w) >> 1, (rows - h) >> 1, w, h];
}

/** Rooms side by side along the hall, so that each can have its own door to it. */
function slices([x, y, w, h]: Rect, isStacked: boolean, parts: number, random: SeededRandom): Rect[] {
  const length = isStacked ? h : w;
  const count = Math.max(1, Math.min(parts, Math.floor(length / 3)));
  const rects: Rect[] = [];
  let from = 0;
  for (let part = 0; part < count; part += 1) {
    const left = length - from;
    const fair = Math.round(left / (count - part));
    const longest = left - 3 * (count - part - 1);
    const size = part === count - 1 ? left : Math.max(3, Math.min(longest, fair + random.int(-1, 1)));
    rects.push(isStacked ? [x, y + from, w, size] : [x + from, y, size, h]);
    from += size;
  }
  return rects;
}

/** The hall takes the better half; the rest is cut into smaller rooms. The hall is the first. */
function roomAreas(footprint: Rect, brief: MapBrief, random: SeededRandom): Rect[] {
  const [x, y, w, h] = footprint;
  const isWide = w >= h;
  const length = isWide ? w : h;
  if (length < 9) return [footprint];
  const hall = Math.min(14, Math.round(length * random.between(0.52, 0.62)));
  const rest = length - hall;
  const isFirst = random.chance(0.5);
  const along = (from: number, size: number): Rect => (isWide ? [x + from, y, size, h] : [x, y + from, w, size]);
  const others = along(isFirst ? hall : 0, rest);
  const parts = Math.max((brief.rooms?.length ?? 0) - 1, Math.round((others[2] * others[3]) / 26), 1);
  const depth = isWide ? others[2] : others[3];
  const small =
    depth <= 8 ? slices(others, isWide, parts, random) : partition(others, { parts, shortestSide: 3 }, random);
  return [along(isFirst ? 0 : rest, hall), ...small];
}

function purposesOf(brief: MapBrief, count: number, random: SeededRandom): RoomPurpose[] {
  const isWorkplace = asksFor(brief.features, 'console', 'terminal', 'computer', 'machine');
  const isChapel = asksFor(brief.features, 'altar', 'shrine') && !asksFor(brief.features, 'bar');
  const isLibrary = asksFor(brief.features, 'library', 'bookshelf') && !asksFor(brief.features, 'bar');
  const hall: RoomPurpose = isWorkplace ? 'control_room' : isChapel ? 'shrine' : isLibrary ? 'library' : 'taproom';
  const usual: RoomPurpose[] = ['kitchen', 'bedroom', 'storeroom', 'bedroom', 'study'];
  while (usual.length < count) usual.push(random.pick(['bedroom', 'bedroom', 'study', 'storeroom', 'guardroom']));
  return [hall, ...usual];
}

/** The edges that two areas share, without the corners where they can be avoided. */
function sharedEdges(a: Rect, b: Rect): Edge[] {
  const edges: Edge[] = [];
  const top = Math.max(a[1], b[1]);
  const bottom = Math.min(a[1] + a[3], b[1] + b[3]);
  const left = Math.max(a[0], b[0]);
  const right = Math.min(a[0] + a[2], b[0] + b[2]);
  const isVertical = left === right;
  if (isVertical) for (let y = top; y < bottom; y += 1) edges.push({ x: left, y, isVertical });
  else if (top === bottom) for (let x = left; x < right; x += 1) edges.push({ x, y: top, isVertical });
  return edges.length > 2 ? edges.slice(1, -1) : edges;
}

/** Every room gets one door on the shortest way to the hall. */
function openInnerDoors(draft: PlanDraft, rooms: readonly DraftRoom[]): void {
  const reached = rooms.slice(0, 1);
  const waiting = new Set(rooms.slice(1));
  for (let next = 0; next < reached.length; next += 1) {
    for (const room of waiting) {
      const edges = sharedEdges(reached[next]?.area ?? room.area, room.area);
      if (edges.length === 0) continue;
      draft.openDoor([draft.random.pick(edges)], 'door');
      waiting.delete(room);
      reached.push(room);
    }
  }
}

/** All edges between a room and the open, by the side they are on, without the corners. */
function outerEdges(draft: PlanDraft, [x, y, w, h]: Rect): Edge[][] {
  const sides: Edge[][] = [[], [], [], []];
  for (let at = 1; at < w - 1; at += 1) {
    sides[0]?.push({ x: x + at, y, isVertical: false });
    sides[2]?.push({ x: x + at, y: y + h, isVertical: false });
  }
  for (let at = 1; at < h - 1; at += 1) {
    sides[1]?.push({ x: x + w, y: y + at, isVertical: true });
    sides[3]?.push({ x, y: y + at, isVertical: true });
  }
  const isOuter = ({ x: edgeX, y: edgeY, isVertical }: Edge): boolean => {
    const before = isVertical ? [edgeX - 1, edgeY] : [edgeX, edgeY - 1];
    const regions = [draft.regionAt(edgeX, edgeY), draft.regionAt(before[0] ?? 0, before[1] ?? 0)];
    return Math.min(...regions) <= OPEN;
  };
  return sides.map((edges) => edges.filter(isOuter));
}

/** The front door: double where the wall is long enough, in the middle of the hall's lower or longest outer wall. */
function openEntrance(draft: PlanDraft, hall: DraftRoom): void {
  const sides = outerEdges(draft, hall.area);
  const [, , lower = []] = sides;
  const wall = lower.length >= 3 ? lower : sides.reduce((best, side) => (side.length > best.length ? side : best));
  const middle = wall.length >> 1;
  const door = wall.slice(Math.max(0, middle - 1), middle + (wall.length >= 4 ? 1 : 0) + (middle === 0 ? 1 : 0));
  const [first] = door;
  if (!first) return;
  draft.openDoor(door, door.length > 1 ? 'double_door' : 'door');
  layPath(draft, first, hall.area);
}

function openWindows(draft: PlanDraft, rooms: readonly DraftRoom[]): void {
  const tall = draft.features.filter(({ kind }) => TALL.has(kind));
  const open = draft.openEdges();
  for (const side of rooms.flatMap(({ area }) => outerEdges(draft, area))) {
    for (let at = side.length > 3 ? 1 : 0; at < side.length; at += 3) {
      const edge = side[at];
      if (edge && !isNearOpening(edge, open) && !isBehind(tall, edge)) draft.openDoor([edge], 'window');
    }
  }
}

function isBehind(tall: readonly PlanFeature[], edge: Edge): boolean {
  const [x, y] = edge.isVertical ? [edge.x, edge.y + 0.5] : [edge.x + 0.5, edge.y];
  return tall.some((one) => Math.hypot(one.x - x, one.y - y) < 0.6 + Math.max(one.w, one.h) / 2);
}

function isNearOpening({ x, y, isVertical }: Edge, open: ReadonlySet<string>): boolean {
  return [-1, 0, 1].some((along) =>
    open.has(edgeKey(isVertical ? { x, y: y + along, isVertical } : { x: x + along, y, isVertical })),
  );
}

/** A house with a hall, smaller rooms, windows and a way to its door, on its own ground. */
export function planBuilding(brief: MapBrief, random: SeededRandom): PlanDraft {
  const draft = new PlanDraft(brief, random, GROUND[brief.theme], OPEN);
  const areas = roomAreas(footprintOf(brief.columns, brief.rows), brief, random);
  const purposes = purposesOf(brief, areas.length, random);
  const rooms = areas.map((area, index) => {
    const label = brief.rooms?.[index]?.label;
    const purpose = purposeOf(label) ?? purposes[index] ?? 'bedroom';
    const floor = purpose === 'kitchen' || purpose === 'storeroom' ? TERRAIN.stone : TERRAIN.wood;
    return draft.addRoom(purpose, area, floor, label);
  });
  openInnerDoors(draft, rooms);
  if (rooms[0]) openEntrance(draft, rooms[0]);
  for (const room of rooms) furnishRoom(draft, room, room.labelKey as RoomPurpose);
  openWindows(draft, rooms);
  scatterGarden(draft);
  return draft;
}
