import { type MapPlan, type Point, TERRAIN, type Terrain } from '../layout/map-plan';
import { contoursOf } from '../layout/contour';
import { placeNoise } from '../layout/seeded-random';
import type { Palette } from './palette';
import { softLoop } from './svg';

/** What covers something else: the floor below shows at its rim. */
const ON_TOP: ReadonlySet<string> = new Set([TERRAIN.water, TERRAIN.lava, TERRAIN.rubble]);

/** A plan on its way to paper: quick look-ups that all drawing files share. */
export class Scene {
  readonly columns: number;
  readonly rows: number;
  /** 2: every pebble; 1: fewer; 0: maps of ten thousand squares and more, where nobody sees a pebble. */
  readonly detail: 0 | 1 | 2;
  private readonly floors: string[];

  constructor(
    readonly plan: MapPlan,
    readonly palette: Palette,
  ) {
    this.columns = plan.columns;
    this.rows = plan.rows;
    const squares = plan.columns * plan.rows;
    this.detail = squares <= 2500 ? 2 : squares <= 10000 ? 1 : 0;
    this.floors = this.floorsBelow();
  }

  /** A number from 0 to 1 that belongs to a place; `salt` tells apart what asks there. */
  noise(x: number, y: number, salt = 0): number {
    return placeNoise(this.plan.seed + salt * 7919, x, y);
  }

  terrainAt(x: number, y: number): string {
    return this.plan.terrain[y]?.[x] ?? '';
  }

  /** The floor of a square, also where water, lava or rubble covers it. */
  floorAt(x: number, y: number): string {
    return x < 0 || x >= this.columns ? '' : (this.floors[y * this.columns + x] ?? '');
  }

  has(terrain: Terrain): boolean {
    return this.plan.terrain.some((row) => row.includes(terrain));
  }

  /** Every square with one of the floors. */
  squaresOf(...terrains: readonly string[]): Point[] {
    const squares: Point[] = [];
    for (let y = 0; y < this.rows; y += 1) {
      for (let x = 0; x < this.columns; x += 1) if (terrains.includes(this.floorAt(x, y))) squares.push([x, y]);
    }
    return squares;
  }

  /** Soft outline of all squares for which `isInside` holds, as path data. */
  softArea(isInside: (terrain: string, floor: string) => boolean, passes = 4): string {
    const loops = contoursOf(
      this.columns,
      this.rows,
      (x, y) => isInside(this.terrainAt(x, y), this.floorAt(x, y)),
      passes,
    );
    return loops.map(softLoop).join('');
  }

  /** The floor that covers most of the map. */
  mainFloor(): string {
    const counts = new Map<string, number>();
    for (const floor of this.floors) counts.set(floor, (counts.get(floor) ?? 0) + 1);
    const [best] = [...counts].sort((a, b) => b[1] - a[1]);
    return best?.[0] ?? TERRAIN.stone;
  }

  /** Spreads the known floors under what covers them, square by square. */
  private floorsBelow(): string[] {
    const floors = this.plan.terrain.flatMap((row) => [...row]).map((letter) => (ON_TOP.has(letter) ? '' : letter));
    const queue = [...floors.keys()].filter((at) => floors[at] !== '' && floors[at] !== TERRAIN.rock);
    for (let next = 0; next < queue.length; next += 1) {
      const at = queue[next] ?? 0;
      const [x, y] = [at % this.columns, Math.floor(at / this.columns)];
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        const other = at + dx + dy * this.columns;
        const isOff = x + dx < 0 || x + dx >= this.columns || y + dy < 0 || y + dy >= this.rows;
        if (isOff || floors[other] !== '') continue;
        floors[other] = floors[at] ?? '';
        queue.push(other);
      } // prettier-ignore
    }
    return floors.map((floor) => floor || TERRAIN.stone);
  }
}

/** Path data collected under a key (a colour, mostly): few big paths draw faster than many small ones. */
export class Batches<Key> {
  private readonly paths = new Map<Key, string[]>();

  add(key: Key, d: string): void {
    const list = this.paths.get(key);
    if (list) list.push(d);
    else this.paths.set(key, [d]);
  }

  draw(drawOne: (key: Key, d: string) => string): string {
    return [...this.paths].map(([key, list]) => drawOne(key, list.join(''))).join('');
  }
}
