import type { MapBrief } from './map-brief';
import { lightOf, lightingOf } from './light-sources';
import { contoursOf } from './contour';
import {
  type FeatureKind, hundredth, MAP_PLAN_VERSION, type MapPlan, type PlanDoor, type PlanFeature, type PlanLight,
  type PlanRoom, type PlanWall, type Point, type Rect, TERRAIN, type Terrain,
} from './map-plan'; // prettier-ignore
import type { SeededRandom } from './seeded-random';
import { WallTracer } from './wall-tracer';

/** Regions: `SOLID` cannot be entered, `OPEN` is outdoors or a corridor, every room has its own number from 2 on. */
export const SOLID = 0;
export const OPEN = 1;

/** A room while it is being planned: its first rectangle is the one that gets furniture. */
export interface DraftRoom extends PlanRoom {
  readonly region: number;
  readonly area: Rect;
}

/** One side of a square: from x, y one step east (`isVertical` false) or south (true). */
export interface Edge {
  readonly x: number;
  readonly y: number;
  readonly isVertical: boolean;
}

/** Names a feature by its middle and size; `turn` in degrees clockwise. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly turn?: number;
  readonly look?: number;
}

const MOST_LIGHTS = 400;

/**
 * A map while it is being planned. A square has a terrain, a region and is free or taken; walls are never drawn by
 * hand: they stand wherever two regions meet and no door was opened, so a room cannot have a hole.
 */
export class PlanDraft {
  readonly columns: number;
  readonly rows: number;
  readonly rooms: DraftRoom[] = [];
  readonly features: PlanFeature[] = [];
  readonly lights: PlanLight[] = [];
  readonly extraWalls: PlanWall[] = [];
  /** Natural rock has a smooth rim in place of walls on grid lines. */
  hasNaturalWalls = false;
  private readonly doors: { edges: Edge[]; kind: PlanDoor['kind'] }[] = [];
  private readonly terrain: Terrain[];
  private readonly regions: Int16Array;
  private readonly taken: Uint8Array;

  constructor(
    readonly brief: MapBrief,
    readonly random: SeededRandom,
    ground: Terrain,
    region: number,
  ) {
    this.columns = brief.columns;
    this.rows = brief.rows;
    const size = this.columns * this.rows;
    this.terrain = Array.from({ length: size }, () => ground);
    this.regions = new Int16Array(size).fill(region);
    this.taken = new Uint8Array(size);
  }

  isOnMap(x: number, y: number): boolean {
    return x >= 0 && y >= 0 && x < this.columns && y < this.rows;
  }

  /** Off the map everything is rock. */
  terrainAt(x: number, y: number): Terrain {
    return this.isOnMap(x, y) ? (this.terrain[y * this.columns + x] ?? TERRAIN.rock) : TERRAIN.rock;
  }

  regionAt(x: number, y: number): number {
    return this.isOnMap(x, y) ? (this.regions[y * this.columns + x] ?? SOLID) : SOLID;
  }

  /** Covers a square; without a region it keeps its own. Off the map nothing happens. */
  cover(x: number, y: number, terrain: Terrain, region?: number): void {
    if (!this.isOnMap(x, y)) return;
    this.terrain[y * this.columns + x] = terrain;
    if (region !== undefined) this.regions[y * this.columns + x] = region;
  }

  coverRect([left, top, width, height]: Rect, terrain: Terrain, region?: number): void {
    for (let y = top; y < top + height; y += 1) {
      for (let x = left; x < left + width; x += 1) this.cover(x, y, terrain, region);
    }
  }

  /** Whether every square of the rectangle is on the map, can be entered, is dry and holds nothing yet. */
  isFree([left, top, width, height]: Rect): boolean {
    for (let y = top; y < top + height; y += 1) {
      for (let x = left; x < left + width; x += 1) {
        if (!this.isOnMap(x, y) || this.taken[y * this.columns + x] === 1) return false;
        if (this.regionAt(x, y) === SOLID) return false;
        const terrain = this.terrainAt(x, y);
        if (terrain === TERRAIN.water || terrain === TERRAIN.lava || terrain === TERRAIN.sea) return false;
      }
    }
    return true;
  }

  /** Keeps squares free of further furniture. */
  take([left, top, width, height]: Rect): void {
    for (let y = Math.max(0, top); y < Math.min(this.rows, top + height); y += 1) {
      for (let x = Math.max(0, left); x < Math.min(this.columns, left + width); x += 1) {
        this.taken[y * this.columns + x] = 1;
      }
    }
  }

  /** Puts something down (without taking its squares) and lights what burns or glows. */
  put(kind: FeatureKind, { x, y, w, h, turn = 0, look }: Placement): void {
    const feature: PlanFeature = { kind, x: hundredth(x), y: hundredth(y), w: hundredth(w), h: hundredth(h) };
    const degrees = ((Math.round(turn) % 360) + 360) % 360;
    if (degrees !== 0) feature.turn = degrees;
    if (look !== undefined && look !== 0) feature.look = look;
    this.features.push(feature);
    const light = lightOf(kind, this.brief.theme);
    if (light && this.lights.length < MOST_LIGHTS) this.lights.push({ x: feature.x, y: feature.y, ...light });
  }

