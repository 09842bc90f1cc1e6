import { ValidationFailedError } from '../common/errors';
import type { DimensionsDto } from './map-request.dto';
import type { MapSetting } from './layout/map-brief';

/** Most pixels of a map: what one process decodes and encodes within bounded memory. */
export const MOST_MAP_PIXELS = 48_000_000;
/** Longest side that WebP can hold. */
const LONGEST_SIDE_PX = 16_383;
/** Tried in turn when the request leaves the pixels to us; 140 is what most map makers use. */
const COMMON_PIXELS_PER_SQUARE = [140, 100, 70, 50];

const USUAL: Readonly<Record<MapSetting, readonly [columns: number, rows: number]>> = {
  dungeon: [28, 20],
  cavern: [28, 20],
  building: [22, 16],
  city: [30, 22],
  wilderness: [28, 20],
  ship: [30, 14],
  region: [30, 22],
};

/** A map's exact size: the picture is columns × rows × pixelsPerSquare, to the pixel. */
export interface MapSize {
  readonly columns: number;
  readonly rows: number;
  readonly pixelsPerSquare: number;
}

/** What is known of a map's size. */
export interface WantedSize {
  readonly dimensions?: DimensionsDto;
  readonly location: { readonly setting: MapSetting; readonly columns?: number; readonly rows?: number };
  readonly pixelsPerSquare?: number;
}

/**
 * The request's own size, else the location's, else what suits the place.
 * @throws ValidationFailedError when the picture would be too large
 */
export function mapSize({ dimensions, location, pixelsPerSquare }: WantedSize): MapSize {
  const [usualColumns, usualRows] = USUAL[location.setting];
  const columns = dimensions?.width ?? location.columns ?? usualColumns;
  const rows = dimensions?.height ?? location.rows ?? usualRows;
  const choices = pixelsPerSquare === undefined ? COMMON_PIXELS_PER_SQUARE : [pixelsPerSquare];
  const fitting = choices.find((pixels) => fits(columns, rows, pixels));
  if (fitting === undefined) {
    const limit = `at most ${MOST_MAP_PIXELS / 1e6} million pixels and ${LONGEST_SIDE_PX} on a side`;
    throw new ValidationFailedError([
      { path: 'dimensions', message: `expected columns × rows × pixels_per_square² of ${limit}` },
    ]);
  }
  return { columns, rows, pixelsPerSquare: fitting };
}

function fits(columns: number, rows: number, pixels: number): boolean {
  return Math.max(columns, rows) * pixels <= LONGEST_SIDE_PX && columns * rows * pixels * pixels <= MOST_MAP_PIXELS;
}
