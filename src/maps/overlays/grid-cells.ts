import type { Point } from '../layout/map-plan';
import type { GridType } from '../map-request.dto';

/** A square or a hex of a map, in squares. */
export interface GridCell {
  readonly centre: Point;
  readonly corners: readonly Point[];
}

/** Left, top, right, bottom in squares. */
export type CellBox = readonly [left: number, top: number, right: number, bottom: number];

/** Side of a hex whose flat sides are one square apart. */
const SIDE = 1 / Math.sqrt(3);
/** From one line of hexes to the next. */
const STEP = 1.5 * SIDE;

/**
 * All cells of a grid that reach into a box, and a few around it. Hexes lie as `drawGrid` draws them: rows a step apart,
 * every second one pushed half a hex to the right (columns: down). What has no grid is counted by squares.
 */
export function gridCells(type: GridType, [left, top, right, bottom]: CellBox): GridCell[] {
  if (type === 'square' || type === 'none') {
    return lattice([left, top, right, bottom], (x, y) => [x + 0.5, y + 0.5], 1);
  }
  const swap = ([x, y]: Point): Point => (type === 'hex_columns' ? [y, x] : [x, y]);
  const [l, t, r, b] = type === 'hex_columns' ? [top, left, bottom, right] : [left, top, right, bottom];
  const box: CellBox = [l - 1, t / STEP - 1, r, b / STEP];
  const cells = lattice(box, (at, line) => [at + (line % 2 === 0 ? 0.5 : 1), SIDE + line * STEP], SIDE);
  return cells.map(({ centre, corners }) => ({ centre: swap(centre), corners: corners.map(swap) }));
}

function lattice(
  [left, top, right, bottom]: CellBox,
  centreOf: (x: number, y: number) => Point,
  side: number,
): GridCell[] {
  const cells: GridCell[] = [];
  for (let y = Math.floor(top); y < bottom; y += 1) {
    for (let x = Math.floor(left); x < right; x += 1) {
      const centre = centreOf(x, y);
      cells.push({ centre, corners: side === 1 ? squareAround(centre) : hexAround(centre, side) });
    }
  }
  return cells;
}

const squareAround = ([x, y]: Point): Point[] => [
  [x - 0.5, y - 0.5],
  [x + 0.5, y - 0.5],
  [x + 0.5, y + 0.5],
  [x - 0.5, y + 0.5],
];

/** Point up. */
const hexAround = ([x, y]: Point, side: number): Point[] => [
  [x, y - side],
  [x + 0.5, y - side / 2],
  [x + 0.5, y + side / 2],
  [x, y + side],
  [x - 0.5, y + side / 2],
  [x - 0.5, y - side / 2],
];
