import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { JobStore, type ClaimedJob } from '../jobs/job-store';
import type { Needs } from '../scheduling/needs';

/** What a job is to paint, and which pictures would do as well. */
export interface WantedPicture {
  readonly job: ClaimedJob;
  readonly needs: Needs;
  /** `recipeHash` of its recipe. */
  readonly hash: string;
  /** Hashes of recipes whose finished pictures are the same picture; none: it is to be painted in any case. */
  readonly madeAs: readonly string[];
}

/**
 * Finds work that is done, or being done, for the same owner and campaign; nobody learns from it what others asked for.
 *
 * Jobs with the same recipe decide one at a time (an advisory lock). The first is queued for painting, and whoever comes
 * while it is unfinished waits for it. A queued job never waits for another, so nobody waits in a circle, whichever was
 * asked for first.
 */
@Injectable()
export class SameWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: JobStore,
  ) {}

  /** running → pending, to be painted whatever others do. @throws LeaseLostError */
  queue({ job, needs, hash }: Omit<WantedPicture, 'madeAs'>): Promise<void> {
    return this.jobs.queueForPainting(job, { ...needs, recipeHash: hash });
  }

  /**
   * running → pending, to be painted or to wait for the job that paints the same; or untouched, with the id of the image
   * that is there already.
   * @throws LeaseLostError
   */
  queueUnlessMade(wanted: WantedPicture): Promise<string | undefined> {
    const { job, needs, hash, madeAs } = wanted;
    return this.dataSource.transaction(async (manager) => {
      const key = JSON.stringify(['same recipe', hash, job.owner_id, job.campaign_id]);
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [key]);
      const twin = await this.queuedTwin(manager, wanted);
      if (twin !== undefined) {
        await this.hurry(manager, twin, job);
        await this.jobs.waitFor(job, twin, manager);
        return undefined;
      }
      const image = madeAs.length === 0 ? undefined : await this.made(manager, wanted);
      if (image === undefined) await this.jobs.queueForPainting(job, { ...needs, recipeHash: hash }, manager);
      return image;
    });
  }

  /**
   * A job that paints it, or is about to. The lock on its row holds up its end until this one is known to wait: the end
   * of the twin then wakes it. Had it ended first, its image is found by the statement after this.
   */
  private async queuedTwin(manager: EntityManager, { job, hash }: WantedPicture): Promise<string | undefined> {
    const [twin] = await manager.query<{ id: string }[]>(
      `SELECT id FROM generation_jobs WHERE recipe_hash = $1 AND status IN ('pending', 'running') AND prepared AND id <> $2
         AND owner_id IS NOT DISTINCT FROM $3 AND campaign_id IS NOT DISTINCT FROM $4
       ORDER BY created_at, id LIMIT 1 FOR NO KEY UPDATE`,
      [hash, job.id, job.owner_id, job.campaign_id],
    );
    return twin?.id;
  }

  private async made(manager: EntityManager, { job, madeAs }: WantedPicture): Promise<string | undefined> {
    const [image] = await manager.query<{ id: string }[]>(
      `SELECT id FROM images WHERE recipe_hash = ANY($1) AND status <> 'deleted'
         AND owner_id IS NOT DISTINCT FROM $2 AND campaign_id IS NOT DISTINCT FROM $3
       ORDER BY created_at DESC, id LIMIT 1`,
      [madeAs, job.owner_id, job.campaign_id],
    );
    return image?.id;
  }

  /** Who waits for a job that is less urgent lends it its own place in the queue. */
  private async hurry(
    manager: EntityManager,
    twin: string,
    { priority, fair_tag: fairTag }: ClaimedJob,
  ): Promise<void> {
    await manager.query(
      `UPDATE generation_jobs SET priority = $2, fair_tag = $3 WHERE id = $1 AND status = 'pending' AND priority < $2`,
      [twin, priority, fairTag],
    );
  }
}
