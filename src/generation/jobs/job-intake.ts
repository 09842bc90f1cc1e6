import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import DataLoader from 'dataloader';
import type { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Outbox } from '../../hub/outbox';
import { JobCancellation } from './job-cancellation';
import { imageIdOf, jobIdOf, type JobRequest } from './job-request';
import { failedEvent } from './terminal-event';

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
  ) {}

  /** All of `requests` are taken, or (when it throws) none. */
  accept(requests: readonly JobRequest[]): Promise<AcceptedJob[]> {
    return requests.length === 0 ? Promise.resolve([]) : this.loader.load(requests);
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
    for (const request of requests) {
      if (fresh.has(jobIdOf(request.identity))) this.counter.inc({ kind: request.kind, source: request.source });
    }
    return fresh;
  }

  private async supersedeOlder(
    manager: EntityManager,
    requests: readonly JobRequest[],
    inserted: ReadonlySet<string>,
  ): Promise<void> {
    const jobIds = requests.map(({ identity }) => jobIdOf(identity));
    for (const [index, { kind, characterId, onlyIfChanged }] of requests.entries()) {
      if (onlyIfChanged !== true || characterId === undefined || !inserted.has(jobIds[index] ?? '')) continue;
      // Of those that arrive in one batch the last is the newest: it, and what comes after this one, stays.
      await this.cancellation.supersede(manager, { kind, characterId, except: jobIds.slice(index) });
    }
  }
}

async function insert(manager: EntityManager, requests: readonly JobRequest[]): Promise<Set<string>> {
  const rows = requests.map(rowOf);
  const inserted = await manager.query<{ id: string }[]>(
    `INSERT INTO generation_jobs (id, kind, status, source, parameters, image_id, request_id, owner_id, character_id,
       campaign_id, location_id, target_service, correlation_id, causation_id, traceparent, priority, expires_at,
       depends_on, metadata, run_after, error_code, error_message, completed_at)
     SELECT id, kind, CASE WHEN error_code IS NULL THEN 'pending' ELSE 'failed' END, source, parameters, image_id, request_id,
       owner_id, character_id, campaign_id, location_id, target_service, correlation_id, causation_id, traceparent,
       priority, expires_at, depends_on, metadata,
       CASE WHEN depends_on IS NULL OR EXISTS (SELECT 1 FROM generation_jobs other WHERE other.id = request.depends_on
              AND other.status NOT IN ('pending', 'running')) THEN now() ELSE now() + interval '${DEPENDENT_WAIT}' END,
       error_code, error_message, CASE WHEN error_code IS NULL THEN NULL ELSE now() END
     FROM jsonb_to_recordset($1::jsonb) AS request(id uuid, kind text, source text, parameters jsonb, image_id uuid,
       request_id text, owner_id text, character_id text, campaign_id text, location_id text, target_service text,
       correlation_id text, causation_id text, traceparent text, priority smallint, expires_at timestamptz,
       depends_on uuid, metadata jsonb, error_code text, error_message text)
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
    expires_at: request.expiresAt?.toISOString(),
    depends_on: request.dependsOn === undefined ? undefined : jobIdOf(request.dependsOn),
    metadata: { replaces_current: request.replacesCurrent, only_if_changed: request.onlyIfChanged },
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