  /** A new room that owns its squares; its label is the next one of the brief unless given. */
  addRoom(labelKey: string, area: Rect, terrain: Terrain, label?: string): DraftRoom {
    const region = this.rooms.length + 2;
    const room: DraftRoom = { labelKey, rects: [area], enclosed: true, region, area, ...(label ? { label } : {}) };
    this.rooms.push(room);
    this.coverRect(area, terrain, region);
    return room;
  }

  /** Opens a wall along edges in one line and keeps the squares on both sides free. */
  openDoor(edges: Edge[], kind: PlanDoor['kind']): void {
    this.doors.push({ edges, kind });
    const reach = kind === 'window' ? 0 : 1;
    for (const { x, y, isVertical } of edges) {
      this.take(isVertical ? [x - reach, y, 2 * reach, 1] : [x, y - reach, 1, 2 * reach]);
    }
  }

  /** The edges that already are openings, as `x,y,v` or `x,y,h`. */
  openEdges(): Set<string> {
    return new Set(this.doors.flatMap((door) => door.edges.map(edgeKey)));
  }

  /** One text per row, as in the plan. */
  terrainRows(): string[] {
    const rowOf = (y: number): Terrain[] => this.terrain.slice(y * this.columns, (y + 1) * this.columns);
    return Array.from({ length: this.rows }, (_, y) => rowOf(y).join(''));
  }

  /** The finished plan; the draft may go on and be finished again. */
  toPlan(seed: number): MapPlan {
    const { setting, theme, lighting } = this.brief;
    return {
      version: MAP_PLAN_VERSION,
      setting,
      theme,
      lighting: lightingOf(setting, theme, lighting),
      columns: this.columns,
      rows: this.rows,
      seed,
      terrain: this.terrainRows(),
      walls: [...this.extraWalls, ...(this.hasNaturalWalls ? this.naturalWalls() : this.builtWalls())],
      doors: this.doors.map(planDoor),
      lights: this.lights,
      rooms: this.rooms.map(({ labelKey, label, rects, enclosed }) => ({
        labelKey,
        ...(label ? { label } : {}),
        rects,
        enclosed,
      })),
      features: this.features,
    };
  }

  private builtWalls(): PlanWall[] {
    const tracer = new WallTracer(this.columns, this.rows);
    const open = this.openEdges();
    for (let y = 0; y <= this.rows; y += 1) {
      for (let x = 0; x <= this.columns; x += 1) {
        const edges = [false, true].map((isVertical) => ({ x, y, isVertical }));
        const walls = edges.filter((edge) => this.isWall(edge) && !open.has(edgeKey(edge)));
        walls.forEach(({ isVertical }) => tracer.add(x, y, isVertical));
      }
    }
    for (const door of this.doors) for (const bound of boundsOf(door.edges)) tracer.endAt(bound);
    return tracer.trace().map((points) => ({ kind: 'wall', points }));
  }

  private isWall({ x, y, isVertical }: Edge): boolean {
    if (isVertical ? y >= this.rows : x >= this.columns) return false;
    const here = this.regionAt(x, y);
    const before = isVertical ? this.regionAt(x - 1, y) : this.regionAt(x, y - 1);
    if (here === before) return false;
    const isRim = isVertical ? x === 0 || x === this.columns : y === 0 || y === this.rows;
    return !isRim || Math.max(here, before) > OPEN;
  }

  /** The smooth rim of everything that can be entered, cut where it leaves the map. */
  private naturalWalls(): PlanWall[] {
    const loops = contoursOf(this.columns, this.rows, (x, y) => this.regionAt(x, y) !== SOLID, 2);
    const isInside = ([x, y]: Point): boolean => x >= 0 && y >= 0 && x <= this.columns && y <= this.rows;
    return loops.flatMap((loop) => cutOutside(loop, isInside)).map((points) => ({ kind: 'rock', points }));
  }
}

/** The name of an edge in `openEdges`. */
export function edgeKey({ x, y, isVertical }: Edge): string {
  return `${x},${y},${isVertical ? 'v' : 'h'}`;
}

function boundsOf(edges: readonly Edge[]): [Point, Point] {
  const xs = edges.flatMap(({ x, isVertical }) => (isVertical ? [x] : [x, x + 1]));
  const ys = edges.flatMap(({ y, isVertical }) => (isVertical ? [y, y + 1] : [y]));
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]]; // prettier-ignore
}

function planDoor({ edges, kind }: { edges: Edge[]; kind: PlanDoor['kind'] }): PlanDoor {
  const rotation = edges[0]?.isVertical ? Math.round((Math.PI / 2) * 1e4) / 1e4 : 0;
  return { kind, bounds: boundsOf(edges), rotation, closed: kind !== 'archway' };
}

function cutOutside(loop: readonly Point[], isInside: (point: Point) => boolean): Point[][] {
  const start = loop.findIndex((point) => !isInside(point));
  if (start < 0) return [[...loop, loop[0] ?? [0, 0]]];
  const pieces: Point[][] = [[]];
  for (let step = 1; step <= loop.length; step += 1) {
    const point = loop[(start + step) % loop.length] ?? [0, 0];
    if (isInside(point)) pieces.at(-1)?.push(point);
    else pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 1);
}
