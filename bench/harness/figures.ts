import type { Goal, Line } from './row';

/** What several rounds gave. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values of the rounds, at least one */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('nothing was measured');
  return { median: percentile(values, 50), min: Math.min(...values), max: Math.max(...values) };
}

/** The smallest value that `share` percent are not above (nearest rank; the median of an even number is the mean of two). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (index: number): number => sorted[Math.max(0, Math.min(sorted.length - 1, index))] ?? Number.NaN;
  if (share === 50 && sorted.length % 2 === 0) return (at(sorted.length / 2 - 1) + at(sorted.length / 2)) / 2;
  return at(Math.ceil((sorted.length * share) / 100) - 1);
}

/** A line whose ratio is that of the medians. */
export function lineOf(told: {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly reference: readonly number[];
  readonly goal: Goal;
  readonly note?: string;
}): Line {
  const [ours, reference] = [spreadOf(told.ours), spreadOf(told.reference)];
  return { ...told, ours, reference, ratio: ours.median / reference.median };
}

/** Runs `ours` and `reference` in turn, so that a machine that is slow for a while is slow for both. */
export async function alternating<T>(
  rounds: number,
  { ours, reference }: { readonly ours: () => Promise<T>; readonly reference: () => Promise<T> },
): Promise<{ readonly ours: T[]; readonly reference: T[] }> {
  const results = { ours: [] as T[], reference: [] as T[] };
  for (let round = 0; round < rounds; round += 1) {
    const isOursFirst = round % 2 === 0;
    if (isOursFirst) results.ours.push(await ours());
    results.reference.push(await reference());
    if (!isOursFirst) results.ours.push(await ours());
  }
  return results;
}
