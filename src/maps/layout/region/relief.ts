import type { Landform } from '../map-brief';
import { placeNoise, type SeededRandom } from '../seeded-random';

/** A number for every square of a region, row by row. */
export type Field = Float64Array;

/** Columns and rows of a region. */
export interface RegionSize {
  readonly columns: number;
  readonly rows: number;
}

const smooth = (share: number): number => share * share * (3 - 2 * share);

/** Where the squares of a side lie between the corners of a lattice. */
interface Lattice {
  readonly corner: Int32Array;
  readonly share: Field;
}

function latticeAlong(side: number, scale: number): Lattice {
  const corner = Int32Array.from({ length: side }, (_, at) => Math.floor(at * scale));
  const share = Float64Array.from({ length: side }, (_, at) => smooth(at * scale - Math.floor(at * scale)));
  return { corner, share };
}

/** Adds soft noise of 0 to `weight` whose hills are `1 / scale` squares wide. Each corner of the lattice is drawn once. */
function addNoise(
  field: Field,
  { columns, rows }: RegionSize,
  layer: { seed: number; scale: number; weight: number },
): void {
  const [across, down] = [latticeAlong(columns, layer.scale), latticeAlong(rows, layer.scale)];
  const width = (across.corner.at(-1) ?? 0) + 2;
  const height = (down.corner.at(-1) ?? 0) + 2;
  const corners = Float64Array.from({ length: width * height }, (_, at) =>
    placeNoise(layer.seed, at % width, Math.floor(at / width)),
  );
  const at = (index: number): number => corners[index] ?? 0;
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      const first = (down.corner[y] ?? 0) * width + (across.corner[x] ?? 0);
      const [right, below] = [across.share[x] ?? 0, down.share[y] ?? 0];
      const upper = at(first) + (at(first + 1) - at(first)) * right;
      const lower = at(first + width) + (at(first + width + 1) - at(first + width)) * right;
      field[y * columns + x] = (field[y * columns + x] ?? 0) + layer.weight * (upper + (lower - upper) * below);
    }
  }
}

/** Noise of four sizes on top of one another, 0 to 1; the largest `span` squares wide. */
export function layeredNoise(seed: number, size: RegionSize, span: number): Field {
  const field = new Float64Array(size.columns * size.rows);
  const total = 1 + 1 / 2 + 1 / 4 + 1 / 8;
  for (let octave = 0; octave < 4; octave += 1) {
    addNoise(field, size, { seed: seed + octave * 101, scale: 2 ** octave / span, weight: 1 / 2 ** octave / total });
  }
  return field;
}

/** How the landform lifts (or lowers) a place; `u` and `v` from -1 to 1 across the map. */
function lift(landform: Landform, [u, v]: readonly [number, number], wobble: number): number {
  if (landform === 'coast') return Math.max(-0.5, Math.min(0.3, (u + 0.42 + wobble * 0.5) * 0.7));
  // Nothing of an island reaches the rim.
  const rim = Math.max(0, (u ** 4 + v ** 4) ** 0.25 - 0.76) * 3.5;
  if (landform === 'island') return 0.4 - 0.72 * Math.hypot(u, v) ** 1.8 + wobble * 0.3 - rim;
  if (landform === 'valley') return 0.5 * Math.abs(v + wobble * 0.4) ** 1.5 - 0.1;
  return 0;
}

/**
 * How high a region lies, square by square: ridges and hills on the landform. Below 0 is the sea, which only coasts and
 * islands have.
 */
export function reliefOf({ columns, rows }: RegionSize, landform: Landform, random: SeededRandom): Field {
  const seed = random.int(0, 1e9);
  const span = Math.max(6, Math.max(columns, rows) / 3.2);
  // Which side is the sea, and how a valley runs.
  const [turns, mirrored] = [columns >= rows ? 0 : 1, random.chance(0.5) ? -1 : 1];
  const hasSea = landform === 'coast' || landform === 'island';
  const size = { columns, rows };
  const [base, bends, ridges] = [layeredNoise(seed, size, span), layeredNoise(seed + 7, size, span * 0.8), layeredNoise(seed + 13, size, span)]; // prettier-ignore
  return base.map((hills, at) => {
    const [across, down] = [
      (2 * ((at % columns) + 0.5)) / columns - 1,
      (2 * (Math.floor(at / columns) + 0.5)) / rows - 1,
    ];
    const place: readonly [number, number] = turns === 0 ? [across * mirrored, down] : [down * mirrored, across];
    const ridge = (1 - Math.abs(2 * (ridges[at] ?? 0) - 1)) ** 3;
    const height = 0.55 * hills + 0.45 * ridge - 0.3 + lift(landform, place, (bends[at] ?? 0) - 0.5);
    return hasSea ? height : Math.max(0.001, height + 0.35);
  });
}

/** The same land without puddles: what lies below the sea and cannot be reached from the rim of the map is raised over it. */
export function withoutPuddles(relief: Field, { columns, rows }: RegionSize): Field {
  const isRim = (at: number): boolean =>
    at % columns === 0 || at % columns === columns - 1 || at < columns || at >= columns * (rows - 1);
  const queue = [...relief.keys()].filter((at) => (relief[at] ?? 0) < 0 && isRim(at));
  const open = new Set(queue);
  for (const at of queue) {
    for (const next of [
      at - columns,
      at + columns,
      ...(at % columns ? [at - 1] : []),
      ...((at + 1) % columns ? [at + 1] : []),
    ]) {
      if (open.has(next) || next < 0 || next >= relief.length || (relief[next] ?? 0) >= 0) continue;
      open.add(next);
      queue.push(next);
    }
  }
  return relief.map((height, at) => (height < 0 && !open.has(at) ? 0.001 : height));
}

/** The value that a share (0 to 1) of the squares stays below, of those that count. */
export function levelBelow(field: Field, share: number, counts: (at: number) => boolean): number {
  const sorted = field.filter((_, at) => counts(at)).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
