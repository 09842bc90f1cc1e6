import { HttpProblem } from '../../common/http/problem';
import type { MapSheet } from './map-sheet';

/** Sheets of paper in points (1/72 inch), upright. */
export const PAPERS = { a4: [595.28, 841.89], letter: [612, 792] } as const;
export type Paper = keyof typeof PAPERS;

/** Most pages of one print, besides the overview. */
export const MOST_PRINT_PAGES = 120;
/** What one page shows, in inches along its short and long side: whole squares, and it fits both papers with margins. */
const [SHORT_INCHES, LONG_INCHES] = [7, 10];
/** The picture goes on so far beyond what is to be cut off, so that a slip of the knife shows no white. */
const BLEED_INCHES = 0.15;
/** Larger squares are no place for miniatures: such maps print one inch for each square. */
const LARGEST_BATTLE_SQUARE_FEET = 10;

/** The print would be a pile of paper. */
export class TooManyPagesProblem extends HttpProblem {
  constructor(pages: number, paper: Paper) {
    super(
      409,
      'CONFLICT',
      `the print would take ${pages} pages (paper=${paper}, ${SHORT_INCHES} × ${LONG_INCHES} inches of map on each); the limit is ${MOST_PRINT_PAGES}`,
    );
  }
}

/** One page of a print. Its part of the map in inches from the map's upper left corner. */
export interface PrintPage {
  /** `A1` is the upper left page, `B1` the one below it. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A map spread over pages of paper. */
export interface PrintLayout {
  /** Points. */
  readonly pageWidth: number;
  readonly pageHeight: number;
  readonly inchesPerSquare: number;
  readonly bleedInches: number;
  /** Inches of map on a full page. */
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** Row by row. */
  readonly pages: readonly (readonly PrintPage[])[];
}

/**
 * Spreads a map over pages, upright or lying, whichever takes fewer. One inch is five feet, as miniatures need it; maps
 * whose squares are larger than ten feet print one inch for each square.
 *
 * @throws TooManyPagesProblem
 */
export function printLayout(map: Pick<MapSheet, 'columns' | 'rows' | 'feetPerSquare'>, paper: Paper): PrintLayout {
  const inchesPerSquare = map.feetPerSquare <= LARGEST_BATTLE_SQUARE_FEET ? map.feetPerSquare / 5 : 1;
  const [width, height] = [map.columns * inchesPerSquare, map.rows * inchesPerSquare];
  const count = (across: number, down: number): number => pieces(width, across) * pieces(height, down);
  const isLying = count(LONG_INCHES, SHORT_INCHES) < count(SHORT_INCHES, LONG_INCHES);
  const [tileWidth, tileHeight] = isLying ? [LONG_INCHES, SHORT_INCHES] : [SHORT_INCHES, LONG_INCHES];
  const pageCount = count(tileWidth, tileHeight);
  if (pageCount > MOST_PRINT_PAGES) throw new TooManyPagesProblem(pageCount, paper);
  const [short, long] = PAPERS[paper];
  const pages = Array.from({ length: pieces(height, tileHeight) }, (_, row) =>
    Array.from({ length: pieces(width, tileWidth) }, (_, column): PrintPage => {
      const [x, y] = [column * tileWidth, row * tileHeight];
      const size = { width: Math.min(tileWidth, width - x), height: Math.min(tileHeight, height - y) };
      return { name: `${letters(row)}${column + 1}`, x, y, ...size };
    }),
  );
  const [pageWidth, pageHeight] = isLying ? [long, short] : [short, long];
  return { pageWidth, pageHeight, inchesPerSquare, bleedInches: BLEED_INCHES, tileWidth, tileHeight, pages };
}

/** Rounding must not make a page for a millionth of an inch. */
const pieces = (length: number, of: number): number => Math.max(1, Math.ceil(length / of - 1e-6));

/** A to Z, then AA, as spreadsheets count. */
const letters = (row: number): string =>
  row < 26 ? String.fromCharCode(65 + row) : letters(Math.floor(row / 26) - 1) + letters(row % 26);
