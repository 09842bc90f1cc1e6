import { asksFor } from './feature-words';
import type { MapBrief } from './map-brief';
import { type FeatureKind, type Rect, TERRAIN, type Terrain } from './map-plan';
import { placeCentral } from './placement';
import { OPEN, PlanDraft } from './plan-draft';
import { placeNoise, type SeededRandom } from './seeded-random';

const MOST_TREES = 1100;

/** A winding line across the map: for every step along it, how far across. */
function windingLine(length: number, breadth: number, random: SeededRandom): number[] {
  const [phase, other] = [random.between(0, 6.28), random.between(0, 6.28)];
  const wave = random.between(14, 22);
  const swing = breadth * random.between(0.1, 0.18);
  const middle = breadth * random.between(0.38, 0.62);
  return Array.from(
    { length },
    (_, at) => middle + swing * Math.sin((at / wave) * 2 + phase) + swing * 0.4 * Math.sin((at / wave) * 5 + other),
  );
}

interface Course {
  readonly line: readonly number[];
  readonly width: number;
  readonly isUpright: boolean;
}

/** Distance of a square's centre from the middle of a course, measured across it. */
function acrossAt({ line, isUpright }: Course, x: number, y: number): number {
  return isUpright ? x + 0.5 - (line[y] ?? 0) : y + 0.5 - (line[x] ?? 0);
}

/** Slanted stretches are widened, so that the course is as wide as it shall be where it runs diagonally. */
function isOn(course: Course, x: number, y: number): boolean {
  const at = course.isUpright ? y : x;
  const slope = Math.abs((course.line[at + 1] ?? course.line[at] ?? 0) - (course.line[at] ?? 0));
  return Math.abs(acrossAt(course, x, y)) <= (course.width / 2) * Math.sqrt(1 + slope * slope);
}

function layCourse(draft: PlanDraft, course: Course, terrain: Terrain): void {
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      if (!isOn(course, x, y)) continue;
      if (draft.terrainAt(x, y) === TERRAIN.grass) draft.cover(x, y, terrain);
      draft.take([x, y, 1, 1]);
    }
  }
}

function layPond(draft: PlanDraft): void {
  const { random } = draft;
  const [rx, ry] = [Math.min(6, draft.columns * random.between(0.14, 0.2)), Math.min(5, draft.rows * random.between(0.14, 0.2))];
  const [cx, cy] = [draft.columns * random.between(0.25, 0.4), draft.rows * random.between(0.25, 0.4)];
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      const wobble = 0.25 * Math.sin(Math.atan2(y - cy, x - cx) * 3 + rx);
      if (((x + 0.5 - cx) / rx) ** 2 + ((y + 0.5 - cy) / ry) ** 2 > 1 + wobble) continue;
      if (draft.terrainAt(x, y) === TERRAIN.grass) draft.cover(x, y, TERRAIN.water);
    }
  }
} // prettier-ignore

/** Where the path crosses the river, the bridge takes the direction of the path. */
function buildBridge(draft: PlanDraft, river: Course, path: Course): void {
  let best: { x: number; y: number; far: number } | undefined;
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      const far = Math.abs(acrossAt(river, x, y)) + Math.abs(acrossAt(path, x, y));
      if (!best || far < best.far) best = { x, y, far };
    }
  }
  if (!best) return;
  const [x, y] = [best.x + 0.5, best.y + 0.5];
  draft.put('bridge', { x, y, w: river.width + 2.4, h: Math.max(1.7, path.width), turn: path.isUpright ? 90 : 0 });
}

/** Value noise: smooth hills between 0 and 1, one hill about every five squares. */
function thickness(seed: number, x: number, y: number): number {
  const [gx, gy] = [x / 5, y / 5];
  const [x0, y0] = [Math.floor(gx), Math.floor(gy)];
  const ease = (t: number): number => t * t * (3 - 2 * t);
  const [tx, ty] = [ease(gx - x0), ease(gy - y0)];
  const row = (dy: number): number => placeNoise(seed, x0, y0 + dy) * (1 - tx) + placeNoise(seed, x0 + 1, y0 + dy) * tx;
  return row(0) * (1 - ty) + row(1) * ty;
}

/** The thickness that so large a share of the map exceeds: hills differ from seed to seed, the wood shall not. */
function thicknessOfShare({ columns, rows }: PlanDraft, seed: number, share: number): number {
  const all = Array.from({ length: columns * rows }, (_, at) =>
    thickness(seed, at % columns, Math.floor(at / columns)),
  );
  return all.sort((a, b) => b - a)[Math.floor(all.length * share)] ?? 1;
}

function growTrees(draft: PlanDraft): void {
  const { random } = draft;
  const seed = random.int(0, 1e9);
  const isForest = asksFor(draft.brief.features, 'tree', 'forest', 'wood', 'grove', 'pine');
  const threshold = thicknessOfShare(draft, seed, isForest ? 0.42 : 0.26);
  let left = MOST_TREES;
  for (const y of random.shuffle([...Array(draft.rows).keys()])) {
    for (let x = 0; x < draft.columns; x += 1) {
      const thick = thickness(seed, x, y);
      if (left === 0 || thick < threshold || !random.chance(0.5)) continue;
      const kind: FeatureKind = thickness(seed + 7, x, y) > 0.55 ? 'pine' : 'tree';
      const size = random.between(1.7, thick > 0.7 ? 3.1 : 2.5);
      const squares = size > 2.3 ? 2 : 1;
      // Crowns reach over their squares: a wood closes overhead.
      if (!draft.isFree([x, y, squares, squares])) continue;
      draft.take([x, y, squares, squares]);
      const shift = random.between(-0.25, 0.25);
      draft.put(kind, { x: x + squares / 2 + shift, y: y + squares / 2 - shift, w: size, h: size, look: random.int(0, 3) });
      left -= 1;
    }
  }
} // prettier-ignore

