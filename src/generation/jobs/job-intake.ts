import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import DataLoader from 'dataloader';
import type { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Outbox } from '../../hub/outbox';
import { JobCancellation } from './job-cancellation';
import type { JobEntity } from './job.entity';
import { imageIdOf, jobIdOf, type JobRequest } from './job-request';
import { costOf } from '../scheduling/fair-share';
import { failedEvent } from './terminal-event';
import { acceptingTraced } from './intake-trace';

/** Most requests written by one statement; more gain nothing (measured, docs/adr/0002). */
const BATCH = 100;
/** A job that waits for another is looked at again after this, should the wake-up be lost. */
const DEPENDENT_WAIT = '30 seconds';

/** The answer to a request that was taken. */
export interface AcceptedJob {
  readonly jobId: string;
  readonly imageId: string;
  /** False when the same request had been taken before. */
  readonly isNew: boolean;
}

/**
 * Takes requests. When `accept` resolves, the jobs are committed and will be answered. Requests that arrive
 * together share one transaction, which is what lets a fetched batch of messages cost little more than one.
 */
@Injectable()
export class JobIntake {
  private readonly loader = new DataLoader<readonly JobRequest[], AcceptedJob[]>((groups) => this.writeGroups(groups), {
    cache: false,
    maxBatchSize: BATCH,
    batchScheduleFn: (run) => setImmediate(run),
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    private readonly cancellation: JobCancellation,
    @InjectMetric('image_generation_requests_total') private readonly counter: Counter<'kind' | 'source'>,
    @InjectMetric('image_generation_jobs_total') private readonly ended: Counter<'kind' | 'outcome' | 'code'>,
  ) {}

  /** All of `requests` are taken, or (when it throws) none. */
  accept(requests: readonly JobRequest[]): Promise<AcceptedJob[]> {
    if (requests.length === 0) return Promise.resolve([]);
    return acceptingTraced(requests, (traced) => this.loader.load(traced));
  }

  private async writeGroups(groups: readonly (readonly JobRequest[])[]): Promise<(AcceptedJob[] | Error)[]> {
    try {
      const fresh = await this.write(firstOfEach(groups.flat()));
      return groups.map((group) => group.map((request) => accepted(request, fresh)));
    } catch (error) {
      if (groups.length === 1) return [asError(error)];
      // One bad row must not sink its neighbours: each group gets a transaction of its own.
      return Promise.all(groups.map(async (group) => (await this.writeGroups([group]))[0] ?? asError(error)));
    }
  }

  /** Returns the ids that were not there before. No two of `requests` are the same. */
  private async write(requests: readonly JobRequest[]): Promise<Set<string>> {
    const fresh = await this.dataSource.transaction(async (manager) => {
      const inserted = await insert(manager, requests);
      const refused = requests.filter(
        (request) => request.refusal !== undefined && inserted.has(jobIdOf(request.identity)),
      );
      await this.outbox.append(manager, refused.map(refusalEvent));
      await this.supersedeOlder(manager, requests, inserted);
      await manager.query(`SELECT pg_notify('image_jobs', '')`);
      return inserted;
    });
    for (const request of requests) if (fresh.has(jobIdOf(request.identity))) this.count(request);
    return fresh;
  }

  private count({ kind, source, refusal }: JobRequest): void {
    this.counter.inc({ kind, source });
    if (refusal !== undefined) this.ended.inc({ kind, outcome: 'failed', code: refusal.code });
  }

  private async supersedeOlder(
    manager: EntityManager,
    requests: readonly JobRequest[],
    inserted: ReadonlySet<string>,
  ): Promise<void> {
    const jobIds = requests.map(({ identity }) => jobIdOf(identity));
    for (const [index, { kind, characterId, onlyIfChanged, debounceMs = 0 }] of requests.entries()) {
      const jobId = jobIds[index] ?? '';
      if (onlyIfChanged !== true || characterId === undefined || !inserted.has(jobId)) continue;
      // Of those that arrive in one batch the last is the newest: it, and what comes after this one, stays.
      const older = await this.cancellation.supersede(manager, { kind, characterId, except: jobIds.slice(index) });
      if (older.length > 0) await continueBurst(manager, jobId, startOfBurst(older), debounceMs * LONGEST_BURST);
    }
  }
}

/** A burst is looked at after so many windows, even if it goes on. */
const LONGEST_BURST = 10;

/** When the first of those that followed each other was taken; ISO 8601. */
function startOfBurst(superseded: readonly JobEntity[]): string {
  const starts = superseded.map(({ metadata, created_at: createdAt }) =>
    typeof metadata.burst_since === 'string' ? metadata.burst_since : createdAt.toISOString(),
  );
  return starts.sort()[0] ?? '';
}

/** The newest request waits in the place of those before it, but not beyond what the first of them may wait. */
async function continueBurst(manager: EntityManager, jobId: string, since: string, longestMs: number): Promise<void> {
  await manager.query(
    `UPDATE generation_jobs SET run_after = least(run_after, ($2::text)::timestamptz + $3 * interval '1 ms'),
       metadata = metadata || jsonb_build_object('burst_since', $2::text) WHERE id = $1`,
    [jobId, since, longestMs],
  );
}

/**
 * Fair queueing for a batch at once; `FairClock` is its model. The owner's share pays: its first job starts at the virtual
 * time (the smallest start that waits and may be begun; with an empty queue the latest end, so that all are equal again) or
 * where its last one ended, whichever is later, and each further one where the one before it ends. A request that was
 * taken before costs nothing.
 */
const FAIR_START = `WITH request AS (
         SELECT asked.*, coalesce(owner_id, campaign_id, '') AS share,
           sum(CASE WHEN error_code IS NULL THEN cost ELSE 0 END) OVER (
             PARTITION BY priority, coalesce(owner_id, campaign_id, '') ORDER BY place) AS upto
         FROM jsonb_to_recordset($1::jsonb) AS asked(place integer, cost double precision, id uuid, kind text, source text, parameters jsonb, image_id uuid,
       request_id text, owner_id text, character_id text, campaign_id text, location_id text, target_service text,
       correlation_id text, causation_id text, traceparent text, priority smallint, expires_at timestamptz,
       depends_on uuid, batch_id uuid, batch_index smallint, metadata jsonb, debounce_ms integer, error_code text, error_message text)
         WHERE NOT EXISTS (SELECT 1 FROM generation_jobs known WHERE known.id = asked.id)
       ), clock AS (
         SELECT priority, coalesce(
           least(
             (SELECT fair_tag FROM generation_jobs job WHERE job.status = 'pending' AND job.prepared
                AND job.priority = level.priority AND run_after <= now() ORDER BY fair_tag LIMIT 1),
             (SELECT fair_tag FROM generation_jobs job WHERE job.status = 'pending' AND NOT job.prepared
                AND job.priority = level.priority AND run_after <= now() ORDER BY fair_tag LIMIT 1)),
           (SELECT finish_tag FROM fair_shares WHERE fair_shares.priority = level.priority
              ORDER BY finish_tag DESC LIMIT 1), 0) AS now
         FROM (SELECT DISTINCT priority FROM request) level
       ), charged AS (
         INSERT INTO fair_shares AS account (priority, owner, finish_tag, added)
         SELECT priority, share, min(clock.now) + max(upto), max(upto) FROM request JOIN clock USING (priority)
         WHERE error_code IS NULL GROUP BY priority, share ORDER BY priority, share
         ON CONFLICT (priority, owner) DO UPDATE SET added = excluded.added,
           finish_tag = greatest(account.finish_tag + excluded.added, excluded.finish_tag)
         RETURNING priority, owner, finish_tag - added AS start
       )`;

async function insert(manager: EntityManager, requests: readonly JobRequest[]): Promise<Set<string>> {
  const rows = requests.map((request, place) => ({ ...rowOf(request), place }));
  const inserted = await manager.query<{ id: string }[]>(
    `${FAIR_START}
     INSERT INTO generation_jobs (id, kind, status, source, parameters, image_id, request_id, owner_id, character_id,
       campaign_id, location_id, target_service, correlation_id, causation_id, traceparent, priority, expires_at,
       depends_on, batch_id, batch_index, metadata, run_after, error_code, error_message, completed_at, cost, fair_tag)
     SELECT request.id, kind, CASE WHEN error_code IS NULL THEN 'pending' ELSE 'failed' END, source, parameters, image_id, request_id,
       owner_id, character_id, campaign_id, location_id, target_service, correlation_id, causation_id, traceparent,
       request.priority, expires_at, depends_on, batch_id, batch_index, metadata,
       CASE WHEN depends_on IS NULL OR EXISTS (SELECT 1 FROM generation_jobs other WHERE other.id = request.depends_on
              AND other.status NOT IN ('pending', 'running')) THEN now() + coalesce(debounce_ms, 0) * interval '1 ms' ELSE now() + interval '${DEPENDENT_WAIT}' END,
       error_code, error_message, CASE WHEN error_code IS NULL THEN NULL ELSE now() END,
       cost, coalesce(charged.start + upto - cost, 0)
     FROM request LEFT JOIN charged ON charged.priority = request.priority AND charged.owner = request.share
       AND request.error_code IS NULL
     ON CONFLICT (id) DO NOTHING
     RETURNING id`,
    [JSON.stringify(rows)],
  );
  return new Set(inserted.map((row) => row.id));
}

function rowOf(request: JobRequest) {
  const id = jobIdOf(request.identity);
  return {
    id,
    kind: request.kind,
    source: request.source,
    parameters: request.parameters,
    image_id: imageIdOf(id),
    request_id: request.requestId,
    owner_id: request.ownerId,
    character_id: request.characterId,
    campaign_id: request.campaignId,
    location_id: request.locationId,
    target_service: request.targetService,
    correlation_id: request.correlationId,
    causation_id: request.causationId,
    traceparent: request.traceparent,
    priority: request.priority,
    cost: costOf(request.kind, request.parameters),
    expires_at: request.expiresAt?.toISOString(),
    depends_on: request.dependsOn === undefined ? undefined : jobIdOf(request.dependsOn),
    batch_id: request.batch?.id,
    batch_index: request.batch?.index,
    metadata: {
      replaces_current: request.replacesCurrent,
      replaces_image: request.replacesImage,
      only_if_changed: request.onlyIfChanged,
      asker: request.asker,
      replay_of: request.retryOf,
    },
    debounce_ms: request.debounceMs,
    error_code: request.refusal?.code,
    error_message: request.refusal?.message,
  };
}

function refusalEvent(request: JobRequest) {
  const row = rowOf(request);
  const job = {
    ...row,
    request_id: row.request_id ?? null,
    owner_id: row.owner_id ?? null,
    character_id: row.character_id ?? null,
    campaign_id: row.campaign_id ?? null,
    location_id: row.location_id ?? null,
    target_service: row.target_service ?? null,
    causation_id: row.causation_id ?? null,
    traceparent: row.traceparent ?? null,
    batch_id: row.batch_id ?? null,
    batch_index: row.batch_index ?? null,
    attempts: 0,
  };
  return failedEvent(job, {
    code: request.refusal?.code ?? 'INTERNAL',
    message: request.refusal?.message ?? '',
    retryable: false,
  });
}

/** A request that comes twice in one batch counts as it came first: a later refusal of it must not be announced. */
function firstOfEach(requests: readonly JobRequest[]): JobRequest[] {
  const seen = new Set<string>();
  return requests.filter((request) => {
    const id = jobIdOf(request.identity);
    return !seen.has(id) && seen.add(id);
  });
}

/** Takes the id out of `fresh`, so that only the first of equal requests is new. */
function accepted(request: JobRequest, fresh: Set<string>): AcceptedJob {
  const jobId = jobIdOf(request.identity);
  return { jobId, imageId: imageIdOf(jobId), isNew: fresh.delete(jobId) };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
