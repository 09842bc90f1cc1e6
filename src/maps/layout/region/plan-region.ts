import { lightingOf } from '../light-sources';
import type { MapBrief } from '../map-brief';
import { MAP_PLAN_VERSION, type MapPlan, type PlanWay, TERRAIN, type Terrain } from '../map-plan';
import { SeededRandom } from '../seeded-random';
import { layeredNoise, levelBelow, reliefOf, withoutPuddles, type Field, type RegionSize } from './relief';
import { drainageOf, neighboursOf, riversOf, type Drainage } from './rivers';
import { roadsOf } from './roads';
import { sitePlaces } from './site-places';

/** Water that stands this high above its ground is a lake, as long as lakes take no more than this share of the land. */
const LAKES = { depth: 0.03, share: 0.05 };
/** Shares of the land: the highest is snow, then mountains, then hills; the wettest of the rest forest, the driest sand. */
const SHARES = { snow: 0.97, mountain: 0.86, hills: 0.7, forest: 0.56, sand: 0.1, marsh: 0.93 };

/**
 * Plans a region: coast, mountains, forests, rivers and roads, and the places that are known in it. It has no walls and
 * nothing stands on it. The same brief and seed give the same plan.
 *
 * @param brief of the setting `region`, at least five squares each way
 */
export function planRegion(brief: MapBrief, seed: number): MapPlan {
  const random = new SeededRandom(seed);
  const size: RegionSize = { columns: brief.columns, rows: brief.rows };
  const landform = brief.landform ?? random.pick(['coast', 'inland', 'valley']);
  const relief = withoutPuddles(reliefOf(size, landform, random), size);
  const drainage = drainageOf(relief, size);
  const terrain = terrainOf(brief, { relief, drainage, random });
  const terrainAt = (at: number): Terrain => terrain[at] ?? TERRAIN.sea;
  const rivers = riversOf(drainage, (at) => terrainAt(at) !== TERRAIN.sea, size);
  const wet = wetSquares(rivers, terrainAt, size);
  const ground = {
    ...size,
    terrainAt,
    isWet: (at: number) => wet.has(at),
    isByWater: (at: number) => neighboursOf(at, size).some((next) => wet.has(next)),
  };
  const places = sitePlaces(brief.places ?? [], ground, random);
  const rows = Array.from({ length: size.rows }, (_, y) =>
    terrain.slice(y * size.columns, (y + 1) * size.columns).join(''),
  );
  return {
    version: MAP_PLAN_VERSION,
    setting: 'region',
    theme: brief.theme,
    lighting: lightingOf('region', 'fantasy', brief.lighting),
    ...size,
    seed,
    terrain: rows,
    walls: [],
    doors: [],
    lights: [],
    rooms: [],
    features: [],
    ways: [...rivers, ...roadsOf(places, ground, random)],
    places,
  };
}

interface Land {
  readonly relief: Field;
  readonly drainage: Drainage;
  readonly random: SeededRandom;
}

function terrainOf(brief: MapBrief, { relief, drainage, random }: Land): Terrain[] {
  const { columns, rows } = brief;
  const seed = random.int(0, 1e9);
  const span = Math.max(5, Math.max(columns, rows) / 5);
  const rain = layeredNoise(seed, { columns, rows }, span);
  const isLand = (at: number): boolean => (relief[at] ?? 0) >= 0;
  const [snow, mountain, hills] = [SHARES.snow, SHARES.mountain, SHARES.hills].map((share) => levelBelow(relief, share, isLand)); // prettier-ignore
  const [wet, wettest, dry] = [SHARES.forest, SHARES.marsh, SHARES.sand].map((share) => levelBelow(rain, share, isLand)); // prettier-ignore
  const depth = relief.map((height, at) => (drainage.level[at] ?? 0) - height);
  const lake = Math.max(LAKES.depth, levelBelow(depth, 1 - LAKES.share, isLand));
  const low = levelBelow(relief, 0.35, isLand);
  return Array.from({ length: columns * rows }, (_, at): Terrain => {
    const [height, moisture] = [relief[at] ?? 0, rain[at] ?? 0];
    if (!isLand(at)) return TERRAIN.sea;
    if ((depth[at] ?? 0) > lake) return TERRAIN.water;
    if (height >= (mountain ?? 1)) return height >= (snow ?? 1) && brief.theme !== 'western' ? TERRAIN.snow : TERRAIN.mountain;
    if (height >= (hills ?? 1)) return moisture > (wettest ?? 1) ? TERRAIN.forest : TERRAIN.hills;
    if (moisture > (wettest ?? 1) && height < low) return TERRAIN.marsh;
    if (moisture > (wet ?? 1)) return TERRAIN.forest;
    return moisture < (dry ?? 0) * (brief.theme === 'western' ? 1.35 : 1) ? TERRAIN.sand : TERRAIN.grass;
  });
} // prettier-ignore

function wetSquares(
  rivers: readonly PlanWay[],
  terrainAt: (at: number) => Terrain,
  { columns, rows }: RegionSize,
): Set<number> {
  const isWet = (at: number): boolean => terrainAt(at) === TERRAIN.sea || terrainAt(at) === TERRAIN.water;
  const squares = [...Array(columns * rows).keys()].filter(isWet);
  const square = (place: number, count: number): number => Math.min(Math.floor(place), count - 1);
  const passed = rivers.flatMap(({ points }) => points.map(([x, y]) => square(x, columns) + square(y, rows) * columns));
  return new Set([...squares, ...passed]);
}
