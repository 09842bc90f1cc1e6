/** Where a picture lies on the wall; whole pixels. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Which row it is in, from 0. */
  readonly row: number;
}

/** How a wall is hung. */
export interface WallSize {
  /** Pixels across; all full rows end there. */
  readonly width: number;
  /** Height that rows are near to. */
  readonly rowHeight: number;
  /** Pixels between pictures. */
  readonly gap: number;
}

/** Pictures that are narrower or wider are cut in the overview, or one of them would be a row. */
const NARROWEST = 0.55;
const WIDEST = 2.4;

/**
 * Hangs pictures in rows that are all as wide as the wall: each row is made a little lower or higher until it fits. The
 * last row is not stretched. What is hung stays where it is when more pictures come, but for the last row.
 *
 * @param aspects width by height of each picture, in order
 */
export function justifiedRows(aspects: readonly number[], { width, rowHeight, gap }: WallSize): Place[] {
  const places: Place[] = [];
  let begin = 0;
  let top = 0;
  for (let row = 0; begin < aspects.length; row++) {
    const shapes = rowOf(aspects.slice(begin), width, rowHeight, gap);
    const room = width - gap * (shapes.length - 1);
    const fitting = room / sum(shapes);
    const isFull = begin + shapes.length < aspects.length || fitting <= rowHeight;
    const height = Math.round(isFull ? fitting : rowHeight);
    places.push(...hung(shapes, { row, top, height, gap, end: isFull ? width : undefined }));
    begin += shapes.length;
    top += height + gap;
  }
  return places;
}

/** How high the wall is. */
export function heightOf(places: readonly Place[]): number {
  const last = places.at(-1);
  return last === undefined ? 0 : last.top + last.height;
}

/** As many as come nearest to the height that is wanted, one at least. */
function rowOf(aspects: readonly number[], width: number, rowHeight: number, gap: number): number[] {
  const shapes: number[] = [];
  for (const aspect of aspects) {
    const shape = Math.min(WIDEST, Math.max(NARROWEST, aspect));
    const heightWith = (width - gap * shapes.length) / (sum(shapes) + shape);
    const heightWithout = (width - gap * (shapes.length - 1)) / sum(shapes);
    const isBetterWithout = heightWith < rowHeight && heightWithout / rowHeight < rowHeight / heightWith;
    if (shapes.length > 0 && isBetterWithout) break;
    shapes.push(shape);
    if (heightWith <= rowHeight) break;
  }
  return shapes;
}

function hung(
  shapes: readonly number[],
  { row, top, height, gap, end }: { row: number; top: number; height: number; gap: number; end: number | undefined },
): Place[] {
  let left = 0;
  return shapes.map((shape, index) => {
    // What rounding takes or gives, the last one of a full row has.
    const isLast = index === shapes.length - 1 && end !== undefined;
    const width = isLast ? end - left : Math.round(shape * height);
    const place = { left, top, width, height, row };
    left += width + gap;
    return place;
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
