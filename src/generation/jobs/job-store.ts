import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Composition } from '../recipe';
import type { JobEntity } from './job.entity';

/** A job in the hands of this worker, until the lease runs out or is given back. */
export interface ClaimedJob extends JobEntity {
  readonly lease_token: string;
}

/** The lease of a job was lost: another worker has it, or it ended. Nothing may be written for it any more. */
export class LeaseLostError extends Error {
  constructor() {
    super('the lease of the job was lost');
  }
}

/**
 * The statements that move a job from state to state (see `job-states.ts`). All times are the database's. Written
 * in SQL because each must be one atomic statement.
 */
@Injectable()
export class JobStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * pending → running: the most urgent, then the oldest; `undefined` when nothing can run now. `cuts` are tokens made of
   * pictures that exist, which need no backend; `expired` are jobs whose time has passed, which need nothing.
   */
  async claim(leaseMs: number, which: keyof typeof CLAIMABLE = 'any'): Promise<ClaimedJob | undefined> {
    const [rows] = await this.dataSource.query<[ClaimedJob[], number]>(
      `UPDATE generation_jobs SET status = 'running', lease_token = $1, lease_until = now() + $2 * interval '1 ms',
         attempts = attempts + 1, started_at = coalesce(started_at, now())
       WHERE id = (SELECT id FROM generation_jobs WHERE status = 'pending' AND ${CLAIMABLE[which]}
                   ORDER BY priority DESC, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [randomUUID(), leaseMs],
    );
    return rows[0];
  }

  /** running → pending for every job whose worker gave no sign of life; returns how many. */
  async returnExpired(): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(
      `UPDATE generation_jobs SET status = 'pending', lease_token = NULL, lease_until = NULL, run_after = now()
       WHERE id IN (SELECT id FROM generation_jobs WHERE status = 'running' AND lease_until < now()
                    LIMIT 100 FOR UPDATE SKIP LOCKED)`,
    );
    return count;
  }

  /** A sign of life. @throws LeaseLostError when the lease is no longer ours */
  async renew(job: ClaimedJob, leaseMs: number): Promise<void> {
    await this.fenced(
      this.dataSource.manager,
      `UPDATE generation_jobs SET lease_until = now() + $3 * interval '1 ms'`,
      job,
      [leaseMs],
    );
  }

  /** Keeps what composing found, so that a later attempt paints the same picture. */
  async keepComposition(job: ClaimedJob, found: Composition): Promise<void> {
    await this.fenced(
      this.dataSource.manager,
      `UPDATE generation_jobs SET recipe = $3, prompt = $4, owner_id = coalesce(owner_id, $5), campaign_id = coalesce(campaign_id, $6),
         character_id = coalesce(character_id, $7)`,
      job,
      [
        JSON.stringify(found.recipe),
        found.recipe.render?.prompt ?? '',
        found.ownerId ?? null,
        found.campaignId ?? null,
        found.characterId ?? null,
      ],
    );
  }

  /** running → pending without counting the attempt: the worker stops. */
  async handBack(job: ClaimedJob): Promise<void> {
    await this.fenced(this.dataSource.manager, `${BACK_TO_PENDING}, attempts = attempts - 1, run_after = now()`, job);
    await this.dataSource.query(`SELECT pg_notify('image_jobs', '')`);
  }

  /** running → pending without counting the attempt: something it needs is away. */
  async postpone(job: ClaimedJob, delayMs: number): Promise<void> {
    await this.fenced(
      this.dataSource.manager,
      `${BACK_TO_PENDING}, attempts = attempts - 1, run_after = now() + $3 * interval '1 ms'`,
      job,
      [delayMs],
    );
  }

  /** running → pending without counting the attempt, until another job has ended. */
  async waitFor(job: ClaimedJob, otherJobId: string): Promise<void> {
    await this.fenced(
      this.dataSource.manager,
      `${BACK_TO_PENDING}, attempts = attempts - 1, depends_on = $3::uuid, run_after = CASE
         WHEN EXISTS (SELECT 1 FROM generation_jobs other WHERE other.id = $3::uuid AND other.status IN ('pending', 'running'))
         THEN now() + interval '1 minute' ELSE now() END`,
      job,
      [otherJobId],
    );
  }

  /** running → pending, to be tried again in `delayMs`. */
  async tryAgain(job: ClaimedJob, delayMs: number, code: string, message: string): Promise<void> {
    await this.fenced(
      this.dataSource.manager,
      `${BACK_TO_PENDING}, run_after = now() + $3 * interval '1 ms', error_code = $4, error_message = $5`,
      job,
      [delayMs, code, message],
    );
  }

  /** running → completed, inside the transaction that writes the image and its event. */
  async complete(manager: EntityManager, job: ClaimedJob): Promise<void> {
    await this.fenced(
      manager,
      `${OVER} status = 'completed', result_image_id = image_id, error_code = NULL, error_message = NULL`,
      job,
    );
    await this.wakeDependents(manager, job);
  }

  /** running → cancelled without an answer: the event asked for a picture only in case of a change. */
  async endUnchanged(job: ClaimedJob): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await this.fenced(manager, `${OVER} status = 'cancelled', error_code = 'UNCHANGED', error_message = NULL`, job);
      await this.wakeDependents(manager, job);
    });
  }

  /** running → failed, inside the transaction that writes its event. */
  async fail(manager: EntityManager, job: ClaimedJob, code: string, message: string): Promise<void> {
    await this.fenced(manager, `${OVER} status = 'failed', error_code = $3, error_message = $4`, job, [code, message]);
    await this.wakeDependents(manager, job);
  }

  private async wakeDependents(manager: EntityManager, job: ClaimedJob): Promise<void> {
    await manager.query(`UPDATE generation_jobs SET run_after = now() WHERE depends_on = $1 AND status = 'pending'`, [
      job.id,
    ]);
    await manager.query(`SELECT pg_notify('image_jobs', '')`);
  }

  private async fenced(
    manager: EntityManager,
    update: string,
    job: ClaimedJob,
    values: readonly unknown[] = [],
  ): Promise<void> {
    const [, count] = await manager.query<[unknown, number]>(
      `${update} WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [job.id, job.lease_token, ...values],
    );
    if (count === 0) throw new LeaseLostError();
  }
}

const CLAIMABLE = {
  any: 'run_after <= now()',
  cuts: `run_after <= now() AND kind = 'token' AND parameters ?| ARRAY['character_id', 'image_id']`,
  expired: 'expires_at < now()',
} as const;
const BACK_TO_PENDING = `UPDATE generation_jobs SET status = 'pending', lease_token = NULL, lease_until = NULL`;
const OVER = `UPDATE generation_jobs SET completed_at = now(), lease_token = NULL, lease_until = NULL,`;
