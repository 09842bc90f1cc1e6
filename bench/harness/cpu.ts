import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the kernel's own clock is (man 5 proc, sysconf(_SC_CLK_TCK)). */
const MS_PER_TICK = 10;

interface Entry {
  readonly parent: number;
  readonly ticks: number;
}

/**
 * Processor time that processes and everything they started have used so far, in milliseconds: the figure that also
 * holds on a machine that others use. Steps of 10 ms for each process.
 */
export function cpuMsOf(pids: readonly number[]): number {
  const entries = readEntries();
  const isCounted = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = entries.get(at)?.parent) {
      if (pids.includes(at)) return true;
    }
    return false;
  };
  let ticks = 0;
  for (const [pid, entry] of entries) if (isCounted(pid)) ticks += entry.ticks;
  return ticks * MS_PER_TICK;
}

/** Resident memory of processes and everything they started, in bytes. */
export function residentBytesOf(pid: number): number {
  const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1] ?? '0';
  return Number(pages) * 4096;
}

function readEntries(): Map<number, Entry> {
  const entries = new Map<number, Entry>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const entry = Number.isInteger(pid) ? readEntry(pid) : undefined;
    if (entry !== undefined) entries.set(pid, entry);
  }
  return entries;
}

/** Fields behind the name, which may itself hold blanks and parentheses: 4 parent, 14 to 17 own and awaited children's time. */
function readEntry(pid: number): Entry | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    // It has ended in between.
    return undefined;
  }
}
