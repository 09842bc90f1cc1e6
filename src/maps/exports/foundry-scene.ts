import type { MapPlan, PlanDoor, PlanLight, Point } from '../layout/map-plan';
import type { GridType } from '../map-request.dto';
import { hiddenPlaces, isSecretDoor } from './hidden-places';
import { pictureFileName } from './file-name';
import type { MapSheet } from './map-sheet';
import { FEET_PER_MILE } from '../overlays/distance-text';
import { sightLines } from './sight-lines';

/** CONST.GRID_TYPES. Our hexes are drawn with the second row or column pushed on, which Foundry calls "odd". */
const GRID_NUMBERS: Readonly<Record<GridType, number>> = { none: 0, square: 1, hex_rows: 2, hex_columns: 4 };
/** CONST.WALL_SENSE_TYPES and WALL_MOVEMENT_TYPES. */
const [NOTHING, NORMAL] = [0, 20];
/** CONST.WALL_DOOR_TYPES. */
const [NO_DOOR, DOOR, SECRET_DOOR] = [0, 1, 2];
/** The level that version 14 gives a scene that has none. */
const GROUND_LEVEL = 'defaultLevel0000';

interface FoundryWall {
  /** Pixels: x1, y1, x2, y2. */
  readonly c: readonly [number, number, number, number];
  readonly light: number;
  readonly move: number;
  readonly sight: number;
  readonly sound: number;
  readonly dir: 0;
  readonly door: number;
  /** Closed. */
  readonly ds: 0;
}

/**
 * A map as a Foundry VTT scene (versions 12 to 14; foundryvtt.com/api/v14, 2026-11), for "Import Data" on a new scene. It is
 * for the game master: hidden places make secret doors.
 *
 * There is no padding, so that a pixel of the scene is a pixel of the picture for every type of grid. The picture is named
 * by a file that lies beside Foundry's worlds: Foundry cannot sign in here. Version 14 reads it from the level, older ones
 * from `background`.
 *
 * @returns plain JSON
 */
export function foundryScene(
  sheet: MapSheet,
  audience: 'player' | 'game_master' = 'game_master',
): Readonly<Record<string, unknown>> {
  const { plan, pixelsPerSquare, gridType } = sheet;
  const background = { src: pictureFileName(sheet) };
  return {
    name: sheet.name,
    width: sheet.columns * pixelsPerSquare,
    height: sheet.rows * pixelsPerSquare,
    padding: 0,
    background,
    levels: [{ _id: GROUND_LEVEL, name: 'Ground', background }],
    backgroundColor: '#000000',
    grid: {
      type: GRID_NUMBERS[gridType],
      // Of hexes, Foundry means the distance of two flat sides, as we do.
      size: pixelsPerSquare,
      style: 'solidLines',
      thickness: 1,
      color: '#000000',
      alpha: sheet.isGridPainted ? 0 : 0.2,
      ...distanceOf(sheet),
    },
    tokenVision: true,
    fog: { exploration: true },
    // The dark is painted; a scene with neither this nor a light would be black for everyone.
    environment: { darknessLevel: 0, globalLight: { enabled: isLit(plan) } },
    walls: [...walls(sheet), ...doors(sheet, audience)],
    lights: plan.lights.map((light) => lightOf(light, sheet)),
    drawings: [],
    tokens: [],
    notes: [],
    sounds: [],
    tiles: [],
    templates: [],
  };
}

/** Squares of a mile and more are counted in miles. */
function distanceOf({ feetPerSquare }: MapSheet): { distance: number; units: 'ft' | 'mi' } {
  const isWide = feetPerSquare >= FEET_PER_MILE;
  return isWide
    ? { distance: Math.round((feetPerSquare / FEET_PER_MILE) * 100) / 100, units: 'mi' }
    : { distance: feetPerSquare, units: 'ft' };
}

const isLit = ({ lighting, lights }: MapPlan): boolean => lighting === 'bright' || lights.length === 0;

function walls({ plan, pixelsPerSquare }: MapSheet): FoundryWall[] {
  return sightLines(plan)
    .flatMap((line) => line.slice(1).map((end, at) => piece(line[at] ?? end, end, pixelsPerSquare)))
    .filter(({ c: [x1, y1, x2, y2] }) => x1 !== x2 || y1 !== y2);
}

function doors({ plan, pixelsPerSquare, overlays }: MapSheet, audience: 'player' | 'game_master'): FoundryWall[] {
  const hidden = hiddenPlaces(overlays);
  return plan.doors.flatMap((door): FoundryWall[] => {
    const wall = piece(...door.bounds, pixelsPerSquare);
    if (isSecretDoor(door, hidden)) return [audience === 'player' ? wall : { ...wall, door: SECRET_DOOR }];
    return door.kind === 'archway' ? [] : [{ ...wall, ...passageOf(door.kind) }];
  });
}

function passageOf(kind: PlanDoor['kind']): Partial<FoundryWall> {
  return kind === 'window' ? { light: NOTHING, sight: NOTHING } : { door: DOOR };
}

/** One wall that nothing passes. Foundry's coordinates are whole pixels. */
function piece([x1, y1]: Point, [x2, y2]: Point, pixels: number): FoundryWall {
  const at = (squares: number): number => Math.round(squares * pixels);
  const solid = { light: NORMAL, move: NORMAL, sight: NORMAL, sound: NORMAL };
  return { c: [at(x1), at(y1), at(x2), at(y2)], ...solid, dir: 0, door: NO_DOOR, ds: 0 };
}

function lightOf({ x, y, range, intensity, color }: PlanLight, { pixelsPerSquare, feetPerSquare }: MapSheet): object {
  const dim = range * feetPerSquare;
  return {
    x: Math.round(x * pixelsPerSquare),
    y: Math.round(y * pixelsPerSquare),
    walls: true,
    vision: false,
    // Colour is painted already: a breath of it is enough.
    config: { dim, bright: dim / 2, color: `#${color}`, alpha: Math.round(intensity * 25) / 100, angle: 360 },
  };
}
