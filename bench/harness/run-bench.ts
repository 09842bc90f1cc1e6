import { join } from 'node:path';
import { ROWS } from '../rows/all-rows';
import type { BenchPlace } from './bench-place';
import type { BenchSettings } from './bench-settings';
import { ResultsFile } from './results-file';
import type { Row, RowResult } from './row';
import { BenchStage } from './stage';
import { tableOf } from './table';

/**
 * Runs the rows one after the other, prints the table and keeps each result in `bench/results.json`. Never throws for a row: what could not be
 * measured is said in its place.
 */
export async function runBench(place: BenchPlace, settings: BenchSettings): Promise<void> {
  const { profile, only } = settings;
  const chosen = ROWS.filter(({ id }) => only.length === 0 || only.includes(id));
  const results: RowResult[] = [];
  const kept = new ResultsFile(join(place.checkout, 'bench/results.json'), profile);
  for (const row of chosen) {
    const startMs = performance.now();
    place.say(`${row.id}  ${row.title}`);
    const result = await resultOf(row, new BenchStage(place, profile));
    results.push(result);
    await kept.keep(result);
    place.say(
      `    ${((performance.now() - startMs) / 1000).toFixed(1)} s${result.failure ? `, failed: ${result.failure}` : ''}`,
    );
  }
  console.log(tableOf(results));
}

async function resultOf(row: Row, stage: BenchStage): Promise<RowResult> {
  try {
    return { row, lines: await row.measure(stage, row.rounds[stage.profile]) };
  } catch (error) {
    return { row, lines: [], failure: error instanceof Error ? (error.stack ?? error.message) : 'unknown' };
  }
}
