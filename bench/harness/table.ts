import type { Spread } from './figures';
import type { RowResult } from './row';

const HEADS = ['row', 'what', 'ours', 'reference', 'ratio', 'goal', 'met?'];

/** The whole result for a person: what, ours, reference, ratio, goal, met; medians with their range. */
export function tableOf(results: readonly RowResult[]): string {
  const rows = [HEADS, ...results.flatMap(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const text = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = results.flatMap(({ row, lines }) =>
    lines.flatMap(({ what, note }) => (note === undefined ? [] : [`${row.id} ${what}: ${note}`])),
  );
  return [text[0], '-'.repeat(text[0]?.length ?? 0), ...text.slice(1), '', ...notes].join('\n');
}

function cellsOf({ row, lines, failure }: RowResult): string[][] {
  if (failure !== undefined) return [[row.id, row.title, `not measured: ${failure.split('\n')[0]}`, '', '', '', '']];
  return lines.map(({ what, unit, ours, reference, ratio, goal }, index) => [
    index === 0 ? row.id : '',
    what,
    shown(ours, unit),
    shown(reference, unit),
    `${ratio.toFixed(2)}×`,
    goal.text,
    goal.isMet(ratio) ? 'yes' : 'NO',
  ]);
}

function shown({ median, min, max }: Spread, unit: string): string {
  const range = min === max ? '' : ` (${digits(min)}–${digits(max)})`;
  return `${digits(median)} ${unit}${range}`;
}

function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
