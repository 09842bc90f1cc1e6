import fc from 'fast-check';
import type { MapPlan, Point } from '../layout/map-plan';
import { MAP_SETTINGS } from '../layout/map-brief';
import { planMap } from '../layout/plan-map';
import type { OverlayDto } from '../overlay.dto';
import { distanceTo } from '../overlays/plane';
import { foundryScene } from './foundry-scene';
import { isSecretDoor } from './hidden-places';
import type { MapSheet } from './map-sheet';
import { MOST_WALL_PIECES } from './sight-lines';
import { type UniversalVtt, universalVtt } from './universal-vtt';

type Piece = readonly [Point, Point];

function sheetOf(plan: MapPlan, changes: Partial<MapSheet> = {}): MapSheet {
  return {
    plan,
    columns: plan.columns,
    rows: plan.rows,
    pixelsPerSquare: 70,
    feetPerSquare: 5,
    gridType: 'square',
    isGridPainted: false,
    name: 'A map',
    overlays: [],
    ...changes,
  };
}

const plans = fc
  .record({
    setting: fc.constantFrom(...MAP_SETTINGS),
    columns: fc.integer({ min: 1, max: 60 }),
    rows: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(({ seed, ...brief }) => planMap({ ...brief, features: ['pillars'], theme: 'fantasy' }, seed));

const at = ({ x, y }: { x: number; y: number }): Point => [x, y];
const piecesOf = (walls: UniversalVtt['line_of_sight']): Piece[] =>
  walls.flatMap((wall) => wall.slice(1).map((end, index): Piece => [at(wall[index] ?? end), at(end)]));
const side = (a: Point, b: Point, [x, y]: Point): number =>
  Math.sign((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
const crosses = (a: Point, b: Point, [c, d]: Piece): boolean =>
  side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);

/** Pieces by the squares that they pass. */
function bySquare(pieces: readonly Piece[]): Map<string, Piece[]> {
  const found = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const [[x1, y1], [x2, y2]] = piece;
    for (let y = Math.floor(Math.min(y1, y2)) - 1; y <= Math.max(y1, y2) + 1; y += 1) {
      for (let x = Math.floor(Math.min(x1, x2)) - 1; x <= Math.max(x1, x2) + 1; x += 1) {
        const key = `${x},${y}`;
        found.set(key, [...(found.get(key) ?? []), piece]);
      }
    }
  }
  return found;
}

/** What walls are told with may lie so far beside the plan's, in squares: a middle that near to one is on neither side. */
const ON_THE_WALL = 0.05;

/** Every square that can be reached from one without crossing a piece, or standing on one. */
function flood(plan: MapPlan, start: Point, pieces: readonly Piece[]): Set<string> {
  const walls = bySquare(pieces);
  const reached = new Set([start.join()]);
  const queue = [start];
  for (const [x, y] of queue) {
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
      const next: Point = [x + dx, y + dy];
      const isOff = next[0] < 0 || next[1] < 0 || next[0] >= plan.columns || next[1] >= plan.rows;
      if (isOff || reached.has(next.join())) continue;
      const [from, to]: Piece = [[x + 0.5, y + 0.5], [next[0] + 0.5, next[1] + 0.5]];
      const near = walls.get(`${x},${y}`) ?? [];
      if (near.some((piece) => crosses(from, to, piece) || distanceTo(to, ...piece) < ON_THE_WALL)) continue;
      reached.add(next.join());
      queue.push(next);
    }
  } // prettier-ignore
  return reached;
}

const squaresOf = (rects: MapPlan['rooms'][number]['rects']): string[] =>
  rects.flatMap(([x, y, w, h]) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  );

describe('Maps told to tabletops', () => {
  it('leave no gap in the walls of any room but its doors, whatever the place, the size and the seed', () => {
    let rooms = 0;
    fc.assert(
      fc.property(plans, (plan) => {
        const vtt = universalVtt(sheetOf(plan), 'player');
        const doors = [...vtt.portals.map(({ bounds }) => bounds.map(at) as unknown as Piece)];
        const archways = plan.doors.filter(({ kind }) => kind === 'archway').map(({ bounds }): Piece => bounds);
        for (const room of plan.rooms.filter(({ enclosed }) => enclosed)) {
          const own = new Set(squaresOf(room.rects));
          const pieces = [...piecesOf(vtt.line_of_sight), ...doors, ...archways];
          const first = [...own]
            .map((square) => square.split(',').map(Number) as unknown as Point)
            .find(([x, y]) => pieces.every((piece) => distanceTo([x + 0.5, y + 0.5], ...piece) >= ON_THE_WALL));
          if (first === undefined) continue;
          const reached = flood(plan, first, pieces);
          rooms += 1;
          expect([...reached].filter((square) => !own.has(square))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
    expect(rooms).toBeGreaterThan(100);
  }, 15_000);

  it('end a wall at both bounds of every door, and put the door in the middle between them', () => {
    let doors = 0;
    fc.assert(
      fc.property(plans, (plan) => {
        const vtt = universalVtt(sheetOf(plan), 'player');
        const ends = new Set(
          vtt.line_of_sight.flatMap((wall) => [wall[0], wall.at(-1)].map((end) => JSON.stringify(end))),
        );
        for (const { bounds, position, rotation } of vtt.portals) {
          doors += 1;
          expect(bounds.map((bound) => ends.has(JSON.stringify(bound)))).toEqual([true, true]);
          expect(position).toEqual({ x: (bounds[0].x + bounds[1].x) / 2, y: (bounds[0].y + bounds[1].y) / 2 });
          const angle = Math.atan2(bounds[1].y - bounds[0].y, bounds[1].x - bounds[0].x);
          expect(Math.abs(Math.sin(angle - rotation))).toBeLessThan(0.001);
        }
      }),
      { numRuns: 60 },
    );
    expect(doors).toBeGreaterThan(100);
  }, 15_000);

  it('hold the equations of both formats', () => {
    fc.assert(
      fc.property(plans, fc.integer({ min: 50, max: 256 }), (plan, pixelsPerSquare) => {
        const sheet = sheetOf(plan, { pixelsPerSquare });
        const vtt = universalVtt(sheet, 'player');
        const scene = foundryScene(sheet) as unknown as Scene;

        expect(vtt.resolution).toEqual({
          map_origin: { x: 0, y: 0 },
          map_size: { x: plan.columns, y: plan.rows },
          pixels_per_grid: pixelsPerSquare,
        });
        expect([scene.width, scene.height]).toEqual([plan.columns * pixelsPerSquare, plan.rows * pixelsPerSquare]);
        expect(scene.width % scene.grid.size).toBe(0);
        expect(piecesOf(vtt.line_of_sight).length).toBeLessThanOrEqual(MOST_WALL_PIECES);
        for (const { c } of scene.walls) expect(c.every((value) => Number.isInteger(value))).toBe(true);
        for (const [x, y] of piecesOf(vtt.line_of_sight).flat()) {
          expect(x >= 0 && y >= 0 && x <= plan.columns && y <= plan.rows).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  }, 15_000);

  it('tell Foundry every wall that Universal VTT has, at the same places', () => {
    const plan = planMap({ setting: 'dungeon', columns: 30, rows: 24, features: [], theme: 'fantasy' }, 5);

    const vtt = universalVtt(sheetOf(plan), 'player');
    const scene = foundryScene(sheetOf(plan)) as unknown as Scene;

    const inPixels = piecesOf(vtt.line_of_sight).map((piece) =>
      piece
        .flat()
        .map((value) => Math.round(value * 70))
        .join(),
    );
    expect(scene.walls.filter(({ door }) => door === 0).map(({ c }) => c.join())).toEqual(inPixels);
    expect(scene.walls.filter(({ door }) => door === 1)).toHaveLength(vtt.portals.length);
    expect(scene.lights).toHaveLength(vtt.lights.length);
  });

  it.each([
    ['square', 1],
    ['none', 0],
    ['hex_rows', 2],
    ['hex_columns', 4],
  ] as const)('give Foundry the number of a %s grid, and the size of its cells', (gridType, type) => {
    const plan = planMap({ setting: 'wilderness', columns: 12, rows: 9, features: [], theme: 'fantasy' }, 5);

    const scene = foundryScene(sheetOf(plan, { gridType, feetPerSquare: 10 })) as unknown as Scene;

    expect(scene).toMatchObject({ padding: 0, grid: { type, size: 70, distance: 10, units: 'ft' } });
    expect(scene.levels).toEqual([{ _id: 'defaultLevel0000', name: 'Ground', background: scene.background }]);
    expect(scene.background.src).toBe('a-map-12x9.webp');
  });

  it.each(['hex_rows', 'hex_columns', 'none'] as const)(
    'refuse Universal VTT for a %s grid, and say why',
    (gridType) => {
      const plan = planMap({ setting: 'dungeon', columns: 12, rows: 9, features: [], theme: 'fantasy' }, 5);

      expect(() => universalVtt(sheetOf(plan, { gridType }), 'player')).toThrow(/square grids only.*Foundry scene/);
    },
  );

  it('make a door that the game master marked a wall for players, a portal for the master, and secret in Foundry', () => {
    const plan = planMap({ setting: 'dungeon', columns: 30, rows: 24, features: [], theme: 'fantasy' }, 5);
    const door = plan.doors.find(({ kind }) => kind === 'door');
    const [[x1, y1], [x2, y2]] = door?.bounds ?? [[0, 0], [0, 0]]; // prettier-ignore
    const position = { x: (x1 + x2) / 2 + 0.2, y: (y1 + y2) / 2 + 0.2 };
    const overlays = [{ type: 'marker', elements: [{ position, properties: { hidden: true } }] }] as OverlayDto[];

    const player = universalVtt(sheetOf(plan, { overlays }), 'player');
    const master = universalVtt(sheetOf(plan, { overlays }), 'game_master');
    const scene = foundryScene(sheetOf(plan, { overlays })) as unknown as Scene;

    const line = [{ x: x1, y: y1 }, { x: x2, y: y2 }]; // prettier-ignore
    expect(player.line_of_sight).toContainEqual(line);
    expect(player.portals.map(({ bounds }) => bounds)).not.toContainEqual(line);
    expect(master.portals.map(({ bounds }) => bounds)).toContainEqual(line);
    expect(scene.walls.filter(({ door: type }) => type === 2).map(({ c }) => c)).toEqual([
      [x1, y1, x2, y2].map((at) => at * 70),
    ]);
  });

  it('tell players nothing of what lies in a hidden area', () => {
    const plan = planMap({ setting: 'dungeon', columns: 40, rows: 30, features: ['pillars'], theme: 'fantasy' }, 9);
    const [x, y, w, h] = plan.rooms.at(-1)?.rects[0] ?? [0, 0, 0, 0];
    const coordinates = [{ x, y }, { x: x + w, y }, { x: x + w, y: y + h }, { x, y: y + h }]; // prettier-ignore
    const overlays = [{ type: 'territory', elements: [{ coordinates, properties: { hidden: true } }] }] as OverlayDto[];
    const within = ([px, py]: Point): boolean => px > x && py > y && px < x + w && py < y + h;

    const sheet = sheetOf(plan, { overlays });
    const player = universalVtt(sheet, 'player');

    expect(player.lights.map(({ position }) => at(position)).filter(within)).toEqual([]);
    expect(player.objects_line_of_sight.flat().map(at).filter(within)).toEqual([]);
    const area = { areas: [coordinates.map(at)], places: [] };
    const doors = plan.doors.filter((door) => door.kind !== 'archway' && isSecretDoor(door, area));
    expect(doors.length).toBeGreaterThan(0);
    expect(player.portals).toHaveLength(plan.doors.filter(({ kind }) => kind !== 'archway').length - doors.length);
  });
});

interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: { readonly src: string };
  readonly levels: readonly unknown[];
  readonly grid: { readonly size: number };
  readonly walls: readonly { readonly c: readonly number[]; readonly door: number }[];
  readonly lights: readonly unknown[];
}
