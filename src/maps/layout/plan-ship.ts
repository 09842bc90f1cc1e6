import { purposeOf } from './furnish-room';
import type { MapBrief } from './map-brief';
import { type FeatureKind, hundredth, type Point, type Rect, TERRAIN } from './map-plan';
import { placeAnywhere } from './placement';
import { type DraftRoom, OPEN, PlanDraft } from './plan-draft';
import type { SeededRandom } from './seeded-random';

/** The ship lies along the longer side of the map: `along` counts from stern to bow, `across` from side to side. */
interface Hull {
  readonly isUpright: boolean;
  readonly from: number;
  readonly length: number;
  readonly middle: number;
  readonly halfWidth: number;
}

function hullFor(columns: number, rows: number): Hull {
  const isUpright = rows > columns;
  const [length, breadth] = isUpright ? [rows, columns] : [columns, rows];
  const margin = length >= 14 ? 1.5 : 0.5;
  const hullLength = Math.min(60, length - 2 * margin);
  const halfWidth = Math.min((breadth - (breadth >= 9 ? 3 : 1)) / 2, Math.max(2, hullLength * 0.19));
  return { isUpright, from: (length - hullLength) / 2, length: hullLength, middle: breadth / 2, halfWidth };
}

/** Half the width of the ship at a share of its length: broad stern, full waist, pointed bow. */
function halfWidthAt({ halfWidth }: Hull, share: number): number {
  if (share <= 0 || share >= 1) return 0;
  if (share < 0.18) return halfWidth * (0.72 + 0.28 * Math.sin((share / 0.18) * (Math.PI / 2)));
  if (share < 0.58) return halfWidth;
  const toBow = (share - 0.58) / 0.42;
  return halfWidth * Math.sqrt(Math.max(0, 1 - toBow ** 2.2));
}

function toMap({ isUpright }: Hull, along: number, across: number): Point {
  // Upright ships sail up: the bow is at the top.
  return isUpright ? [hundredth(across), hundredth(along)] : [hundredth(along), hundredth(across)];
}

/** Along, as seen on the map: upright ships count from the bottom. */
function alongOf(hull: Hull, draft: PlanDraft, x: number, y: number): number {
  return hull.isUpright ? draft.rows - y : x;
}

/** Pieces of each side. */
const SIDE_PIECES = 48;

/** One side of the hull, in hundredths of a square as it is told: how far across it is at places along the ship, stern first. */
type Side = readonly (readonly [along: number, across: number])[];
type Sides = readonly [port: Side, starboard: Side];

const sidesOf = (hull: Hull): Sides => [sideOf(hull, -1), sideOf(hull, 1)];

function sideOf(hull: Hull, sign: 1 | -1): Side {
  return Array.from({ length: SIDE_PIECES + 1 }, (_, step) => {
    // Closer steps towards the bow, where the curve is tight.
    const share = Math.sin(((step / SIDE_PIECES) * Math.PI) / 2);
    const across = hull.middle + sign * halfWidthAt(hull, Math.max(share, 1e-6));
    return [hundredth(hull.from + share * hull.length), hundredth(across)];
  });
}

/**
 * Between which places across the deck lies, at a place along the ship: within the hull as it is told, which cuts the corners of
 * its curve, so that a token in the middle of a square of deck stands inside of the walls. `undefined` before and behind the ship.
 */
function deckAt(sides: Sides, along: number): readonly [number, number] | undefined {
  const [port, starboard] = sides.map((side) => {
    const end = side.findIndex(([known]) => known >= along);
    const [from, to] = [side[end - 1], side[end]];
    if (from === undefined || to === undefined) return undefined;
    return from[1] + ((to[1] - from[1]) * (along - from[0])) / (to[0] - from[0]);
  });
  return port === undefined || starboard === undefined ? undefined : [port, starboard];
}

function outline(hull: Hull, mapLength: number): Point[] {
  const told = (side: Side): Point[] =>
    side.map(([along, across]) => toMap(hull, hull.isUpright ? mapLength - along : along, across));
  const [port, starboard] = sidesOf(hull);
  return [...told(port), ...told(starboard).reverse(), ...told(port.slice(0, 1))];
}

