import type { EntityManager } from 'typeorm';
import { costOf } from '../scheduling/fair-share';
import { jobIdOf, type IdentifiedRequest } from './job-request';

/** A job that waits for another is looked at again after this, should the wake-up be lost. */
const DEPENDENT_WAIT = '30 seconds';

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

/**
 * Writes requests, charges their owners' shares and tells every replica that work is there, all in one statement: atomic
 * without a transaction around it. What was taken before stays as it is.
 *
 * @param requests no two of them the same
 * @returns ids of the jobs that were not there before
 */
export async function insertJobs(manager: EntityManager, requests: readonly IdentifiedRequest[]): Promise<Set<string>> {
  const rows = requests.map((request, place) => ({ ...jobRowOf(request), place }));
  const inserted = await manager.query<{ id: string }[]>(
    `${FAIR_START}, inserted AS (
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
     RETURNING id)
     SELECT id, pg_notify('image_jobs', '') FROM inserted`,
    [JSON.stringify(rows)],
  );
  return new Set(inserted.map((row) => row.id));
}

/** Columns of a request's row, and what the statement works others out of. */
export function jobRowOf(request: IdentifiedRequest) {
  return {
    id: request.jobId,
    kind: request.kind,
    source: request.source,
    parameters: request.parameters,
    image_id: request.imageId,
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
