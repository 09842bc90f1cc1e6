import { writeLab } from './oklab';
import type { Pixels } from './pixels';

/** What a flat background looks like: its colour may drift evenly and darken towards the edges, and may have grain. */
export interface BackgroundModel {
  /** Writes the colour expected at a pixel, in OKLab. */
  readonly write: (x: number, y: number, out: Float32Array) => void;
  /** Distance in OKLab up to which a pixel may be background. */
  readonly tolerance: number;
}

interface Sample {
  /** 1, x, y, x², y² with x and y from -1 to 1. */
  readonly basis: readonly number[];
  readonly lab: readonly number[];
  readonly isCorner: boolean;
}

/** Share of the edges that must be background; the rest may be a hat, wings, a weapon. */
const LEAST_SHARE = 0.72;
/** Both upper corners must be background nearly all over: it is known from there. */
const LEAST_CORNER_SHARE = 0.9;
/** Grain beyond this is texture: paint strokes, leaves, a wall. */
const MOST_GRAIN = 0.035;
const BASIS = 5;

/**
 * Looks at the upper and side edges of a picture (a bust leaves at the lower one).
 *
 * @returns `undefined` when they show no flat background
 */
export function flatBackgroundOf(pixels: Pixels): BackgroundModel | undefined {
  const samples = samplesOf(pixels);
  let inliers = nearMedian(samples);
  let coefficients = fit(inliers);
  for (let round = 0; round < 3; round += 1) {
    inliers = samples.filter((sample) => residual(sample, coefficients) < 0.07);
    coefficients = fit(inliers);
  }
  const corners = samples.filter(({ isCorner }) => isCorner);
  const flatCorners = inliers.filter(({ isCorner }) => isCorner);
  const grain = Math.sqrt(mean(inliers.map((sample) => residual(sample, coefficients) ** 2)));
  const isFlat =
    inliers.length >= samples.length * LEAST_SHARE &&
    flatCorners.length >= corners.length * LEAST_CORNER_SHARE &&
    grain <= MOST_GRAIN;
  if (!isFlat) return undefined;
  return { write: writerOf(coefficients, pixels), tolerance: Math.min(0.1, Math.max(0.05, grain * 3.5)) };
}

function samplesOf({ data, width, height }: Pixels): Sample[] {
  const band = Math.max(2, Math.round(Math.min(width, height) * 0.04));
  const lowest = Math.round(height * 0.6);
  const step = Math.max(1, Math.round(Math.sqrt((2 * lowest + width) * band) / 40));
  const lab = new Float32Array(3);
  const samples: Sample[] = [];
  for (let y = 0; y < lowest; y += step) {
    for (let x = 0; x < width; x += step) {
      if (y >= band && x >= band && x < width - band) continue;
      writeLab(data, (y * width + x) * 4, lab);
      const isCorner = y < band * 2 && (x < band * 2 || x >= width - band * 2);
      samples.push({ basis: basisAt(x / width, y / height), lab: [...lab], isCorner });
    }
  }
  return samples;
}

function basisAt(across: number, down: number): number[] {
  const x = across * 2 - 1;
  const y = down * 2 - 1;
  return [1, x, y, x * x, y * y];
}

/** A start that a hat or a hand at the edge does not pull away. */
function nearMedian(samples: readonly Sample[]): Sample[] {
  const middle = [0, 1, 2].map((axis) => {
    const values = samples.map(({ lab }) => lab[axis] ?? 0).sort((one, other) => one - other);
    return values[Math.floor(values.length / 2)] ?? 0;
  });
  return samples.filter(({ lab }) => distance(lab, middle) < 0.12);
}

const distance = (one: readonly number[], other: readonly number[]): number =>
  Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)));

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Infinity : values.reduce((sum, value) => sum + value, 0) / values.length;

const expected = (basis: readonly number[], coefficients: readonly number[]): number =>
  basis.reduce((sum, value, index) => sum + value * (coefficients[index] ?? 0), 0);

function residual({ basis, lab }: Sample, coefficients: readonly number[][]): number {
  return distance(
    lab,
    coefficients.map((axis) => expected(basis, axis)),
  );
}

/** Least squares for each axis; a little weight on "constant" keeps it solvable when few samples are left. */
function fit(samples: readonly Sample[]): number[][] {
  return [0, 1, 2].map((axis) => {
    const rows = Array.from({ length: BASIS }, (_, row) => [
      ...Array.from({ length: BASIS }, (_unused, column) => {
        const sum = samples.reduce((total, { basis }) => total + (basis[row] ?? 0) * (basis[column] ?? 0), 0);
        return sum + (row === column && row > 0 ? 1e-3 * samples.length + 1e-6 : 0);
      }),
      samples.reduce((total, { basis, lab }) => total + (basis[row] ?? 0) * (lab[axis] ?? 0), 0),
    ]);
    return solved(rows);
  });
}

/** Gauss-Jordan without pivoting: the matrix is symmetric and positive. */
function solved(rows: number[][]): number[] {
  for (const [pivot, row] of rows.entries()) {
    const scale = row[pivot] === 0 ? 1 : (row[pivot] ?? 1);
    for (let column = 0; column < row.length; column += 1) row[column] = (row[column] ?? 0) / scale;
    for (const other of rows) {
      if (other === row) continue;
      const factor = other[pivot] ?? 0;
      for (let column = 0; column < row.length; column += 1)
        other[column] = (other[column] ?? 0) - factor * (row[column] ?? 0);
    }
  }
  return rows.map((row) => row[BASIS] ?? 0);
}

function writerOf(coefficients: readonly number[][], { width, height }: Pixels): BackgroundModel['write'] {
  const flat = Float64Array.from(coefficients.flat());
  const c = (index: number): number => flat[index] ?? 0;
  return (column, row, out) => {
    const x = (column / width) * 2 - 1;
    const y = (row / height) * 2 - 1;
    for (let axis = 0; axis < 3; axis += 1) {
      const at = axis * BASIS;
      out[axis] = c(at) + c(at + 1) * x + c(at + 2) * y + c(at + 3) * x * x + c(at + 4) * y * y;
    }
  };
}