function layDeck(draft: PlanDraft, hull: Hull): void {
  const sides = sidesOf(hull);
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      const along = alongOf(hull, draft, x + 0.5, y + 0.5);
      const across = (hull.isUpright ? x : y) + 0.5;
      const [port, starboard] = deckAt(sides, along) ?? [Infinity, -Infinity];
      const inside = Math.min(across - port, starboard - across);
      const fromEnds = Math.min(along - hull.from, hull.from + hull.length - along);
      const isRail = inside <= 0.4 || fromEnds < 0.8;
      if (inside <= 0) continue;
      draft.cover(x, y, TERRAIN.deck);
      // Partly covered squares belong to the rail: the picture shows planks, but nothing stands there.
      if (isRail) draft.take([x, y, 1, 1]);
    }
  }
}

/** A rectangle of deck between two places along the ship, as wide as the deck is there. */
function deckRect(draft: PlanDraft, hull: Hull, from: number, to: number): Rect {
  const reach = Math.floor(hull.halfWidth * 0.72 - 0.31);
  const low = Math.ceil(hull.middle - reach - 0.01);
  const high = Math.floor(hull.middle + reach + 0.01);
  const width = Math.max(1, high - low);
  return hull.isUpright
    ? [low, draft.rows - to, width, to - from]
    : [from, low, to - from, width];
} // prettier-ignore

/** The squares from the stern to a place along the ship whose middle lies inside of the hull, one strip per step. */
function sternStrips(draft: PlanDraft, hull: Hull, to: number): Rect[] {
  const strips: Rect[] = [];
  const sides = sidesOf(hull);
  for (let along = Math.floor(hull.from); along < to; along += 1) {
    const deck = deckAt(sides, along + 0.5);
    if (deck === undefined) continue;
    const low = Math.floor(deck[0] - 0.5) + 1;
    const width = Math.ceil(deck[1] - 0.5) - low;
    if (width < 1) continue;
    strips.push(hull.isUpright ? [low, draft.rows - along - 1, width, 1] : [along, low, 1, width]);
  }
  return strips;
}

/** The cabin fills the stern; its front wall runs from side to side with the door in the middle. */
function buildCabin(draft: PlanDraft, hull: Hull): DraftRoom | undefined {
  const stern = Math.ceil(hull.from + 0.6);
  const front = stern + Math.max(2, Math.round(hull.length * 0.2));
  const area = deckRect(draft, hull, stern, front);
  if (hull.length < 12 || Math.min(area[2], area[3]) < 2) return undefined;
  const label = draft.brief.rooms?.[0]?.label;
  const room: DraftRoom = {
    labelKey: 'cabin',
    ...(label ? { label } : {}),
    rects: sternStrips(draft, hull, front),
    enclosed: true,
    region: OPEN,
    area,
  };
  draft.rooms.push(room);
  const half = halfWidthAt(hull, (front - hull.from) / hull.length);
  const line = hull.isUpright ? draft.rows - front : front;
  const door = Math.floor(hull.middle);
  draft.openDoor([hull.isUpright ? { x: door, y: line, isVertical: false } : { x: line, y: door, isVertical: true }], 'door');
  for (const [from, to] of [[hull.middle - half, door], [door + 1, hull.middle + half]] as const) {
    draft.extraWalls.push({ kind: 'wall', points: [toMap(hull, line, from), toMap(hull, line, to)] });
  }
  keepWallFree(draft, hull, line, half);
  return room;
} // prettier-ignore

/** Nothing stands in the line of the cabin's wall. */
function keepWallFree(draft: PlanDraft, hull: Hull, line: number, half: number): void {
  const [low, span] = [Math.floor(hull.middle - half), Math.ceil(2 * half) + 1];
  draft.take(hull.isUpright ? [low, line - 1, span, 2] : [line - 1, low, 2, span]);
}

/** Takes every square that comes near to a place. */
function takeAround(draft: PlanDraft, x: number, y: number, reach: number): void {
  const [left, top] = [Math.floor(x - reach + 0.02), Math.floor(y - reach + 0.02)];
  draft.take([left, top, Math.ceil(x + reach - 0.02) - left, Math.ceil(y + reach - 0.02) - top]);
}

function putAlong(
  draft: PlanDraft,
  hull: Hull,
  kind: FeatureKind,
  [share, size, span = size]: readonly [number, number, number?],
): void {
  const along = hull.from + share * hull.length;
  const [x, y] = toMap(hull, hull.isUpright ? draft.rows - along : along, hull.middle);
  draft.put(kind, { x, y, w: span, h: size, turn: hull.isUpright ? 0 : 90 });
  takeAround(draft, x, y, size / 2);
}

