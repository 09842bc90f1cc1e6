import type { KnownPlace, PlaceKind } from '../map-brief';
import { type PlanPlace, TERRAIN, type Terrain } from '../map-plan';
import type { SeededRandom } from '../seeded-random';
import { neighboursOf } from './rivers';
import type { RoadGround } from './roads';

/** Most places of one map. */
const MOST_PLACES = 24;
/** Squares looked at for each place. */
const TRIES = 260;

/** What lies in a region that nobody told of, unnamed. */
const USUAL: readonly PlaceKind[] = ['town', 'village', 'village', 'castle', 'ruin', 'cave', 'tower'];

/** Where each kind of place likes to be. */
const LIKES: Readonly<Record<PlaceKind, readonly Terrain[]>> = {
  city: [TERRAIN.grass],
  town: [TERRAIN.grass],
  village: [TERRAIN.grass, TERRAIN.hills],
  port: [TERRAIN.grass, TERRAIN.sand],
  castle: [TERRAIN.hills, TERRAIN.grass],
  tower: [TERRAIN.hills, TERRAIN.forest],
  temple: [TERRAIN.forest, TERRAIN.hills],
  ruin: [TERRAIN.forest, TERRAIN.marsh, TERRAIN.sand],
  dungeon: [TERRAIN.hills, TERRAIN.mountain],
  cave: [TERRAIN.mountain, TERRAIN.hills],
  mine: [TERRAIN.mountain, TERRAIN.hills],
  camp: [TERRAIN.forest, TERRAIN.grass],
  place: [TERRAIN.grass, TERRAIN.forest, TERRAIN.hills],
};
const BY_WATER: ReadonlySet<PlaceKind> = new Set(['city', 'town', 'port', 'village']);

/** The ground that places stand on. */
export interface SiteGround extends RoadGround {
  /** Beside the sea, a lake or a river. */
  readonly isByWater: (at: number) => boolean;
}

/**
 * Puts every known place where it belongs, apart from one another, and some nameless ones where hardly anything is known.
 * Where there is no room left the rest stays off the map.
 */
export function sitePlaces(known: readonly KnownPlace[], ground: SiteGround, random: SeededRandom): PlanPlace[] {
  const usual = known.length >= 3 ? [] : USUAL.slice(0, 7 - known.length).map((kind): KnownPlace => ({ kind }));
  const wanted = [...known.slice(0, MOST_PLACES), ...usual];
  const land = [...Array(ground.columns * ground.rows).keys()].filter(
    (at) => isDry(at, ground) && isInside(at, ground),
  );
  const apart = Math.min(6, Math.max(1.8, Math.sqrt(land.length / Math.max(1, wanted.length)) * 0.62));
  const placed: PlanPlace[] = [];
  for (const { kind, label } of wanted) {
    const at = bestSite({ kind, placed, apart }, land, { ground, random });
    if (at === undefined) continue;
    const [x, y] = [(at % ground.columns) + 0.5, Math.floor(at / ground.columns) + 0.5];
    placed.push({ kind, x, y, ...(label ? { label } : {}) });
  }
  return placed;
}

const isDry = (at: number, { terrainAt }: RoadGround): boolean =>
  terrainAt(at) !== TERRAIN.sea && terrainAt(at) !== TERRAIN.water;

/** Not at the rim, where its name would be cut. */
function isInside(at: number, { columns, rows }: RoadGround): boolean {
  const [x, y] = [at % columns, Math.floor(at / columns)];
  const margin = Math.min(columns, rows) > 10 ? 2 : 1;
  return x >= margin && y >= 1 && x < columns - margin && y < rows - margin;
}

interface Wanted {
  readonly kind: PlaceKind;
  readonly placed: readonly PlanPlace[];
  /** Squares between two places, at least. */
  readonly apart: number;
}

function bestSite(
  { kind, placed, apart }: Wanted,
  land: readonly number[],
  { ground, random }: { readonly ground: SiteGround; readonly random: SeededRandom },
): number | undefined {
  if (land.length === 0) return undefined;
  let best: { at: number; score: number } | undefined;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const at = random.pick(land);
    const [x, y] = [(at % ground.columns) + 0.5, Math.floor(at / ground.columns) + 0.5];
    if (placed.some((other) => Math.hypot(other.x - x, other.y - y) < apart)) continue;
    const score = liking(kind, at, ground) + random.next() * 0.5;
    if (best === undefined || score > best.score) best = { at, score };
  }
  return best?.at;
}

function liking(kind: PlaceKind, at: number, ground: SiteGround): number {
  const rank = LIKES[kind].indexOf(ground.terrainAt(at));
  const water = BY_WATER.has(kind) && ground.isByWater(at) ? 0.9 : 0;
  const sea =
    kind === 'port' && neighboursOf(at, ground).some((next) => ground.terrainAt(next) === TERRAIN.sea) ? 3 : 0;
  return (rank === -1 ? 0 : 2 - rank * 0.5) + water + sea;
}
