import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Outbox } from '../../hub/outbox';
import { refund } from '../scheduling/fair-accounts';
import type { JobEntity, JobKind } from './job.entity';
import { failedEvent, type Failure } from './terminal-event';

const CANCELLED: Failure = { code: 'CANCELLED', message: 'the request was cancelled', retryable: true };
const SUPERSEDED: Failure = { code: 'SUPERSEDED', message: 'a newer request took its place', retryable: false };

/** Which jobs a newer one takes the place of. */
export interface Superseding {
  /** The newer ones themselves. */
  readonly except: readonly string[];
  readonly kind: JobKind;
  readonly characterId: string;
}

/**
 * Ends jobs from outside. Pending and running jobs end by the same statement, which takes the lease away: a worker
 * that finishes at that moment finds its lease gone and writes nothing, so cancelling and finishing cannot both win.
 */
@Injectable()
export class JobCancellation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
    @InjectMetric('image_generation_jobs_total') private readonly ended: Counter<'kind' | 'outcome' | 'code'>,
  ) {}

  /** pending or running → cancelled. Returns false when the job had ended before. */
  async cancel(jobId: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const jobs = await this.end(manager, CANCELLED, 'id = $3', [jobId]);
      await refund(manager, jobs);
      return jobs.length > 0;
    });
  }

  /**
   * Takes what was asked of a character, and what was made of it, from its jobs, which must be over: the rows remain only
   * to recognise messages that come again.
   */
  async forgetCharacter(manager: EntityManager, characterId: string): Promise<void> {
    await manager.query(
      `UPDATE generation_jobs SET prompt = '', parameters = '{}', recipe = NULL, recipe_hash = NULL
       WHERE character_id = $1 AND status IN ('completed', 'failed', 'cancelled')`,
      [characterId],
    );
  }

  /** Every unfinished job of a character → cancelled, in the caller's transaction; returns how many. */
  async cancelOfCharacter(manager: EntityManager, characterId: string): Promise<number> {
    const jobs = await this.end(manager, CANCELLED, 'character_id = $3', [characterId]);
    await refund(manager, jobs);
    return jobs.length;
  }

  /**
   * Queued jobs that only look whether the character changed → cancelled, once a newer one of the same kind is
   * written: that one will see the newest details. Returns them as they were at their end.
   */
  async supersede(manager: EntityManager, newer: Superseding): Promise<readonly JobEntity[]> {
    const jobs = await this.end(
      manager,
      SUPERSEDED,
      `character_id = $3 AND kind = $4 AND id <> ALL($5::uuid[]) AND status = 'pending' AND metadata @> '{"only_if_changed": true}'`,
      [newer.characterId, newer.kind, newer.except],
    );
    await refund(manager, jobs);
    return jobs;
  }

  private async end(
    manager: EntityManager,
    failure: Failure,
    which: string,
    values: readonly unknown[],
  ): Promise<JobEntity[]> {
    const [jobs] = await manager.query<[JobEntity[], number]>(
      `UPDATE generation_jobs SET status = 'cancelled', completed_at = now(), lease_token = NULL, lease_until = NULL,
         error_code = $1, error_message = $2
       WHERE status IN ('pending', 'running') AND ${which} RETURNING *`,
      [failure.code, failure.message, ...values],
    );
    await this.outbox.append(
      manager,
      jobs.map((job) => failedEvent(job, failure)),
    );
    for (const { id } of jobs) {
      await manager.query(`UPDATE generation_jobs SET run_after = now() WHERE depends_on = $1 AND status = 'pending'`, [
        id,
      ]);
      await manager.query(`SELECT pg_notify('image_job_ended', $1)`, [id]);
    }
    if (jobs.length > 0) await manager.query(`SELECT pg_notify('image_jobs', '')`);
    // The transaction is the caller's: one that is taken back was counted once too often, which shows nobody a wrong trend.
    for (const { kind } of jobs) this.ended.inc({ kind, outcome: 'cancelled', code: failure.code });
    return jobs;
  }
}
