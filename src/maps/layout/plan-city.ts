import { asksFor } from './feature-words';
import type { MapBrief } from './map-brief';
import { type FeatureKind, type Rect, TERRAIN } from './map-plan';
import { partition } from './partition';
import { placeAnywhere, placeCentral } from './placement';
import { type Edge, OPEN, PlanDraft } from './plan-draft';
import type { SeededRandom } from './seeded-random';

const MOST_HOUSES = 420;
const ROOF_LOOKS = 4;

interface Streets {
  readonly square: Rect;
  readonly blocks: Rect[];
}

/** A square in the middle, a street crossing from it to each rim, and four blocks between them. */
function layStreets(columns: number, rows: number): Streets {
  const side = (length: number): number => Math.max(1, Math.min(14, Math.round(length * 0.34)));
  const [w, h] = [side(columns), side(rows)];
  const square: Rect = [(columns - w) >> 1, (rows - h) >> 1, w, h];
  const street = (length: number): number => (length >= 16 ? 3 : length >= 9 ? 2 : 1);
  const [sx, sy] = [street(columns), street(rows)];
  const left = (columns - sx) >> 1;
  const top = (rows - sy) >> 1;
  const corners: Rect[] = [
    [0, 0, left, top],
    [left + sx, 0, columns - left - sx, top],
    [0, top + sy, left, rows - top - sy],
    [left + sx, top + sy, columns - left - sx, rows - top - sy],
  ];
  return { square, blocks: corners.filter(([, , width, height]) => width >= 2 && height >= 2) };
}

function overlaps(a: Rect, b: Rect): boolean {
  return a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];
}

/** Cuts off the part of a lot that lies on the square; what is too small for a house stays open. */
function withoutSquare(lot: Rect, square: Rect): Rect | undefined {
  if (!overlaps(lot, square)) return lot;
  const [x, y, w, h] = lot;
  const pieces: Rect[] = [
    [x, y, square[0] - x, h],
    [square[0] + square[2], y, x + w - square[0] - square[2], h],
    [x, y, w, square[1] - y],
    [x, square[1] + square[3], w, y + h - square[1] - square[3]],
  ];
  const best = pieces.reduce((a, b) => (Math.min(b[2], b[3]) > Math.min(a[2], a[3]) ? b : a));
  return best[2] >= 2 && best[3] >= 2 ? best : undefined;
}

/** Houses do not fill their lots exactly: a yard here, a recess there. */
function houseOn([x, y, w, h]: Rect, random: SeededRandom): Rect {
  const left = w >= 5 && random.chance(0.4) ? 1 : 0;
  const top = h >= 5 && random.chance(0.4) ? 1 : 0;
  const width = Math.min(9, w - left - (w - left >= 5 && random.chance(0.5) ? 1 : 0));
  const height = Math.min(9, h - top - (h - top >= 5 && random.chance(0.5) ? 1 : 0));
  return [x + left, y + top, width, height];
}

function lotsOf(blocks: readonly Rect[], square: Rect, columns: number, rows: number, random: SeededRandom): Rect[] {
  const parts = Math.max(1, Math.min(MOST_HOUSES, Math.round((columns * rows) / 38)) / 4);
  const gap = (depth: number): number => (depth === 0 ? 2 : 1);
  return blocks
    .flatMap((block) => partition(block, { parts, shortestSide: 3, gap }, random))
    .map((lot) => withoutSquare(lot, square))
    .filter((lot) => lot !== undefined);
}

function doorEdges([x, y, w, h]: Rect): Edge[] {
  const [middleX, middleY] = [x + (w >> 1), y + (h >> 1)];
  return [
    { x: middleX, y: y + h, isVertical: false },
    { x: middleX, y, isVertical: false },
    { x: x + w, y: middleY, isVertical: true },
    { x, y: middleY, isVertical: true },
  ];
}

/** Whether the square outside of the edge is street. */
function leadsToStreet(draft: PlanDraft, { x, y, isVertical }: Edge): boolean {
  const before = isVertical ? draft.regionAt(x - 1, y) : draft.regionAt(x, y - 1);
  return before === OPEN || draft.regionAt(x, y) === OPEN;
}

function buildHouse(draft: PlanDraft, area: Rect, label: string | undefined): void {
  const [x, y, w, h] = area;
  draft.addRoom('house', area, TERRAIN.roof, label);
  draft.take(area);
  const look = draft.random.int(0, ROOF_LOOKS - 1);
  const isWide = w >= h;
  draft.put('house', { x: x + w / 2, y: y + h / 2, w: isWide ? w : h, h: isWide ? h : w, turn: isWide ? 0 : 90, look });
}

function furnishSquare(draft: PlanDraft, square: Rect): void {
  const { random } = draft;
  const middle: FeatureKind = asksFor(draft.brief.features, 'well') || random.chance(0.5) ? 'well' : 'fountain';
  const isBig = Math.min(square[2], square[3]) >= 4;
  if (isBig) placeCentral(draft, square, { kind: middle, w: middle === 'well' ? 1.5 : 2.6, h: middle === 'well' ? 1.5 : 2.6 });
  const stalls = Math.round((square[2] * square[3]) / 9);
  for (let stall = 0; stall < stalls; stall += 1) {
    placeAnywhere(draft, square, { kind: 'stall', w: 1.9, h: 1.5, look: random.int(0, 3) });
  }
} // prettier-ignore

const STREET_THINGS: readonly FeatureKind[] = ['barrel', 'crate', 'barrel', 'crate', 'lamp', 'cart', 'tree', 'bench'];
const SIZES: Partial<Record<FeatureKind, readonly [number, number]>> = {
  cart: [1.9, 1],
  tree: [1.7, 1.7],
  bench: [1.6, 0.5],
  lamp: [0.5, 0.5],
};

function furnishStreets(draft: PlanDraft): void {
  const count = Math.min(900, Math.round((draft.columns * draft.rows) / 5));
  for (let done = 0; done < count; done += 1) {
    const kind = draft.random.pick(STREET_THINGS);
    const [w, h] = SIZES[kind] ?? [0.75, 0.75];
    const x = draft.random.int(0, draft.columns - 3);
    const y = draft.random.int(0, draft.rows - 3);
    // Goods lean on houses; only trees and lamps stand free.
    const isByHouse = draft.regionAt(x - 1, y) > OPEN || draft.regionAt(x, y - 1) > OPEN || draft.regionAt(x + 1, y) > OPEN;
    if (!isByHouse && kind !== 'tree' && kind !== 'lamp') continue;
    placeAnywhere(draft, [x, y, Math.ceil(w), Math.ceil(h)], { kind, w, h, look: draft.random.int(0, 2) });
  }
} // prettier-ignore

/** A quarter of a town: streets, houses under roofs with their doors, and a market square. */
export function planCity(brief: MapBrief, random: SeededRandom): PlanDraft {
  const draft = new PlanDraft(brief, random, TERRAIN.cobble, OPEN);
  const { square, blocks } = layStreets(brief.columns, brief.rows);
  const lots = lotsOf(blocks, square, brief.columns, brief.rows, random);
  const houses = lots.slice(0, MOST_HOUSES).map((lot) => houseOn(lot, random));
  houses.forEach((area, index) => buildHouse(draft, area, brief.rooms?.[index]?.label));
  for (const area of houses) {
    const edges = doorEdges(area).filter((edge) => leadsToStreet(draft, edge));
    if (edges.length > 0) draft.openDoor([random.pick(edges)], 'door');
  }
  furnishSquare(draft, square);
  furnishStreets(draft);
  return draft;
}
