import type { Bitmap } from './bitmap';
import type { Pixels } from './pixels';

/** Mean colours of some pixels around each pixel: red, green, blue from 0 to 255, and whether there were any. */
export interface ColoursAround {
  readonly rgb: Float32Array;
  /** 1 where the colour is known. */
  readonly known: Uint8Array;
}

/** The colours of the pixels in `which`, spread outwards over `rings` pixels, nearest first. */
export function coloursAround({ data, width, height }: Pixels, which: Bitmap, rings: number): ColoursAround {
  const known = Uint8Array.from(which.bits);
  const rgb = new Float32Array(width * height * 3);
  for (let at = 0; at < known.length; at += 1) {
    if (known[at] === 0) continue;
    for (let channel = 0; channel < 3; channel += 1) rgb[at * 3 + channel] = data[at * 4 + channel] ?? 0;
  }
  let front = edgeOf(known, width, height);
  for (let ring = 0; ring < rings && front.length > 0; ring += 1) front = grow({ rgb, known }, front, width);
  return { rgb, known };
}

const NEIGHBOURS = (width: number): number[] => [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];

/** Pixels beside known ones, without the outermost line of the picture (their neighbours are all inside). */
function edgeOf(known: Uint8Array, width: number, height: number): number[] {
  const steps = NEIGHBOURS(width);
  const edge: number[] = [];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      if (known[at] === 0 && steps.some((step) => known[at + step] === 1)) edge.push(at);
    }
  }
  return edge;
}

/** Gives each pixel of the front the mean of its known neighbours; returns the next front. */
function grow({ rgb, known }: ColoursAround, front: readonly number[], width: number): number[] {
  const steps = NEIGHBOURS(width);
  for (const at of front) {
    const around = steps.map((step) => at + step).filter((neighbour) => known[neighbour] === 1);
    for (let channel = 0; channel < 3; channel += 1) {
      const sum = around.reduce((total, neighbour) => total + (rgb[neighbour * 3 + channel] ?? 0), 0);
      rgb[at * 3 + channel] = around.length === 0 ? 0 : sum / around.length;
    }
  }
  for (const at of front) known[at] = 1;
  const next = new Set<number>();
  for (const at of front) {
    const x = at % width;
    if (x < 2 || x > width - 3) continue;
    for (const step of steps) {
      const neighbour = at + step;
      if (known[neighbour] === 0 && neighbour > width && neighbour < known.length - width) next.add(neighbour);
    }
  }
  return [...next];
}
