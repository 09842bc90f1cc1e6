/** How a picture that is larger than one training size is painted: in parts of one size, one after the other. */
export interface RenderTiles {
  /** All of it in pixels, multiples of 64: the parts' resolution, not the size of the finished picture. */
  readonly canvas: { readonly width: number; readonly height: number };
  /** Of every part, in pixels: a training size. */
  readonly width: number;
  readonly height: number;
  /** Upper left corners on the canvas, row by row from the top; neighbours share `LEAST_OVERLAP_PX` or more. */
  readonly places: readonly (readonly [left: number, top: number])[];
}

/** What neighbours share at least, in pixels: the painted strip that the next part starts from, and fades into. */
export const LEAST_OVERLAP_PX = 128;
/** Most parts of one picture: on a server that needs ten seconds for each it takes four minutes. */
export const MOST_TILES = 25;
/** Up to so many pixels, and this many times as long as wide, one part does (SDXL was trained no longer than that). */
const ONE_PART = { pixels: 1.5e6, ratio: 2.4 };
/** Tried in turn until few enough parts do. */
const SCALES = [1, 0.85, 0.7, 0.6, 0.5, 0.42, 0.35];
/** Shorter and longer sides of the training sizes (`sdxl-buckets.ts`). */
const SIDES = [[640, 1536], [768, 1344], [832, 1216], [896, 1152], [1024, 1024]] as const; // prettier-ignore

/**
 * The parts for a picture of that many pixels, or `undefined` where one does: it is small enough, or so long and narrow that
 * `MOST_TILES` would not do. The canvas keeps the proportions but for what rounding to 64 px takes.
 *
 * @param size wanted on the canvas, in pixels; at most that is painted
 */
export function tilesFor(size: { readonly width: number; readonly height: number }): RenderTiles | undefined {
  const [short, long] = [Math.min(size.width, size.height), Math.max(size.width, size.height)];
  if (short * long <= ONE_PART.pixels && long / short <= ONE_PART.ratio) return undefined;
  for (const scale of SCALES) {
    const tiles = laidOut(short * scale, long / short);
    if (tiles.places.length > MOST_TILES) continue;
    return size.width >= size.height ? tiles : turned(tiles);
  }
  return undefined;
}

/** Lying: longer than high. */
function laidOut(wantedHeight: number, ratio: number): RenderTiles {
  const [tileHeight, tileWidth] = SIDES.find(([side]) => side >= wantedHeight) ?? [1024, 1024];
  const height = Math.max(tileHeight, multiple(wantedHeight, 64));
  const width = Math.max(tileWidth, multiple(height * ratio, 64));
  const rows = placesAlong(height, tileHeight);
  const columns = placesAlong(width, tileWidth);
  const places = rows.flatMap((top) => columns.map((left): [number, number] => [left, top]));
  return { canvas: { width, height }, width: tileWidth, height: tileHeight, places };
}

/** Evenly along one side: as few as share enough. */
function placesAlong(side: number, tile: number): number[] {
  const count = Math.ceil((side - LEAST_OVERLAP_PX) / (tile - LEAST_OVERLAP_PX));
  // Whole steps of 8: what a model sees as one.
  return Array.from({ length: count }, (_, at) => (count === 1 ? 0 : multiple(((side - tile) * at) / (count - 1), 8)));
}

function turned({ canvas, width, height, places }: RenderTiles): RenderTiles {
  const standing = places.map(([left, top]): [number, number] => [top, left]);
  standing.sort(([left, top], [otherLeft, otherTop]) => top - otherTop || left - otherLeft);
  return {
    canvas: { width: canvas.height, height: canvas.width },
    width: height,
    height: width,
    places: standing,
  };
}

const multiple = (value: number, of: number): number => Math.round(value / of) * of;
