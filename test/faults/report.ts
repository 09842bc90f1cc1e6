import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Happened } from './chaos';
import type { Verdict } from './judge';
import type { FaultSettings } from './settings';
import type { Accepted } from './traffic';

/** Everything a run has to tell. */
export interface FaultReport {
  readonly settings: FaultSettings;
  readonly accepted: Accepted;
  readonly happened: readonly Happened[];
  readonly verdict: Verdict;
  readonly violations: readonly string[];
  readonly settleS: number;
  readonly totalS: number;
}

/** The table that a person reads. */
export function reportTable({ settings, accepted, happened, verdict, settleS, totalS }: FaultReport): string {
  const rows: (readonly [string, string | number])[] = [
    [
      'what ran',
      `${settings.naive ? 'naive worker' : 'service'}, ${settings.replicas} replicas, seed ${settings.seed}`,
    ],
    ['events accepted', accepted.events],
    ['duplicates on top', listOf(accepted.duplicates)],
    ['requests to answer', accepted.answers.size],
    ['answered exactly once', verdict.exactlyOne],
    ['never answered', verdict.none.length],
    ['answered more than once', verdict.moreThanOne.length],
    [
      'pictures / refusals / wrong ones',
      `${verdict.generated} / ${listOf(verdict.failedByCode) || 'none'} / ${verdict.wrongAnswers.length}`,
    ],
    ['unreadable messages / without dead letter', `${accepted.unreadable.size} / ${verdict.unburied.length}`],
    [
      'rows without event / events without row',
      `${verdict.rowsWithoutEvent.length} / ${verdict.eventsWithoutRow.length}`,
    ],
    ['objects missing / orphaned', `${verdict.missingObjects.length} / ${verdict.orphans}`],
    ['jobs that never ended', verdict.unfinishedJobs.length],
    ['faults that happened', happened.length],
    ...Object.entries(faultCounts(happened)).map(([fault, count]) => [`· ${fault}`, count] as const),
    ['renders / extra / connection lost', `${verdict.renders} / ${verdict.extraRenders} / ${verdict.abandonedRenders}`],
    ['more renders than slots / explained', `${verdict.slotsExceeded} / ${verdict.slotsExceededExplained}`],
    ['same answer twice in the stream', verdict.repeatedMessages],
    ['seconds to settle / in all', `${settleS} / ${totalS}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `| ${name.padEnd(width)} | ${value} |`);
  return [`| ${'figure'.padEnd(width)} | value |`, `| ${'-'.repeat(width)} | --- |`, ...lines].join('\n');
}

/** Writes the report as JSON and as Markdown. */
export async function writeReport(folder: string, report: FaultReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { settings, accepted } = report;
  const name = `${settings.naive ? 'naive' : settings.profile}-${settings.events}-${settings.seed}`;
  const { answers, refusals, unreadable, ...counts } = accepted;
  const plain = {
    ...report,
    accepted: { ...counts, answers: answers.size, refusals: refusals.size, unreadable: unreadable.size },
    faults: faultCounts(report.happened),
  };
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(plain, undefined, 2)}\n`);
  const violations = report.violations.map((line) => `- ${line}`).join('\n') || 'No violations.';
  await writeFile(join(folder, `${name}.md`), `${reportTable(report)}\n\n${violations}\n`);
}

/** How often each fault happened, in alphabetical order. */
export function faultCounts(happened: readonly Happened[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { fault } of happened) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}
