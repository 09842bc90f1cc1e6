import { readFile, writeFile } from 'node:fs/promises';
import { ROWS } from '../rows/all-rows';
import type { BenchSettings } from './bench-settings';
import { machineFacts } from './machine';
import type { RowResult } from './run-bench';

interface KeptLine {
  readonly id: string;
}

/** Of every row what was measured last, and when: a run of some rows leaves the others as they are. */
export class ResultsFile {
  private readonly machine = machineFacts();

  constructor(
    private readonly file: string,
    private readonly profile: BenchSettings['profile'],
  ) {}

  /** To be called as soon as a row is there: a run that breaks off has lost nothing. */
  async keep(result: RowResult): Promise<void> {
    const { id } = result.row;
    const others = (await this.kept()).filter((line) => rowOf(line) !== id);
    const all = [...others, ...this.linesOf(result)];
    const rows = ROWS.flatMap((row) => all.filter((line) => rowOf(line) === row.id));
    await writeFile(this.file, `${JSON.stringify({ machine: this.machine, rows }, undefined, 2)}\n`);
  }

  private async kept(): Promise<readonly KeptLine[]> {
    const text = await readFile(this.file, 'utf8').catch(() => '{"rows": []}');
    return (JSON.parse(text) as { rows: KeptLine[] }).rows;
  }

  /** The first line is the row's own; the others follow with a letter: P3, P3b, P3c. */
  private linesOf({ row, lines, failure }: RowResult): KeptLine[] {
    const run = { profile: this.profile, date: new Date().toISOString() };
    if (failure !== undefined)
      return [{ id: row.id, ...run, what: row.title, failure: failure.split('\n')[0] } as KeptLine];
    return lines.map((line, index) => ({
      id: index === 0 ? row.id : `${row.id}${String.fromCharCode(97 + index)}`,
      ...run,
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
}

/** The row that a line belongs to: `P3` of `P3b`. */
const rowOf = ({ id }: KeptLine): string => id.replace(/[a-z]$/, '');
