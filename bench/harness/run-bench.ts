import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROWS } from '../rows/all-rows';
import type { BenchPlace } from './bench-place';
import type { BenchSettings } from './bench-settings';
import { machineFacts } from './machine';
import type { Line, Row } from './row';
import { BenchStage } from './stage';
import { tableOf } from './table';

/** A row with what it gave, or why it gave nothing. */
export interface RowResult {
  readonly row: Row;
  readonly lines: readonly Line[];
  readonly failure?: string;
}

/**
 * Runs the rows one after the other, prints the table and writes `bench/results.json`. Never throws for a row: what could not be
 * measured is said in its place.
 */
export async function runBench(place: BenchPlace, settings: BenchSettings): Promise<void> {
  const { profile, only } = settings;
  const chosen = ROWS.filter(({ id }) => only.length === 0 || only.includes(id));
  const results: RowResult[] = [];
  const machine = machineFacts();
  for (const row of chosen) {
    const startMs = performance.now();
    place.say(`${row.id}  ${row.title}`);
    const result = await resultOf(row, new BenchStage(place, profile));
    results.push(result);
    place.say(
      `    ${((performance.now() - startMs) / 1000).toFixed(1)} s${result.failure ? `, failed: ${result.failure}` : ''}`,
    );
  }
  console.log(tableOf(results));
  const file = join(place.checkout, 'bench/results.json');
  await writeFile(file, `${JSON.stringify({ machine, profile, rows: results.flatMap(rowsOf) }, undefined, 2)}\n`);
}

async function resultOf(row: Row, stage: BenchStage): Promise<RowResult> {
  try {
    return { row, lines: await row.measure(stage, row.rounds[stage.profile]) };
  } catch (error) {
    return { row, lines: [], failure: error instanceof Error ? (error.stack ?? error.message) : 'unknown' };
  }
}

/** The first line is the row's own; the others follow with a letter: P3, P3b, P3c. */
function rowsOf({ row, lines, failure }: RowResult): object[] {
  if (failure !== undefined) return [{ id: row.id, what: row.title, failure: failure.split('\n')[0] }];
  return lines.map((line, index) => ({
    id: index === 0 ? row.id : `${row.id}${String.fromCharCode(97 + index)}`,
    what: line.what,
    unit: line.unit,
    ours: line.ours.median,
    reference: line.reference.median,
    ratio: line.ratio,
    goal: line.goal.text,
    met: line.goal.isMet(line.ratio),
    ours_range: [line.ours.min, line.ours.max],
    reference_range: [line.reference.min, line.reference.max],
    ...(line.note !== undefined && { note: line.note }),
  }));
}