/** Pairs of guns along both sides, muzzles over the water. */
function mountCannons(draft: PlanDraft, hull: Hull): void {
  const pairs = Math.min(10, Math.floor((hull.length * 0.42) / 2));
  for (let pair = 0; pair < pairs; pair += 1) {
    const share = 0.32 + (0.42 * (pair + 0.5)) / pairs;
    const half = halfWidthAt(hull, share);
    const along = hull.from + share * hull.length;
    for (const side of [-1, 1]) {
      const [x, y] = toMap(hull, hull.isUpright ? draft.rows - along : along, hull.middle + side * (half - 0.55));
      const turn = hull.isUpright ? (side < 0 ? 270 : 90) : side < 0 ? 0 : 180;
      draft.put('cannon', { x, y, w: 0.7, h: 1.35, turn });
      takeAround(draft, x, y, 0.6);
    }
  }
}

function furnishCabin(draft: PlanDraft, { area }: DraftRoom): void {
  draft.put('rug', { x: area[0] + area[2] / 2, y: area[1] + area[3] / 2, w: area[2] - 0.6, h: area[3] - 0.6 });
  placeAnywhere(draft, area, { kind: 'bed', w: 0.9, h: 1.75, look: 1 });
  placeAnywhere(draft, area, { kind: 'table', w: 1.7, h: 0.9, look: 2 });
  placeAnywhere(draft, area, { kind: 'chest', w: 0.85, h: 0.55 });
  placeAnywhere(draft, area, { kind: 'chair', w: 0.6, h: 0.6 });
}

function furnishDeck(draft: PlanDraft, hull: Hull): void {
  const cabinEnd = hull.length < 12 ? 0.05 : 0.28;
  if (hull.length >= 12) putAlong(draft, hull, 'helm', [cabinEnd + 0.06, 0.9]);
  const masts = hull.length >= 26 ? [0.42, 0.72] : [0.52];
  for (const share of masts) putAlong(draft, hull, 'mast', [share, 0.95, 1.5 * halfWidthAt(hull, share)]);
  if (hull.length >= 10)
    putAlong(draft, hull, 'hatch', [masts.length > 1 ? 0.57 : 0.66, Math.min(1.7, hull.halfWidth)]);
  if (hull.length >= 16) putAlong(draft, hull, 'capstan', [0.82, 0.9]);
  mountCannons(draft, hull);
  const front = Math.ceil(hull.from + cabinEnd * hull.length);
  const deck: Rect = hull.isUpright
    ? [0, 0, draft.columns, draft.rows - front]
    : [front, 0, draft.columns - front, draft.rows];
  const goods: FeatureKind[] = [
    'barrel',
    'crate',
    'rope',
    'barrel',
    'crate',
    'rope',
    'barrel',
    'crate',
    'barrel',
    'rope',
    'crate',
  ];
  for (const kind of goods.slice(0, Math.max(1, Math.floor(hull.length / 2.5)))) {
    placeAnywhere(draft, deck, { kind, w: 0.72, h: 0.72, look: draft.random.int(0, 2) });
  }
}

function nameDeck(draft: PlanDraft, hull: Hull): void {
  const area = deckRect(draft, hull, Math.round(hull.from + hull.length * 0.34), Math.round(hull.from + hull.length * 0.72));
  const label = draft.brief.rooms?.find((room) => purposeOf(room.label) !== 'cabin')?.label;
  draft.rooms.push({ labelKey: 'main_deck', ...(label ? { label } : {}), rects: [area], enclosed: false, region: OPEN, area });
} // prettier-ignore

/** A sailing ship (or its like in other themes) on open water, seen from above. */
export function planShip(brief: MapBrief, random: SeededRandom): PlanDraft {
  const draft = new PlanDraft(brief, random, TERRAIN.sea, OPEN);
  const hull = hullFor(brief.columns, brief.rows);
  layDeck(draft, hull);
  draft.extraWalls.push({ kind: 'hull', points: outline(hull, draft.rows) });
  const cabin = buildCabin(draft, hull);
  if (cabin) furnishCabin(draft, cabin);
  furnishDeck(draft, hull);
  nameDeck(draft, hull);
  return draft;
}
