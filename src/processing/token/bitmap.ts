/** A mask of whole pixels: 1 or 0 for each, rows without gaps. */
export interface Bitmap {
  readonly bits: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** For every pixel, how many of the (2 × radius + 1)² around it are set. Beyond the edge the edge's own pixels go on. */
function counts({ bits, width, height }: Bitmap, radius: number): Uint16Array {
  const across = new Uint16Array(bits.length);
  for (let y = 0; y < height; y += 1) sumLine(bits, across, { from: y * width, step: 1, length: width, radius });
  const all = new Uint16Array(bits.length);
  for (let x = 0; x < width; x += 1) sumLine(across, all, { from: x, step: width, length: height, radius });
  return all;
}

interface Line {
  readonly from: number;
  readonly step: number;
  readonly length: number;
  readonly radius: number;
}

function sumLine(source: Uint8Array | Uint16Array, target: Uint16Array, { from, step, length, radius }: Line): void {
  const last = from + (length - 1) * step;
  let sum = 0;
  for (let index = -radius; index <= radius; index += 1) {
    sum += source[Math.min(last, Math.max(from, from + index * step))] ?? 0;
  }
  let entering = from + (radius + 1) * step;
  let leaving = from - radius * step;
  for (let at = from; at <= last; at += step, entering += step, leaving += step) {
    target[at] = sum;
    sum += (source[entering > last ? last : entering] ?? 0) - (source[leaving < from ? from : leaving] ?? 0);
  }
}

/** Set where at least `least` of the pixels around are. */
function thresholded(bitmap: Bitmap, radius: number, least: number): Bitmap {
  const found = counts(bitmap, radius);
  const bits = new Uint8Array(found.length);
  for (let at = 0; at < bits.length; at += 1) bits[at] = (found[at] ?? 0) >= least ? 1 : 0;
  return { ...bitmap, bits };
}

const area = (radius: number): number => (2 * radius + 1) ** 2;

/** Grown by `radius` pixels on all sides. */
export const dilated = (bitmap: Bitmap, radius: number): Bitmap => thresholded(bitmap, radius, 1);
/** Shrunken by `radius` pixels on all sides; the picture's edge is no side. */
export const eroded = (bitmap: Bitmap, radius: number): Bitmap => thresholded(bitmap, radius, area(radius));
/** What most of the neighbours are: single specks go, single gaps close. */
export const smoothed = (bitmap: Bitmap): Bitmap => thresholded(bitmap, 1, 5);

/** The other way round. */
export function inverted(bitmap: Bitmap): Bitmap {
  const bits = new Uint8Array(bitmap.bits.length);
  for (let at = 0; at < bits.length; at += 1) bits[at] = bitmap.bits[at] === 1 ? 0 : 1;
  return { ...bitmap, bits };
}

/** The pixels of those parts that are chosen: `chosen` by number. */
export function chosenParts(bitmap: Bitmap, parts: Uint32Array, chosen: readonly boolean[]): Bitmap {
  const bits = new Uint8Array(parts.length);
  for (let at = 0; at < bits.length; at += 1) bits[at] = chosen[parts[at] ?? 0] === true ? 1 : 0;
  return { ...bitmap, bits };
}

/** Connected parts (by sides): a number for each pixel, 0 for those not set, and the size of each part by number. */
export function partsOf({ bits, width, height }: Bitmap): { readonly parts: Uint32Array; readonly sizes: number[] } {
  const parts = new Uint32Array(bits.length);
  const sizes = [0];
  const stack = new Uint32Array(bits.length);
  for (let start = 0; start < bits.length; start += 1) {
    if (bits[start] === 0 || parts[start] !== 0) continue;
    let depth = 1;
    let size = 0;
    stack[0] = start;
    parts[start] = sizes.length;
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      size += 1;
      const x = at % width;
      const y = (at - x) / width;
      depth = visit(at - 1, x > 0, depth);
      depth = visit(at + 1, x < width - 1, depth);
      depth = visit(at - width, y > 0, depth);
      depth = visit(at + width, y < height - 1, depth);
    }
    sizes.push(size);
  }
  return { parts, sizes };

  function visit(at: number, isInside: boolean, depth: number): number {
    if (!isInside || bits[at] === 0 || parts[at] !== 0) return depth;
    parts[at] = sizes.length;
    stack[depth] = at;
    return depth + 1;
  }
}
