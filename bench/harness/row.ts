import type { BenchStage } from './stage';
import type { Spread } from './figures';

/** How much is measured: `quick` all rows in five minutes, `full` as long as it takes. */
export type Profile = 'quick' | 'full';

/** What a ratio (ours to reference) must be. */
export interface Goal {
  /** In words, for the table: `≤ 1.3×`. */
  readonly text: string;
  readonly isMet: (ratio: number) => boolean;
}

/** One line of the table: one figure of ours beside one of the reference, both of the same run. */
export interface Line {
  /** What is compared, in a few words: `overhead p50 · bare script`. */
  readonly what: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly reference: Spread;
  /** Ours to reference, of the medians unless the row says otherwise. */
  readonly ratio: number;
  readonly goal: Goal;
  /** What a reader should know: CPU per operation, what was left out. */
  readonly note?: string;
}

/** A row of the benchmark: `bench/rows/pNN-what.ts` exports one. */
export interface Row {
  /** As in the goals: `P1`. */
  readonly id: `P${number}`;
  readonly title: string;
  /** How often ours and reference take turns. */
  readonly rounds: Readonly<Record<Profile, number>>;
  /** Measures everything of the row; whatever it starts it stops. The first line counts as the row's result. */
  measure(stage: BenchStage, rounds: number): Promise<readonly Line[]>;
}

/** At most so many times the reference. */
export function atMost(limit: number): Goal {
  return { text: `≤ ${limit}×`, isMet: (ratio) => ratio <= limit };
}

/** At least so many times the reference. */
export function atLeast(limit: number): Goal {
  return { text: `≥ ${limit}×`, isMet: (ratio) => ratio >= limit };
}

/** A row with what it gave, or why it gave nothing. */
export interface RowResult {
  readonly row: Row;
  readonly lines: readonly Line[];
  readonly failure?: string;
}
