import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ShownJob } from './jobs.reader';

/** Jobs ahead are counted so far: further on, only "many" matters, and counting costs. */
export const COUNTED_AHEAD = 1000;

/** Why a job has not begun, and how long its queue is. */
export interface JobWait {
  /** Jobs ahead of it in claim order, at most `COUNTED_AHEAD`; only for jobs that could run. */
  readonly position?: number;
  readonly waitingFor?: string;
}

interface Facts {
  readonly other: boolean;
  readonly slots: number;
  readonly free: number;
}

/** Explains to its owner why a pending job waits. Everything else has no wait. */
@Injectable()
export class JobWaits {
  constructor(private readonly dataSource: DataSource) {}

  async of(job: ShownJob): Promise<JobWait> {
    if (job.status !== 'pending') return {};
    const { other, slots, free } = await this.factsOf(job);
    if (other) return { waitingFor: 'another job' };
    if (job.run_after.getTime() > Date.now()) {
      const away = job.error_code === 'BACKEND_UNAVAILABLE' ? 'backend unavailable, ' : '';
      return { waitingFor: `${away}retry at ${job.run_after.toISOString()}` };
    }
    const position = await this.ahead(job);
    const isBusy = position > 0 || (slots > 0 && free === 0);
    return { position, waitingFor: isBusy ? 'backend busy' : undefined };
  }

  private async factsOf(job: ShownJob): Promise<Facts> {
    const [facts] = await this.dataSource.query<Facts[]>(
      `SELECT EXISTS (SELECT 1 FROM generation_jobs WHERE id = $1 AND status IN ('pending', 'running')) AS other,
         count(*)::int AS slots, count(*) FILTER (WHERE lease_until IS NULL OR lease_until < now())::int AS free
       FROM backend_slots`,
      [job.depends_on],
    );
    return facts ?? { other: false, slots: 0, free: 0 };
  }

  /** Two ranges of the claim index, neither read further than counted. */
  private async ahead({ id }: ShownJob): Promise<number> {
    const [row] = await this.dataSource.query<{ ahead: number }[]>(
      `WITH mine AS MATERIALIZED (SELECT priority, created_at, id FROM generation_jobs WHERE id = $1),
         more AS (SELECT 1 FROM generation_jobs WHERE status = 'pending' AND priority > (SELECT priority FROM mine)
                  LIMIT ${COUNTED_AHEAD}),
         older AS (SELECT 1 FROM generation_jobs WHERE status = 'pending' AND priority = (SELECT priority FROM mine)
                     AND (created_at, id) < ((SELECT created_at FROM mine), (SELECT id FROM mine)) LIMIT ${COUNTED_AHEAD})
       SELECT least(${COUNTED_AHEAD}, (SELECT count(*) FROM more) + (SELECT count(*) FROM older))::int AS ahead`,
      [id],
    );
    return row?.ahead ?? 0;
  }
}
