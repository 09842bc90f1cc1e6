import { HttpProblem } from '../../common/http/problem';
import { hundredth, type PlanDoor, type PlanFeature, type PlanLight, type Point } from '../layout/map-plan';
import { hiddenPlaces, type HiddenPlaces, isHidden, isOnEdge, isSecretDoor } from './hidden-places';
import type { MapSheet } from './map-sheet';
import { sightLines } from './sight-lines';

/** Hexes and maps without a grid cannot be told in this format: it has no field for either. */
export class NoUniversalVttProblem extends HttpProblem {
  constructor(grid: string) {
    super(
      409,
      'CONFLICT',
      `Universal VTT knows square grids only, and this map's grid is ${grid}: take the Foundry scene, or the picture with overlay.png`,
    );
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A map as Universal VTT 0.3 tells it, without the picture. All lengths are squares, from the upper left corner. */
export interface UniversalVtt {
  readonly format: 0.3;
  readonly resolution: { readonly map_origin: Place; readonly map_size: Place; readonly pixels_per_grid: number };
  readonly line_of_sight: readonly (readonly Place[])[];
  readonly objects_line_of_sight: readonly (readonly Place[])[];
  readonly portals: readonly {
    readonly position: Place;
    readonly bounds: readonly [Place, Place];
    /** Radians. */
    readonly rotation: number;
    /** Importers take what is not closed for a window. */
    readonly closed: boolean;
    readonly freestanding: false;
  }[];
  /** `color` as aarrggbb. */
  readonly lights: readonly {
    readonly position: Place;
    readonly range: number;
    readonly intensity: number;
    readonly color: string;
    readonly shadows: boolean;
  }[];
  readonly environment: { readonly baked_lighting: true; readonly ambient_light: string };
}

/** Things of stone that nobody looks through. */
const SOLID_THINGS: ReadonlySet<PlanFeature['kind']> = new Set(['pillar', 'statue']);

/**
 * Tells a map as Universal VTT, by the rules that importers agree on (the origin is 0,0; every list is there, even when
 * empty; walls end at both bounds of a door; light is in the picture already, and the ambient light is full because viewers
 * show a map without lights as black).
 *
 * @param audience `player`: secret doors are walls, and nothing is told of what lies in hidden areas
 * @throws NoUniversalVttProblem for a map of hexes or without a grid
 */
export function universalVtt(sheet: MapSheet, audience: 'player' | 'game_master'): UniversalVtt {
  if (sheet.gridType !== 'square') throw new NoUniversalVttProblem(sheet.gridType);
  const { plan, columns, rows, pixelsPerSquare } = sheet;
  const hidden = audience === 'player' ? hiddenPlaces(sheet.overlays) : { areas: [], places: [] };
  const doors = plan.doors.filter(({ kind }) => kind !== 'archway');
  const secret = plan.doors.filter((door) => isSecretDoor(door, hidden));
  const walls = [...sightLines(plan), ...secret.map(({ bounds }) => bounds)];
  return {
    format: 0.3,
    resolution: { map_origin: { x: 0, y: 0 }, map_size: { x: columns, y: rows }, pixels_per_grid: pixelsPerSquare },
    line_of_sight: walls.flatMap((wall) => shownParts(wall, hidden)).map((wall) => wall.map(place)),
    objects_line_of_sight: plan.features
      .filter(({ kind, x, y }) => SOLID_THINGS.has(kind) && !isHidden([x, y], hidden))
      .map((thing) => outline(thing).map(place)),
    portals: doors.filter((door) => !secret.includes(door)).map(portal),
    lights: plan.lights.filter(({ x, y }) => !isHidden([x, y], hidden)).map(light),
    environment: { baked_lighting: true, ambient_light: 'ffffffff' },
  };
}

/**
 * The file: the JSON with the picture in it, as one buffer.
 * @param picture encoded picture, exactly `map_size × pixels_per_grid` pixels
 */
export function universalVttFile(vtt: UniversalVtt, picture: Buffer): Buffer {
  const head = JSON.stringify(vtt).slice(0, -1);
  // Base64 is ASCII: one byte a character, and never the whole file as a text as well.
  return Buffer.concat([
    Buffer.from(`${head},"image":"`),
    Buffer.from(picture.toString('base64'), 'latin1'),
    Buffer.from('"}'),
  ]);
}

const place = ([x, y]: Point): Place => ({ x, y });

/** A wall without the pieces that lie within hidden areas. What stands on the edge of one stays: it hides the rest. */
function shownParts(wall: readonly Point[], hidden: HiddenPlaces): Point[][] {
  if (hidden.areas.length === 0) return [[...wall]];
  const parts: Point[][] = [];
  const part: Point[] = [];
  wall.forEach((end, index) => {
    const start = wall[index - 1];
    const isShown = start !== undefined && !isPieceHidden(start, end, hidden);
    if (isShown && start && part.length === 0) part.push(start);
    if (isShown) part.push(end);
    if (!isShown && part.length > 0) parts.push(part.splice(0));
  });
  return part.length > 0 ? [...parts, part] : parts;
}

function isPieceHidden([x1, y1]: Point, [x2, y2]: Point, hidden: HiddenPlaces): boolean {
  const middle: Point = [(x1 + x2) / 2, (y1 + y2) / 2];
  return isHidden(middle, hidden) && !hidden.areas.some((area) => isOnEdge(middle, area));
}

function portal({ bounds: [start, end], rotation, kind }: PlanDoor): UniversalVtt['portals'][number] {
  return {
    position: { x: (start[0] + end[0]) / 2, y: (start[1] + end[1]) / 2 },
    bounds: [place(start), place(end)],
    rotation,
    closed: kind !== 'window',
    freestanding: false,
  };
}

function light({ x, y, range, intensity, color }: PlanLight): UniversalVtt['lights'][number] {
  return { position: { x, y }, range, intensity, color: `ff${color}`, shadows: true };
}

/** An octagon in the thing's square, closed. */
function outline({ x, y, w, h }: PlanFeature): Point[] {
  const radius = (Math.min(w, h) / 2) * 0.8;
  return Array.from({ length: 9 }, (_, corner): Point => {
    const angle = ((corner % 8) + 0.5) * (Math.PI / 4);
    return [hundredth(x + radius * Math.cos(angle)), hundredth(y + radius * Math.sin(angle))];
  });
}
