import { isRecord, JsonRecord } from '../../hub/envelope/json-record';

/** The size of a map in grid squares; a side that nobody told is absent. */
export interface Extent {
  readonly columns?: number;
  readonly rows?: number;
}

const MOST_SQUARES = 200;
const FEET_PER_SQUARE = 5;
/** Pixels of a square where a picture's size is given without one; 2048 px then make 32 squares. */
const USUAL_SQUARE_PX = 64;

const WORDS: ReadonlyMap<string, number> = new Map([
  ['tiny', 12],
  ['small', 20],
  ['medium', 30],
  ['large', 40],
  ['huge', 60],
  ['gargantuan', 80],
]);

const SIZE_KEYS = ['dimensions', 'grid_size', 'map_size', 'size', 'extent', 'scale'];

/**
 * Reads a map's extent, 1 to 200 squares a side, from `{width, height}` in squares, feet (`unit`) or pixels (beyond 200
 * without a unit), `[w, h]`, `30x40 squares`, `150 x 100 ft`, or a word from tiny to gargantuan.
 */
export function readExtent(layers: readonly JsonRecord[]): Extent {
  for (const layer of layers) {
    for (const key of SIZE_KEYS) {
      const extent = extentOf(layer[key], layer);
      if (extent) return extent;
    }
  }
  return {};
}

function extentOf(value: unknown, layer: JsonRecord): Extent | undefined {
  if (typeof value === 'string') return fromText(value.slice(0, 100).toLowerCase(), layer);
  if (Array.isArray(value)) return inSquares(value[0], value[1], '', layer);
  if (!isRecord(value)) return undefined;
  const unit = value['unit'] ?? value['units'];
  const width = value['width'] ?? value['columns'] ?? value['cols'] ?? value['w'] ?? value['x'];
  const height = value['height'] ?? value['rows'] ?? value['h'] ?? value['y'];
  return inSquares(width, height, typeof unit === 'string' ? unit.toLowerCase() : '', layer);
}

function fromText(text: string, layer: JsonRecord): Extent | undefined {
  const [, width, height, unit] = /(\d{1,5})\s*(?:ft|feet|')?\s*[x×*by]+\s*(\d{1,5})\s*([a-z']*)/.exec(text) ?? [];
  if (width !== undefined) return inSquares(width, height, unit ?? '', layer);
  const side = WORDS.get(text.trim());
  return side === undefined ? undefined : { columns: side, rows: side };
}

function inSquares(width: unknown, height: unknown, unit: string, layer: JsonRecord): Extent | undefined {
  const [columns, rows] = [readLength(width), readLength(height)];
  if (columns === undefined || rows === undefined) return undefined;
  const perSquare = unitsPerSquare(unit, Math.max(columns, rows), layer);
  const squares = (length: number) => Math.max(1, Math.min(MOST_SQUARES, Math.round(length / perSquare)));
  return { columns: squares(columns), rows: squares(rows) };
}

function readLength(value: unknown): number | undefined {
  const length = typeof value === 'string' && /^\d{1,6}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof length === 'number' && Number.isFinite(length) && length > 0 ? length : undefined;
}

function unitsPerSquare(unit: string, longest: number, layer: JsonRecord): number {
  if (/^(?:ft|feet|foot|')/.test(unit)) return FEET_PER_SQUARE;
  if (unit.startsWith('square')) return 1;
  if (!/^(?:px|pixel)/.test(unit) && longest <= MOST_SQUARES) return 1;
  const grid = layer['grid'];
  const stated = isRecord(grid) ? (grid['size'] ?? grid['pixels_per_square']) : layer['grid_size'];
  const squarePx = readLength(stated ?? layer['pixels_per_square']);
  return squarePx !== undefined && squarePx >= 16 ? squarePx : USUAL_SQUARE_PX;
}
