import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Composition } from '../recipe';
import { ABLE, abilitiesIn, type Ability, type Needs } from '../scheduling/needs';
import { OVERDUE_MS } from '../scheduling/overdue';
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

/** What stands between the queue and composing even more of it. */
export interface Ahead {
  /** Only while fewer composed jobs than this, which could be painted at once, come before it; absent: in any case. */
  readonly ready?: number;
  /** By whom they could be painted; absent: whoever. */
  readonly abilities?: readonly Ability[];
}

/**
 * The statements that move a job from state to state (see `job-states.ts`). All times are the database's. Written
 * in SQL because each must be one atomic statement.
 */
@Injectable()
export class JobStore {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * pending → running, to be composed: the first in line of those that are not; `undefined` when there is none, or when
   * enough composed jobs stand before it.
   */
  async claim(
    leaseMs: number,
    which: keyof typeof CLAIMABLE = 'any',
    ahead: Ahead = {},
  ): Promise<ClaimedJob | undefined> {
    const { condition, order, before } = CLAIMABLE[which];
    const [rows] = await this.dataSource.query<[ClaimedJob[], number]>(
      `WITH head AS (SELECT id, priority, fair_tag, created_at FROM generation_jobs job WHERE status = 'pending' AND ${condition}
         ORDER BY ${order} LIMIT 1 FOR UPDATE SKIP LOCKED)
       UPDATE generation_jobs claimed SET status = 'running', lease_token = $1, lease_until = now() + $2 * interval '1 ms',
         attempts = attempts + 1, started_at = coalesce(started_at, now())
       FROM head WHERE claimed.id = head.id AND ($3::integer IS NULL OR (SELECT count(*) FROM (
         ${before.map(composedAnd).join(' UNION ALL ')} LIMIT $3::integer) composed) < $3::integer)
       RETURNING claimed.*`,
      [
        randomUUID(),
        leaseMs,
        ahead.ready ?? null,
        ahead.abilities === undefined ? null : JSON.stringify(ahead.abilities),
      ],
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

  /** running → pending, composed: it waits for a backend that can paint it. The attempt counts when that begins. */
  async queueForPainting(
    job: ClaimedJob,
    needs: Needs & { readonly recipeHash: string },
    manager: EntityManager = this.dataSource.manager,
  ): Promise<void> {
    await this.fenced(
      manager,
      `${BACK_TO_PENDING}, attempts = attempts - 1, started_at = NULL, run_after = now(), prepared = true,
         needs_mode = $3, needs_model = $4, needs_pixels = $5, recipe_hash = $6`,
      job,
      [needs.mode, needs.model ?? null, needs.pixels, needs.recipeHash],
    );
    await manager.query(`SELECT pg_notify('image_jobs', '')`);
  }

  /** Leaves the job to other backends from now on, as long as there are any. Returns how many it has made fail. */
  async avoid(job: ClaimedJob, backend: string, hasCrashed: boolean): Promise<number> {
    const [rows] = await this.dataSource.query<[{ crashes: number }[], number]>(
      `UPDATE generation_jobs SET avoid = array_append(array_remove(avoid, $3), $3), crashes = crashes + $4
       WHERE id = $1 AND lease_token = $2 RETURNING crashes`,
      [job.id, job.lease_token, backend, hasCrashed ? 1 : 0],
    );
    return rows[0]?.crashes ?? 0;
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
  async waitFor(job: ClaimedJob, otherJobId: string, manager: EntityManager = this.dataSource.manager): Promise<void> {
    await this.fenced(
      manager,
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

  /** Whether it is over and nobody will ever make its picture. */
  async endedWithoutPicture({ id, image_id: imageId }: Pick<JobEntity, 'id' | 'image_id'>): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      `SELECT 1 FROM generation_jobs WHERE id = $1 AND status IN ('cancelled', 'failed')
         AND NOT EXISTS (SELECT 1 FROM images WHERE images.id = $2)`,
      [id, imageId],
    );
    return rows.length > 0;
  }

  /** `traceparent` of the jobs that this one waited for, or whose picture it is made of. */
  async tracesBefore(job: Pick<JobEntity, 'id'>): Promise<string[]> {
    const rows = await this.dataSource.query<{ traceparent: string }[]>(
      `SELECT other.traceparent FROM generation_jobs mine JOIN generation_jobs other ON other.id = mine.depends_on
         WHERE mine.id = $1 AND other.traceparent IS NOT NULL
       UNION SELECT other.traceparent FROM generation_jobs mine JOIN generation_jobs other
         ON other.image_id = (mine.recipe->>'source_image_id')::uuid WHERE mine.id = $1 AND other.traceparent IS NOT NULL`,
      [job.id],
    );
    return rows.map(({ traceparent }) => traceparent);
  }

  private async wakeDependents(manager: EntityManager, job: ClaimedJob): Promise<void> {
    await manager.query(
      `WITH woken AS (UPDATE generation_jobs SET run_after = now() WHERE depends_on = $1::uuid AND status = 'pending')
       SELECT pg_notify('image_jobs', ''), pg_notify('image_job_ended', $1::uuid::text)`,
      [job.id],
    );
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

const SOMEBODY_CAN = `EXISTS (SELECT 1 FROM ${abilitiesIn('$4')} WHERE ${ABLE})`;
const IN_TURN = 'priority DESC, fair_tag, created_at, id';
/** Two ranges of the index, each read no further than they are counted. */
const BEFORE_IN_TURN = [
  'job.priority > head.priority',
  'job.priority = head.priority AND job.fair_tag <= head.fair_tag',
];
const composedAnd = (before: string): string =>
  `SELECT 1 FROM generation_jobs job WHERE job.status = 'pending' AND job.prepared AND job.run_after <= now() AND ${before}
     AND ($4::jsonb IS NULL OR ${SOMEBODY_CAN})`;

/** Which jobs are claimed in what order, and which composed ones stand before the first of them. */
const CLAIMABLE = {
  any: { condition: 'NOT prepared AND run_after <= now()', order: IN_TURN, before: BEFORE_IN_TURN },
  /** Who waits too long, however unimportant. */
  overdue: {
    condition: `NOT prepared AND run_after <= now() AND created_at < now() - interval '${OVERDUE_MS} ms'`,
    order: 'created_at',
    before: ['job.created_at <= head.created_at'],
  },
  /** Tokens made of pictures that exist, which need no backend. */
  cuts: {
    condition: `NOT prepared AND run_after <= now() AND kind = 'token' AND parameters ?| ARRAY['character_id', 'image_id']`,
    order: IN_TURN,
    before: BEFORE_IN_TURN,
  },
  /** Jobs whose time has passed, composed or not. */
  expired: { condition: 'expires_at < now()', order: 'expires_at', before: ['false'] },
  /** Composed jobs that none of `abilities` can paint, any more. */
  stranded: {
    condition: `prepared AND $4::jsonb IS NOT NULL AND NOT ${SOMEBODY_CAN}`,
    order: 'created_at',
    before: ['false'],
  },
} as const;
const BACK_TO_PENDING = `UPDATE generation_jobs SET status = 'pending', lease_token = NULL, lease_until = NULL`;
const OVER = `UPDATE generation_jobs SET completed_at = now(), lease_token = NULL, lease_until = NULL,`;
