import type { SoakSample } from './soak-sample';

/** What one figure did. */
export interface SoakLine {
  readonly name: string;
  /** Of the second and of the last quarter of the run: the first quarter is for warming up. */
  readonly early: number;
  readonly late: number;
  readonly grows: boolean;
}

/** Room for noise, as a share of the earlier value, and as a number. */
const ROOM: readonly (readonly [RegExp, number, number])[] = [
  [/RSS/, 0.15, 15],
  [/heap/, 0.15, 8],
  [/handles|connections/, 0.1, 6],
  [/waiting|unfinished/, 0.5, 40],
  [/./, 0, 2],
];

/**
 * Compares the second quarter of a run with its last one. Heap and memory are judged by the least value of each, which is
 * what a collection leaves; everything else by the median.
 */
export function soakVerdict(samples: readonly SoakSample[]): SoakLine[] {
  const quarter = Math.floor(samples.length / 4);
  const early = samples.slice(quarter, 2 * quarter);
  const late = samples.slice(3 * quarter);
  return Object.keys(samples[0] ?? {}).map((name) => {
    const typical = /RSS|heap/.test(name) ? least : median;
    const [before, after] = [typical(valuesOf(early, name)), typical(valuesOf(late, name))];
    const [, share, room] = ROOM.find(([pattern]) => pattern.test(name)) ?? [/./, 0, 0];
    return { name, early: before, late: after, grows: after > before * (1 + share) + room };
  });
}

const valuesOf = (samples: readonly SoakSample[], name: string): number[] => samples.map((sample) => sample[name] ?? 0);
const least = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
