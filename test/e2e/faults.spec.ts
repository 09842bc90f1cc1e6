import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CHECKOUT = join(__dirname, '../..');
/** The same every time: which faults come, in which order; when they hit is up to the machine. */
const SEED = 7;

/** What a run has written down; see `test/faults/report.ts`. */
interface Report {
  readonly accepted: { readonly events: number; readonly answers: number };
  readonly faults: Readonly<Record<string, number>>;
  readonly verdict: { readonly exactlyOne: number; readonly none: string[]; readonly moreThanOne: string[] };
  readonly violations: readonly string[];
}

/** A process of its own: it starts, kills and restarts servers, and cleans up after itself however it ends. */
async function underFaults(name: string, ...flags: string[]): Promise<Report> {
  const args = ['scripts/test-faults.mjs', '--profile', 'fast', '--seed', String(SEED), ...flags];
  const path = join(CHECKOUT, '.data/faults', `${name}-${SEED}.json`);
  await rm(path, { force: true });
  // A run with violations ends with an exit code: what it found is in its report.
  const ended: unknown = await run(process.execPath, args, { cwd: CHECKOUT }).catch((error: unknown) => error);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error('the run has left no report', { cause: ended });
  });
  return JSON.parse(text) as Report;
}

describe('Under faults', () => {
  it('the service answers every request exactly once', async () => {
    const report = await underFaults('fast-300', '--events', '300');

    expect(report.violations).toEqual([]);
    expect(report.accepted.events).toBe(300);
    expect(report.verdict.exactlyOne).toBe(report.accepted.answers);
    expect(Object.keys(report.faults)).toEqual(
      expect.arrayContaining(['replica kill -9', 'replica frozen', 'hub kill -9', 'database stopped at once']),
    );
  }, 240_000);

  it('a naive worker does not, and is found out', async () => {
    const { verdict } = await underFaults('naive-150', '--events', '150', '--naive');

    expect(verdict.none.length + verdict.moreThanOne.length).toBeGreaterThan(0);
  }, 180_000);
});
