import { canonicalJson } from '../../../common/canonical-json';
import { LANDFORMS, type MapBrief } from '../map-brief';
import { type MapPlan, TERRAIN } from '../map-plan';
import { planMap } from '../plan-map';

const aBrief = (changes: Partial<MapBrief> = {}): MapBrief => ({
  setting: 'region',
  columns: 30,
  rows: 22,
  features: [],
  theme: 'fantasy',
  ...changes,
});
const terrainAt = ({ terrain }: MapPlan, x: number, y: number): string =>
  terrain[Math.min(terrain.length - 1, Math.floor(y))]?.[Math.floor(x)] ?? '';
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);

/** How many of them in a row are in the set. */
function longestRun(squares: readonly string[], set: ReadonlySet<string>): number {
  const ends = squares.map((_, at) => squares.slice(0, at + 1).reverse().findIndex((square) => !set.has(square))); // prettier-ignore
  return Math.max(0, ...ends.map((run, at) => (run === -1 ? at + 1 : run)));
}

describe('planRegion', () => {
  it('gives the same land for the same brief and seed', () => {
    for (const landform of LANDFORMS) {
      expect(canonicalJson(planMap(aBrief({ landform }), 4))).toBe(canonicalJson(planMap(aBrief({ landform }), 4)));
    }
  });

  it.each(SEEDS)('surrounds an island with the sea (seed %d)', (seed) => {
    const { terrain } = planMap(aBrief({ landform: 'island' }), seed);

    const rim = [terrain[0], terrain.at(-1), terrain.map((row) => `${row[0]}${row.at(-1)}`).join('')].join('');
    expect(new Set(rim)).toEqual(new Set([TERRAIN.sea]));
  });

  it.each(SEEDS)('has no sea inland, and all kinds of land (seed %d)', (seed) => {
    const letters = new Set(planMap(aBrief({ landform: 'inland' }), seed).terrain.join(''));

    expect(letters.has(TERRAIN.sea)).toBe(false);
    for (const kind of [TERRAIN.forest, TERRAIN.hills, TERRAIN.mountain, TERRAIN.grass])
      expect(letters).toContain(kind);
  });

  it.each(SEEDS)('puts every known place on dry land, apart from the others (seed %d)', (seed) => {
    const known = (['city', 'port', 'village', 'castle', 'cave', 'ruin'] as const).map((kind, at) => ({ kind, label: `P${at}` })); // prettier-ignore

    const plan = planMap(aBrief({ landform: 'coast', places: known }), seed);

    const places = plan.places ?? [];
    expect(places.map(({ label }) => label)).toEqual(known.map(({ label }) => label));
    for (const { x, y } of places) expect([TERRAIN.sea, TERRAIN.water]).not.toContain(terrainAt(plan, x, y));
    const gaps = places.flatMap((one, at) => places.slice(at + 1).map((other) => Math.hypot(one.x - other.x, one.y - other.y))); // prettier-ignore
    expect(Math.min(...gaps)).toBeGreaterThan(1.5);
  });

  it.each(SEEDS)('leads no road through the sea (seed %d)', (seed) => {
    const plan = planMap(aBrief({ landform: 'coast' }), seed);

    const roads = (plan.ways ?? []).filter(({ kind }) => kind === 'road');
    for (const [x, y] of roads.flatMap(({ points }) => points)) expect(terrainAt(plan, x, y)).not.toBe(TERRAIN.sea);
  });

  it.each(SEEDS)('leads no road along a river, only across (seed %d)', (seed) => {
    const places = (['city', 'village', 'village', 'castle', 'town'] as const).map((kind) => ({ kind }));

    const { ways = [] } = planMap(aBrief({ landform: 'valley', places }), seed);

    const square = ([x, y]: readonly number[]): string => `${Math.floor(x ?? 0)} ${Math.floor(y ?? 0)}`;
    const [rivers, roads] = ['river', 'road'].map((wanted) =>
      ways.filter(({ kind }) => kind === wanted).map(({ points }) => points.map(square)),
    );
    const wet = new Set(rivers?.flat());
    for (const road of roads ?? []) expect(longestRun(road, wet)).toBeLessThan(4);
  });

  it('lets a river that leaves the land end on the rim of the map', () => {
    const plans = SEEDS.map((seed) => planMap(aBrief({ landform: 'inland' }), seed));

    const ends = plans.flatMap(({ ways = [] }) => ways.filter(({ kind }) => kind === 'river').map(({ points }) => points.at(-1))); // prettier-ignore
    const onRim = ends.filter(([x = 1, y = 1] = [1, 1]) => x === 0 || x === 30 || y === 0 || y === 22);
    expect(onRim.length).toBeGreaterThanOrEqual(SEEDS.length);
  });

  it('has no walls, doors or rooms', () => {
    expect(planMap(aBrief(), 1)).toMatchObject({ walls: [], doors: [], rooms: [], features: [], lights: [] });
  });
});