function makeCamp(draft: PlanDraft): void {
  const { random, columns, rows } = draft;
  const [w, h] = [Math.min(11, columns - 2), Math.min(10, rows - 2)];
  for (let attempt = 0; attempt < 160; attempt += 1) {
    const [x, y] = [random.int(1, columns - w - 1), random.int(1, rows - h - 1)];
    if (!draft.isFree([x + (w >> 1) - 2, y + (h >> 1) - 2, 5, 5])) continue;
    const [fireX, fireY] = [x + (w >> 1) + 0.5, y + (h >> 1) + 0.5];
    draft.put('campfire', { x: fireX, y: fireY, w: 1, h: 1 });
    draft.put('log', { x: fireX, y: fireY - 1.35, w: 1.8, h: 0.5 });
    draft.put('log', { x: fireX - 1.35, y: fireY + 0.2, w: 1.7, h: 0.5, turn: 80 });
    draft.take([Math.floor(fireX) - 2, Math.floor(fireY) - 2, 5, 5]);
    placeCentral(draft, [x, y, w, h], { kind: 'tent', w: 1.95, h: 1.8, look: random.int(0, 2) });
    placeCentral(draft, [x, y, w, h], { kind: 'tent', w: 1.95, h: 1.8, look: random.int(0, 2) });
    // Crowns reach over their squares, and a tent under a tree cannot be found.
    draft.take([x, y, w, h]);
    return;
  }
}

function scatter(draft: PlanDraft, kinds: readonly FeatureKind[], per100: number): void {
  const { random } = draft;
  const count = Math.min(500, Math.round((draft.columns * draft.rows * per100) / 100));
  for (let done = 0; done < count; done += 1) {
    const size = random.between(0.55, 1);
    const kind = random.pick(kinds);
    const [x, y] = [random.int(0, draft.columns - 1), random.int(0, draft.rows - 1)];
    const turn = random.int(0, 359);
    const piece = { kind, w: kind === 'log' ? 1.7 : size, h: kind === 'log' ? 0.5 : size * 0.9, look: random.int(0, 3) };
    if (!draft.isFree([x, y, 1, 1])) continue;
    draft.take([x, y, 1, 1]);
    draft.put(piece.kind, { ...piece, turn, x: x + 0.5, y: y + 0.5 });
  }
} // prettier-ignore

/** Open country: a path, a river with a bridge or a pond, woods, rocks and a camp. */
export function planWilderness(brief: MapBrief, random: SeededRandom): PlanDraft {
  const ground = brief.theme === 'western' || brief.theme === 'space_fantasy' ? TERRAIN.earth : TERRAIN.grass;
  const draft = new PlanDraft(brief, random, TERRAIN.grass, OPEN);
  const wantsRiver = asksFor(brief.features, 'river', 'stream', 'bridge', 'creek');
  const wantsPond = asksFor(brief.features, 'pond', 'lake', 'pool');
  const hasRiver = wantsRiver || (!wantsPond && random.chance(0.6));
  const isWide = brief.columns >= brief.rows;
  const [length, breadth] = isWide ? [brief.columns, brief.rows] : [brief.rows, brief.columns];
  const path: Course = { line: windingLine(length, breadth, random), width: 1.7, isUpright: !isWide };
  const riverWidth = Math.min(3.4, Math.max(1, length / 7));
  const river: Course = { line: windingLine(breadth, length, random), width: riverWidth, isUpright: isWide };
  if (hasRiver) layCourse(draft, river, TERRAIN.water);
  if (!hasRiver || wantsPond) layPond(draft);
  layCourse(draft, path, TERRAIN.path);
  if (hasRiver) buildBridge(draft, river, path);
  if (asksFor(brief.features, 'campfire', 'camp', 'tent') || random.chance(0.5)) makeCamp(draft);
  growTrees(draft);
  scatter(draft, ['rock', 'bush', 'bush', 'rock', 'stump', 'log'], 4);
  scatter(draft, ['flowers'], 4);
  if (ground === TERRAIN.earth) dryOut(draft);
  const label = brief.rooms?.[0]?.label;
  const area: Rect = [0, 0, brief.columns, brief.rows];
  draft.rooms.push({
    labelKey: 'clearing',
    ...(label ? { label } : {}),
    rects: [area],
    enclosed: false,
    region: OPEN,
    area,
  });
  return draft;
}

/** Where it hardly rains, grass grows in tufts and the rest is bare earth. */
function dryOut(draft: PlanDraft): void {
  const seed = draft.random.int(0, 1e9);
  for (let y = 0; y < draft.rows; y += 1) {
    for (let x = 0; x < draft.columns; x += 1) {
      if (draft.terrainAt(x, y) === TERRAIN.grass && thickness(seed, x, y) < 0.62) draft.cover(x, y, TERRAIN.earth);
    }
  }
}
