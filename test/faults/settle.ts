import type { NatsConnection } from 'nats';
import type { Answers } from './answers';
import type { FaultDatabase } from './fault-database';
import type { Accepted } from './traffic';

const LOOK_MS = 1000;
const INTAKE = 'IMAGE_INTAKE';

/** What is looked at while everything comes to rest. */
export interface Settling {
  readonly accepted: Accepted;
  readonly answers: Answers;
  readonly connection: NatsConnection;
  /** Nothing when a naive worker runs: it has no jobs. */
  readonly database?: FaultDatabase;
  readonly patienceMs: number;
  readonly say: (line: string) => void;
}

/**
 * Waits until everything accepted is answered and nothing is left anywhere: in streams, jobs or outbox (a late
 * redelivery could still answer twice). Gives up after a time without any progress.
 *
 * @returns seconds it took
 */
export async function settle(settling: Settling): Promise<number> {
  const startMs = Date.now();
  let progressMs = startMs;
  let before = '';
  for (;;) {
    const left = await whatIsLeft(settling);
    const now = JSON.stringify(left);
    if (Object.values(left).every((count) => count === 0)) return secondsSince(startMs);
    if (now !== before) progressMs = Date.now();
    else if (Date.now() - progressMs > settling.patienceMs) {
      settling.say(`  - no progress for ${settling.patienceMs / 1000} s, left: ${now}`);
      return secondsSince(startMs);
    }
    before = now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function whatIsLeft(settling: Settling): Promise<Record<string, number>> {
  const { accepted, answers, connection, database } = settling;
  await answers.readOn();
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout: 5000 });
  const consumers = await manager.consumers.list(INTAKE).next();
  const [rows] = (await database?.rows<{ jobs: number; outbox: number }>(
    `SELECT (SELECT count(*)::int FROM generation_jobs WHERE status IN ('pending', 'running')) AS jobs,
            (SELECT count(*)::int FROM outbox WHERE published_at IS NULL) AS outbox`,
  )) ?? [{ jobs: 0, outbox: 0 }];
  return {
    answers: [...accepted.answers].filter((key) => !answers.byKey.has(key)).length,
    unburied:
      database === undefined ? 0 : [...accepted.unreadable].filter((sequence) => !answers.buried.has(sequence)).length,
    undelivered: consumers.reduce((sum, { num_pending }) => sum + num_pending, 0),
    unacknowledged: consumers.reduce((sum, { num_ack_pending }) => sum + num_ack_pending, 0),
    jobs: rows?.jobs ?? 0,
    outbox: rows?.outbox ?? 0,
  };
}

const secondsSince = (startMs: number): number => Math.round((Date.now() - startMs) / 1000);
