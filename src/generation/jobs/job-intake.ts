import { setImmediate as turnOver } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import DataLoader from 'dataloader';
import type { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Outbox } from '../../hub/outbox';
import { JobCancellation } from './job-cancellation';
import type { JobEntity } from './job.entity';
import { insertJobs, jobRowOf } from './insert-jobs';
import { acceptingTraced } from './intake-trace';
import { identified, type IdentifiedRequest, type JobRequest } from './job-request';
import { failedEvent } from './terminal-event';

/** Most requests written by one statement; more gain nothing (measured, docs/adr/0002). */
const BATCH = 100;

/** The answer to a request that was taken. */
export interface AcceptedJob {
  readonly jobId: string;
  readonly imageId: string;
  /** False when the same request had been taken before. */
  readonly isNew: boolean;
}

/**
 * Takes requests. When `accept` resolves, the jobs are committed and will be answered. Requests that arrive
 * together share one statement, which is what lets a fetched batch of messages cost little more than one; those that arrive
 * while it is under way share the next one. One at a time, so that of two requests for a character the later one to arrive
 * is also the later one to be written, and takes the place of the other.
 */
@Injectable()
export class JobIntake {
  private readonly loader = new DataLoader<readonly IdentifiedRequest[], AcceptedJob[]>(
    (groups) => (this.writing = this.writeGroups(groups)),
    { cache: false, maxBatchSize: BATCH, batchScheduleFn: (run) => void this.inTurn(run) },
  );
  /** Never rejects. */
  private writing: Promise<unknown> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();

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
    return acceptingTraced(requests.map(identified), (traced) => this.loader.load(traced));
  }

  /** Writes the next batch when the one before it is written; what arrives until then belongs to it. */
  private inTurn(run: () => void): void {
    const write = async (): Promise<void> => {
      await turnOver();
      run();
      await this.writing;
    };
    // Whatever happened to the one before: an intake that waits for ever would be worse than any order.
    this.turn = this.turn.then(write, write);
  }

  private async writeGroups(groups: readonly (readonly IdentifiedRequest[])[]): Promise<(AcceptedJob[] | Error)[]> {
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
  private async write(requests: readonly IdentifiedRequest[]): Promise<Set<string>> {
    const fresh = requests.some(({ refusal, onlyIfChanged }) => refusal !== undefined || onlyIfChanged === true)
      ? await this.dataSource.transaction((manager) => this.writeWithEffects(manager, requests))
      : await insertJobs(this.dataSource.manager, requests);
    for (const request of requests) if (fresh.has(request.jobId)) this.count(request);
    return fresh;
  }

  private async writeWithEffects(manager: EntityManager, requests: readonly IdentifiedRequest[]): Promise<Set<string>> {
    const inserted = await insertJobs(manager, requests);
    const refused = requests.filter(({ refusal, jobId }) => refusal !== undefined && inserted.has(jobId));
    await this.outbox.append(manager, refused.map(refusalEvent));
    await this.supersedeOlder(manager, requests, inserted);
    return inserted;
  }

  private count({ kind, source, refusal }: JobRequest): void {
    this.counter.inc({ kind, source });
    if (refusal !== undefined) this.ended.inc({ kind, outcome: 'failed', code: refusal.code });
  }

  private async supersedeOlder(
    manager: EntityManager,
    requests: readonly IdentifiedRequest[],
    inserted: ReadonlySet<string>,
  ): Promise<void> {
    for (const [index, { jobId, kind, characterId, onlyIfChanged, debounceMs = 0 }] of requests.entries()) {
      if (onlyIfChanged !== true || characterId === undefined || !inserted.has(jobId)) continue;
      // Of those that arrive in one batch the last is the newest: it, and what comes after this one, stays.
      const except = requests.slice(index).map((newer) => newer.jobId);
      const older = await this.cancellation.supersede(manager, { kind, characterId, except });
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

function refusalEvent(request: IdentifiedRequest) {
  const row = jobRowOf(request);
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
function firstOfEach(requests: readonly IdentifiedRequest[]): IdentifiedRequest[] {
  const seen = new Set<string>();
  return requests.filter(({ jobId }) => !seen.has(jobId) && seen.add(jobId));
}

/** Takes the id out of `fresh`, so that only the first of equal requests is new. */
function accepted({ jobId, imageId }: IdentifiedRequest, fresh: Set<string>): AcceptedJob {
  return { jobId, imageId, isNew: fresh.delete(jobId) };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
