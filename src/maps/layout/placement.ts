import type { FeatureKind, Rect } from './map-plan';
import type { PlanDraft } from './plan-draft';

/** A thing to place: its size in squares before turning, and whole squares it needs around it. */
export interface Piece {
  readonly kind: FeatureKind;
  readonly w: number;
  readonly h: number;
  readonly look?: number;
  readonly pad?: number;
}

/** Half of a wall plus a finger's breadth, in squares: furniture against a wall stands this far from the grid line. */
const WALL_CLEARANCE = 0.2;

/** All rectangles of the size inside the area on whole squares. */
function spotsIn([x, y, width, height]: Rect, w: number, h: number): Rect[] {
  const spots: Rect[] = [];
  for (let top = y; top + h <= y + height; top += 1) {
    for (let left = x; left + w <= x + width; left += 1) spots.push([left, top, w, h]);
  }
  return spots;
}

/** The part of a spot that is free of walls: its middle and its size. */
interface Clearing {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** How much of a spot walls leave: a neighbour of another region means half a wall stands in our squares. */
function clearingOf(draft: PlanDraft, [x, y, w, h]: Rect): Clearing {
  const own = draft.regionAt(x, y);
  const isWalled = (length: number, at: (step: number) => readonly [number, number]): boolean => {
    for (let step = 0; step < length; step += 1) if (draft.regionAt(...at(step)) !== own) return true;
    return false;
  };
  const inset = (walled: boolean): number => (walled ? WALL_CLEARANCE : 0.02);
  const left = inset(isWalled(h, (step) => [x - 1, y + step]));
  const right = inset(isWalled(h, (step) => [x + w, y + step]));
  const top = inset(isWalled(w, (step) => [x + step, y - 1]));
  const bottom = inset(isWalled(w, (step) => [x + step, y + h]));
  return {
    x: x + (w + left - right) / 2,
    y: y + (h + top - bottom) / 2,
    w: w - left - right,
    h: h - top - bottom,
  };
}

/** Puts a piece upright into a spot and moves it off the walls. */
function putInto(draft: PlanDraft, spot: Rect, piece: Piece): void {
  const clearing = clearingOf(draft, spot);
  draft.take(spot);
  draft.put(piece.kind, {
    ...piece,
    x: clearing.x,
    y: clearing.y,
    w: Math.min(piece.w, clearing.w),
    h: Math.min(piece.h, clearing.h),
  });
}

function grown([x, y, w, h]: Rect, pad: number): Rect {
  return [x - pad, y - pad, w + 2 * pad, h + 2 * pad];
}

/**
 * Puts a piece somewhere free in the area; it takes whole squares.
 * @returns whether there was a place
 */
export function placeAnywhere(draft: PlanDraft, area: Rect, piece: Piece): boolean {
  const [w, h] = [Math.ceil(piece.w), Math.ceil(piece.h)];
  const pad = piece.pad ?? 0;
  const free = spotsIn(area, w, h).filter((spot) => draft.isFree(pad ? grown(spot, pad) : spot));
  if (free.length === 0) return false;
  putInto(draft, draft.random.pick(free), piece);
  return true;
}

/** Puts a piece exactly in the middle of the area if that is free, else on the free squares nearest to it. */
export function placeCentral(draft: PlanDraft, area: Rect, piece: Piece): boolean {
  const [middleX, middleY] = [area[0] + area[2] / 2, area[1] + area[3] / 2];
  const [left, top] = [Math.floor(middleX - piece.w / 2), Math.floor(middleY - piece.h / 2)];
  const exact: Rect = [left, top, Math.ceil(middleX + piece.w / 2) - left, Math.ceil(middleY + piece.h / 2) - top];
  if (draft.isFree(exact)) {
    draft.take(exact);
    draft.put(piece.kind, { ...piece, x: middleX, y: middleY });
    return true;
  }
  const [w, h] = [Math.ceil(piece.w), Math.ceil(piece.h)];
  const free = spotsIn(area, w, h).filter((spot) => draft.isFree(spot));
  const spot = mostCentral(free, area);
  if (spot) putInto(draft, spot, piece);
  return spot !== undefined;
}

interface WallSpot {
  readonly rect: Rect;
  readonly turn: number;
}

interface BackedSpot extends WallSpot {
  readonly back: [number, number];
}

function wallSpots(draft: PlanDraft, area: Rect, w: number, h: number): WallSpot[] {
  const [x, y, width, height] = area;
  const own = draft.regionAt(x + (width >> 1), y + (height >> 1));
  const isBacked = (rect: Rect, dx: number, dy: number): boolean => {
    for (let at = 0; at < (dx ? rect[3] : rect[2]); at += 1) {
      const backX = dx ? (dx < 0 ? rect[0] - 1 : rect[0] + rect[2]) : rect[0] + at;
      const backY = dy ? (dy < 0 ? rect[1] - 1 : rect[1] + rect[3]) : rect[1] + at;
      if (draft.regionAt(backX, backY) === own) return false;
    }
    return true;
  };
  const backed = (rects: readonly Rect[], turn: number, back: [number, number]): BackedSpot[] =>
    rects.map((rect) => ({ rect, turn, back }));
  const spots = [
    ...backed(spotsIn([x, y, width, h], w, h), 0, [0, -1]),
    ...backed(spotsIn([x, y + height - h, width, h], w, h), 180, [0, 1]),
    ...backed(spotsIn([x, y, h, height], h, w), 270, [-1, 0]),
    ...backed(spotsIn([x + width - h, y, h, height], h, w), 90, [1, 0]),
  ];
  return spots.filter(({ rect, back }) => draft.isFree(rect) && isBacked(rect, ...back));
}

/** Unit vector from the back of a piece into the room, by its turn. */
function inward(turn: number): readonly [number, number] {
  if (turn === 0) return [0, 1];
  if (turn === 90) return [-1, 0];
  return turn === 180 ? [0, -1] : [1, 0];
}

/**
 * Puts a piece with its back against a wall of the area.
 * @param side only this turn (0: upper wall, 90: right, 180: lower, 270: left)
 * @returns where its squares are and how it is turned, undefined when no wall is free
 */
export function placeByWall(draft: PlanDraft, area: Rect, piece: Piece, side?: number): WallSpot | undefined {
  const [w, h] = [Math.ceil(piece.w), Math.ceil(piece.h)];
  const spots = wallSpots(draft, area, w, h).filter(({ turn }) => side === undefined || turn === side);
  if (spots.length === 0) return undefined;
  const spot = draft.random.pick(spots);
  const { rect, turn } = spot;
  const clearing = clearingOf(draft, rect);
  const isUpright = turn === 90 || turn === 270;
  const [width, room] = isUpright ? [clearing.h, clearing.w] : [clearing.w, clearing.h];
  const depth = Math.min(piece.h, room);
  // The back stays at the wall; what is left of the depth is in front.
  const [dx, dy] = inward(turn);
  const shift = (depth - room) / 2;
  draft.take(rect);
  draft.put(piece.kind, {
    ...piece,
    w: Math.min(piece.w, width),
    h: depth,
    turn,
    x: clearing.x + dx * shift,
    y: clearing.y + dy * shift,
  });
  return spot;
}

function mostCentral(spots: readonly Rect[], [x, y, width, height]: Rect): Rect | undefined {
  const far = ([left, top, w, h]: Rect): number =>
    Math.abs(left + w / 2 - x - width / 2) + Math.abs(top + h / 2 - y - height / 2);
  return [...spots].sort((a, b) => far(a) - far(b))[0];
}

/** A long table with chairs that face it; lies along the longer side of the area. */
export function placeDining(draft: PlanDraft, area: Rect, seats: FeatureKind, isCentral = false): boolean {
  const isLong = area[2] >= area[3];
  const length = Math.max(area[2], area[3]) >= 10 ? 3 : 2;
  const [w, h] = isLong ? [length, 3] : [3, length];
  const free = spotsIn(area, w, h).filter((spot) => draft.isFree(spot));
  if (free.length === 0) return false;
  const spot = isCentral ? mostCentral(free, area) : draft.random.pick(free);
  if (!spot) return false;
  const clearing = clearingOf(draft, spot);
  const { x, y } = clearing;
  draft.take(spot);
  const tableLength = Math.min(length - 0.15, isLong ? clearing.w : clearing.h);
  draft.put('table', { x, y, w: tableLength, h: 0.95, turn: isLong ? 0 : 90, look: draft.random.int(0, 2) });
  for (let at = 0; at < length; at += 1) {
    const along = (at - (length - 1) / 2) * (tableLength / length);
    for (const side of [-1, 1]) {
      const jitter = draft.random.between(0.78, 0.86) * side;
      const turn = isLong ? (side < 0 ? 0 : 180) : side < 0 ? 270 : 90;
      const [dx, dy] = isLong ? [along, jitter] : [jitter, along];
      draft.put(seats, { x: x + dx, y: y + dy, w: 0.55, h: 0.55, turn });
    }
  }
  return true;
}

/** A round table with stools around it, on three by three squares. */
export function placeRoundTable(draft: PlanDraft, area: Rect): boolean {
  const free = spotsIn(area, 3, 3).filter((spot) => draft.isFree(spot));
  if (free.length === 0) return false;
  const spot = draft.random.pick(free);
  const { x, y } = clearingOf(draft, spot);
  draft.take(spot);
  draft.put('round_table', { x, y, w: 1.4, h: 1.4, look: draft.random.int(0, 2) });
  const [count, start] = [draft.random.int(3, 5), draft.random.between(0, 6)];
  for (let at = 0; at < count; at += 1) {
    const angle = start + (at * 2 * Math.PI) / count;
    draft.put('stool', { x: x + Math.cos(angle) * 1.05, y: y + Math.sin(angle) * 1.05, w: 0.5, h: 0.5 });
  }
  return true;
}
