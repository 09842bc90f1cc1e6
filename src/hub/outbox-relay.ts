import { Injectable, Logger } from '@nestjs/common';
import { headers, type JetStreamClient } from 'nats';
import { DataSource, type QueryRunner } from 'typeorm';
import { messageOf } from '../common/errors';
import { inSpan } from '../tracing/spans';
import { Wakeup } from '../common/wakeup';
import { DatabaseSignals } from '../database/database-signals';
import { announce } from './announcement-log';
import { HubConnection } from './hub-connection';
import { HUB_FACTS } from './hub-facts';
import { Streams } from './streams';

const BATCH = 100;
const POLL_MS = 1000;
const RETRY_MS = 500;
const HELD_BACK_MS = 5000;
const FLUSH_MS = 5000;
/** Published rows stay a day for a person to look at. */
const KEEP_PUBLISHED = '1 day';
const TIDY_MS = 60_000;
const LEADER_LOCK = `hashtext('image-service outbox relay')`;

interface OutboxRow {
  readonly id: string;
  readonly event_id: string;
  readonly subject: string;
  readonly ordering_key: string;
  readonly envelope: unknown;
  readonly traceparent: string | null;
}

/**
 * Publishes what the outbox holds, in order per image. One relay leads at a time (an advisory lock that
 * PostgreSQL frees when its holder dies); a row is marked only after JetStream acknowledged it, so a crash in
 * between publishes it again under the same id, and the stream drops the second.
 */
@Injectable()
export class OutboxRelay {
  private readonly log = new Logger(OutboxRelay.name);
  private running?: Promise<void>;
  private stopping = false;
  private readonly wakeup = new Wakeup();
  private readonly waiting = new Map<string, number>();
  private tidiedAt = 0;
  private stopBy = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly signals: DatabaseSignals,
    private readonly hub: HubConnection,
    private readonly streams: Streams,
  ) {}

  start(): void {
    this.signals.on('image_outbox', () => this.wakeup.wake());
    this.running = this.lead();
  }

  /** Publishes what is there, for some seconds at most, then stops; another replica goes on with the rest. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.stopBy = performance.now() + FLUSH_MS;
    this.wakeup.wake();
    await this.running;
  }

  private async lead(): Promise<void> {
    while (!this.stopping) {
      const session = this.dataSource.createQueryRunner();
      try {
        await this.whileLeader(session);
      } catch (error) {
        this.log.warn({ msg: 'the outbox waits', error: messageOf(error) });
        await this.pause(RETRY_MS);
      } finally {
        await session.query(`SELECT pg_advisory_unlock_all()`).catch(() => undefined);
        await session.release().catch(() => undefined);
      }
    }
  }

  private async whileLeader(session: QueryRunner): Promise<void> {
    const [lock] = (await session.query(`SELECT pg_try_advisory_lock(${LEADER_LOCK}) AS mine`)) as { mine: boolean }[];
    if (lock?.mine !== true) return this.pause(POLL_MS);
    for (;;) {
      // Asked before looking: what was committed before `stop` is still seen by a last look.
      const isLastLook = this.stopping;
      const published = await this.publishBatch(session);
      await this.tidy(session);
      if (isLastLook && (published === 0 || performance.now() > this.stopBy)) return;
      if (published === 0) await this.pause(POLL_MS);
    }
  }

  /** Returns how many rows it took. */
  private async publishBatch(session: QueryRunner): Promise<number> {
    const rows = (await session.query(
      `SELECT id, event_id, subject, ordering_key, envelope, traceparent FROM outbox
       WHERE published_at IS NULL AND ordering_key <> ALL($1::uuid[]) ORDER BY id LIMIT ${BATCH}`,
      [this.heldBack()],
    )) as OutboxRow[];
    if (rows.length === 0) return 0;
    const jetstream = this.hub.jetstream();
    const sent = firstPerImage(rows);
    const results = await Promise.allSettled(
      sent.map(async (row) => {
        await this.publish(jetstream, row);
        announce(this.log, row);
        return row.id;
      }),
    );
    const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (done.length > 0)
      await session.query(`UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])`, [done]);
    const failed = sent.filter((_, index) => results[index]?.status === 'rejected');
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) await this.holdBack(failed, failure.reason);
    return rows.length;
  }

  private async publish(jetstream: JetStreamClient, row: OutboxRow): Promise<void> {
    const { subject, event_id: msgID, traceparent: parent } = row;
    const facts = { ...HUB_FACTS, 'messaging.message.id': msgID, 'image.id': row.ordering_key };
    await inSpan(`publish ${eventOf(subject)}`, { kind: 'producer', parent, facts }, ({ traceparent = parent }) =>
      jetstream.publish(subject, JSON.stringify(row.envelope), { msgID, headers: headersWith(traceparent) }),
    );
  }

  /** Images whose next event the hub would not take: theirs wait a little, everybody else's go on. */
  private heldBack(): string[] {
    const now = performance.now();
    for (const [image, until] of this.waiting) if (until < now) this.waiting.delete(image);
    return [...this.waiting.keys()];
  }

  /** @throws `reason` when it is the hub that is away, not an event that it refuses */
  private async holdBack(rows: readonly OutboxRow[], reason: unknown): Promise<void> {
    if (!this.hub.isConnected()) throw reason;
    for (const row of rows) this.waiting.set(row.ordering_key, performance.now() + HELD_BACK_MS);
    this.log.error({
      msg: 'the hub takes no events',
      subjects: [...new Set(rows.map((row) => row.subject))],
      error: messageOf(reason),
    });
    // Its stream may have been deleted.
    await this.streams.provision([]);
  }

  private async tidy(session: QueryRunner): Promise<void> {
    if (Date.now() - this.tidiedAt < TIDY_MS) return;
    this.tidiedAt = Date.now();
    await session.query(
      `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE published_at < now() - interval '${KEEP_PUBLISHED}' LIMIT 10000)`,
    );
  }

  private async pause(ms: number): Promise<void> {
    if (!this.stopping) await this.wakeup.wait(ms);
  }
}

/** One row per image in a batch: a failed first event must not be overtaken by the second of the same image. */
function firstPerImage(rows: OutboxRow[]): OutboxRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(row.ordering_key) && seen.add(row.ordering_key));
}

function headersWith(traceparent: string | null) {
  const list = headers();
  list.set('Content-Type', 'application/json');
  if (traceparent !== null) list.set('traceparent', traceparent);
  return list;
}

/** Without the name of the service that `image.ready` is for. */
const eventOf = (subject: string): string => subject.split('.').slice(0, 2).join('.');
