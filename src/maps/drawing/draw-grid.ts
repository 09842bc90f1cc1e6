import { num } from './svg';

/** Square cells, hexes in rows (point up) or in columns (flat side up), or none. */
export type GridType = 'square' | 'hex_rows' | 'hex_columns' | 'none';

/** How a map gets its grid. `pixelsPerSquare` from 50 to 256. */
export interface GridOptions {
  readonly pixelsPerSquare: number;
  readonly grid: { readonly type: GridType; readonly visible: boolean };
}

function squares(columns: number, rows: number): string {
  const upright = Array.from({ length: columns + 1 }, (_, x) => `M${x} 0V${rows}`);
  const level = Array.from({ length: rows + 1 }, (_, y) => `M0 ${y}H${columns}`);
  return [...upright, ...level].join('');
}

/**
 * Hexes one unit wide across their flat sides, rows a half-step apart. Every hex draws three of its six sides, so that no
 * side is drawn twice. `swap` turns rows into columns.
 */
function hexes(across: number, along: number, swap: boolean): string {
  const side = 1 / Math.sqrt(3);
  const point = (x: number, y: number): string => (swap ? `${num(y)} ${num(x)}` : `${num(x)} ${num(y)}`);
  const parts: string[] = [];
  const lines = Math.ceil(along / (1.5 * side)) + 1;
  for (let line = -1; line <= lines; line += 1) {
    const middleY = side + line * 1.5 * side;
    for (let at = -1; at <= across + 1; at += 1) {
      const middleX = at + 0.5 + (line % 2 === 0 ? 0 : 0.5);
      const corners = [
        point(middleX - 0.5, middleY + side / 2),
        point(middleX - 0.5, middleY - side / 2),
        point(middleX, middleY - side),
        point(middleX + 0.5, middleY - side / 2),
      ];
      parts.push(`M${corners.join('L')}`);
    }
  }
  return parts.join('');
}

/** The lines of a grid in squares; empty when there is nothing to draw. */
export function gridPath(columns: number, rows: number, type: GridType): string {
  if (type === 'square') return squares(columns, rows);
  if (type === 'hex_rows') return hexes(columns, rows, false);
  return type === 'hex_columns' ? hexes(rows, columns, true) : '';
}

/** The grid as one element, in units of squares: black, alpha 0.2, one pixel (more on very fine maps). */
export function drawGrid(columns: number, rows: number, { pixelsPerSquare, grid }: GridOptions): string {
  const d = grid.visible ? gridPath(columns, rows, grid.type) : '';
  if (d === '') return '';
  const width = Math.max(1, pixelsPerSquare / 100) / pixelsPerSquare;
  return `<path d="${d}" fill="none" stroke="#000" stroke-opacity=".2" stroke-width="${width.toFixed(5)}"/>`;
}
