import { readFile, rename, writeFile } from 'node:fs/promises';
import { ROWS } from '../rows/all-rows';
import { machineFacts } from './machine';
import type { Line, RowResult } from './row';

interface KeptLine {
  readonly id: string;
  readonly [fact: string]: unknown;
}

/** Of every row what was measured last, when and where: a run of some rows, or one that breaks off, leaves the others as they are. */
export class ResultsFile {
  private readonly run: Readonly<Record<string, unknown>>;

  constructor(
    private readonly file: string,
    profile: string,
  ) {
    this.run = { profile, machine: machineFacts() };
  }

  /** To be called as soon as a row is there. Of one that failed the last result stays. */
  async keep({ row, lines }: RowResult): Promise<void> {
    if (lines.length === 0) return;
    const kept = await this.kept();
    const all = [
      ...kept.filter((line) => rowOf(line) !== row.id),
      ...lines.map((line, index) => this.keptLine(row.id, index, line)),
    ];
    const rows = ROWS.flatMap(({ id }) => all.filter((line) => rowOf(line) === id));
    await writeFile(`${this.file}.new`, `${JSON.stringify({ rows }, undefined, 2)}\n`);
    await rename(`${this.file}.new`, this.file);
  }

  private async kept(): Promise<readonly KeptLine[]> {
    try {
      return (JSON.parse(await readFile(this.file, 'utf8')) as { rows: KeptLine[] }).rows;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** The first line is the row's own; the others follow with a letter: P3, P3b, P3c. */
  private keptLine(id: string, index: number, { what, unit, ours, reference, ratio, goal, note }: Line): KeptLine {
    return {
      id: index === 0 ? id : `${id}${String.fromCharCode(97 + index)}`,
      ...this.run,
      what,
      unit,
      ours: ours.median,
      reference: reference.median,
      ratio,
      goal: goal.text,
      met: goal.isMet(ratio),
      ours_range: [ours.min, ours.max],
      reference_range: [reference.min, reference.max],
      ...(note !== undefined && { note }),
    };
  }
}

/** The row that a line belongs to: `P3` of `P3b`. */
const rowOf = ({ id }: KeptLine): string => id.replace(/[a-z]$/, '');
