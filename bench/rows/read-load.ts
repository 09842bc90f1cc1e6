import type { BenchProgram } from '../harness/bench-program';
import { cpuMsOf } from '../harness/cpu';
import type { LoadResult, LoadTarget } from '../programs/http-load';

/** Somebody who serves, under measurement. */
export interface Served {
  readonly targets: readonly LoadTarget[];
  /** Its processes: what they start counts as well. */
  readonly pids: readonly number[];
}

/** What serving cost. */
export interface Serving extends LoadResult {
  /** Processor time of one request in microseconds. */
  readonly cpuUs: number;
}

/** How much is asked. */
export interface Load {
  readonly count: number;
  readonly connections: number;
  /** Every answer must have this status. */
  readonly status: number;
}

/** Puts one server under load. @throws Error when an answer has another status */
export async function serving(
  program: BenchProgram,
  { targets, pids }: Served,
  { count, connections, status }: Load,
): Promise<Serving> {
  const beforeMs = cpuMsOf(pids);
  const result = await program.ask<LoadResult>({ do: 'run', targets, count, connections });
  const cpuUs = ((cpuMsOf(pids) - beforeMs) * 1000) / count;
  if (result.statuses[status] !== count) {
    throw new Error(`expected only ${status}, got ${JSON.stringify(result.statuses)} from ${targets[0]?.url}`);
  }
  return { ...result, cpuUs };
}

/** Puts several servers under the same load in turn, the order changing with the rounds. @returns results by name */
export async function servingInTurn(
  program: BenchProgram,
  servers: Readonly<Record<string, Served>>,
  { rounds, ...load }: Load & { readonly rounds: number },
): Promise<Readonly<Record<string, Serving[]>>> {
  const parties = Object.entries(servers).map(([name, served]) => ({ name, served, results: [] as Serving[] }));
  // Round 0 warms up: code is compiled, caches are filled, connections are made.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { served, results } of round % 2 === 0 ? parties : [...parties].reverse()) {
      const result = await serving(program, served, load);
      if (round > 0) results.push(result);
    }
  }
  return Object.fromEntries(parties.map(({ name, results }) => [name, results]));
}

/** For the note of a line: rate and 99th percentile of the middle round. */
export function paceOf(name: string, results: readonly Serving[]): string {
  const [middle] = [...results].sort((one, other) => one.perSecond - other.perSecond).slice(results.length >> 1);
  return `${name} ${middle?.perSecond.toFixed(0)} requests/s, p99 ${middle?.p99Ms.toFixed(0)} ms`;
}
