import { readdir, readFile } from 'node:fs/promises';
import type { Stage } from '../faults/stage';

/** Rows of tables that must not grow with time under a steady load, and what waits. */
const COUNTED = `
  SELECT (SELECT count(*)::int FROM backend_slots) AS backend_slots, (SELECT count(*)::int FROM backends) AS backends,
    (SELECT count(*)::int FROM fair_shares) AS fair_shares, (SELECT count(*)::int FROM idempotency_keys) AS idempotency_keys,
    (SELECT count(*)::int FROM outbox WHERE published_at IS NULL) AS outbox_waiting,
    (SELECT count(*)::int FROM generation_jobs WHERE status IN ('pending', 'running')) AS jobs_unfinished,
    (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections`;

/** One look at everything that must stay flat; names are those of the report. */
export type SoakSample = Readonly<Record<string, number>>;

/** @param pids of the replicas */
export async function takeSample(
  pids: readonly number[],
  urls: readonly string[],
  { database, temporaryFolder }: Pick<Stage, 'database' | 'temporaryFolder'>,
) {
  const sample: Record<string, number> = {};
  for (const [index, pid] of pids.entries()) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    sample[`replica ${index} RSS MB`] = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    sample[`replica ${index} file handles`] = (await readdir(`/proc/${pid}/fd`)).length;
    sample[`replica ${index} heap MB`] = (await heapBytes(urls[index] ?? '')) / 1_048_576;
  }
  sample['temporary files'] = (await readdir(temporaryFolder, { recursive: true })).length;
  const [row] = await database.rows<Record<string, number>>(COUNTED);
  return { ...sample, ...row } as SoakSample;
}

/** What is in use; the least of several looks is what a collection leaves. */
async function heapBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5000) })).text();
  return Number(/^nodejs_heap_size_used_bytes ([\d.e+]+)/m.exec(text)?.[1] ?? 0);
}
