import { readFileSync } from 'node:fs';
import type { World } from '../harness/world';

/**
 * Processor milliseconds of PostgreSQL's processes that serve connections of one name while `work` runs: what statements
 * cost, without vacuum, checkpoints and other databases, which one machine does at any time. Taken from the scheduler in
 * nanoseconds (Linux, Documentation/scheduler/sched-stats.rst, checked 2026-11); a connection that ends meanwhile is not counted.
 *
 * @param name `application_name` of the connections
 */
export async function databaseCpuMs(world: World, name: string, work: () => Promise<void>): Promise<number> {
  const before = await timesOf(world, name);
  await work();
  const after = await timesOf(world, name);
  let spentMs = 0;
  for (const [pid, ms] of after) spentMs += ms - (before.get(pid) ?? 0);
  return spentMs;
}

async function timesOf(world: World, name: string): Promise<Map<number, number>> {
  const rows = await world.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND application_name = $1`,
    [name],
  );
  return new Map(rows.map(({ pid }) => [pid, onProcessorMs(pid)]));
}

function onProcessorMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    // It has ended in between.
    return 0;
  }
}
