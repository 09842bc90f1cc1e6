import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';
import { JobEntity, type JobKind } from './job.entity';

/** What is read of a row to show it: not its large columns, nor its lease. */
const SHOWN = [
  'id', 'kind', 'status', 'image_id', 'request_id', 'owner_id', 'character_id', 'campaign_id', 'location_id', 'priority',
  'attempts', 'created_at', 'run_after', 'depends_on', 'started_at', 'completed_at', 'error_code', 'error_message',
  'batch_id', 'batch_index',
] as const; // prettier-ignore

/** Columns of a shown job, for a SELECT on the table itself. */
export const SHOWN_COLUMNS = `${SHOWN.join(', ')}, metadata->>'replay_of' AS retry_of`;

/** A job as far as it is shown. */
export type ShownJob = Pick<JobEntity, (typeof SHOWN)[number]> & {
  /** The job it asks for once more; absent where only the row itself was read. */
  readonly retry_of?: string | null;
};

/** What other folders may ask about jobs. */
@Injectable()
export class JobsReader {
  constructor(@InjectRepository(JobEntity) private readonly jobs: Repository<JobEntity>) {}

  find(jobId: string): Promise<JobEntity | null> {
    return this.jobs.findOneBy({ id: jobId });
  }

  /** Those of the jobs that there are. */
  shown(jobIds: readonly string[]): Promise<ShownJob[]> {
    return this.jobs.query(`SELECT ${SHOWN_COLUMNS} FROM generation_jobs WHERE id = ANY($1::uuid[])`, [jobIds]);
  }

  /** The job whose picture has, or will have, that id. */
  async ofImage(imageId: string): Promise<ShownJob | undefined> {
    const [job] = await this.jobs.query<ShownJob[]>(
      `SELECT ${SHOWN_COLUMNS} FROM generation_jobs WHERE image_id = $1`,
      [imageId],
    );
    return job;
  }

  /** The jobs of a batch, in the order of its items. */
  ofBatch(batchId: string): Promise<ShownJob[]> {
    return this.jobs.query(`SELECT ${SHOWN_COLUMNS} FROM generation_jobs WHERE batch_id = $1 ORDER BY batch_index`, [
      batchId,
    ]);
  }

  /** The unfinished job of the same kind for the same character that was taken last before this one. */
  async unfinishedBefore(job: JobEntity): Promise<string | undefined> {
    const [older] = await this.jobs.query<{ id: string }[]>(
      `SELECT id FROM generation_jobs WHERE character_id = $1 AND kind = $2 AND status IN ('pending', 'running')
         AND (created_at, id) < (SELECT created_at, id FROM generation_jobs WHERE id = $3)
       ORDER BY created_at DESC, id DESC LIMIT 1`,
      [job.character_id, job.kind, job.id],
    );
    return older?.id;
  }

  /** The newest unfinished job of that kind for a character. */
  async unfinishedOf(characterId: string, kind: JobKind): Promise<JobEntity | null> {
    return this.jobs.findOne({
      where: { character_id: characterId, kind, status: In(['pending', 'running']) },
      order: { created_at: 'DESC' },
    });
  }

  /** Which of these images an unfinished job may still write. */
  async unfinishedImages(imageIds: readonly string[]): Promise<Set<string>> {
    // One part for each partial index: together they would read every job that ever was.
    const rows = await this.jobs.query<{ image_id: string }[]>(
      `SELECT image_id FROM generation_jobs WHERE status = 'pending' AND image_id = ANY($1::uuid[])
       UNION ALL SELECT image_id FROM generation_jobs WHERE status = 'running' AND image_id = ANY($1::uuid[])`,
      [imageIds],
    );
    return new Set(rows.map((row) => row.image_id));
  }
}
