import { DataSource } from 'typeorm';
import { isUuid } from '../../common/ids';
import type { JobEntity } from './job.entity';
import { imageIdOf, jobIdOf } from './job-request';

/** The job cannot be asked for again; the message says why. */
export class JobNotReplayableError extends Error {}

/** Asks for a failed job again: as a new job with the same parameters, which gets an answer of its own. */
export class JobReplay {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @returns the new job's id, derived from the failed one's and how often that was replayed before
   * @throws JobNotReplayableError when there is no such job, it did not fail, its body was refused, or its last replay
   *   did not fail
   */
  async replay(jobId: string): Promise<string> {
    const failed = isUuid(jobId) ? await this.find(jobId.toLowerCase()) : undefined;
    if (failed === undefined)
      throw new JobNotReplayableError(`there is no job ${isUuid(jobId) ? jobId : 'of that id'}`);
    if (failed.status !== 'failed') {
      throw new JobNotReplayableError(`job ${failed.id} is ${failed.status}: only failed jobs can be replayed`);
    }
    if (failed.started_at === null) {
      throw new JobNotReplayableError(`job ${failed.id} was refused (${failed.error_code}): its sender must ask again`);
    }
    const newId = await this.freeId(failed.id);
    const [created] = await this.dataSource.query<{ id: string }[]>(INSERT, [failed.id, newId, imageIdOf(newId)]);
    if (created === undefined) throw new JobNotReplayableError(`job ${failed.id} is being replayed as ${newId}`);
    await this.dataSource.query(`SELECT pg_notify('image_jobs', '')`);
    return newId;
  }

  private async freeId(jobId: string): Promise<string> {
    for (let count = 1; ; count += 1) {
      const id = jobIdOf(['replay', jobId, String(count)]);
      const earlier = await this.find(id);
      if (earlier === undefined) return id;
      if (earlier.status === 'failed') continue;
      throw new JobNotReplayableError(`job ${jobId} was replayed as ${id}, which is ${earlier.status}`);
    }
  }

  private async find(id: string): Promise<JobEntity | undefined> {
    const [row] = await this.dataSource.query<JobEntity[]>(`SELECT * FROM generation_jobs WHERE id = $1`, [id]);
    return row;
  }
}

/**
 * Without what could end it in silence or at once: `only_if_changed` and `expires_at`. Without the recipe, too: it is
 * composed anew, because the old one may be why the job failed.
 */
const INSERT = `
  INSERT INTO generation_jobs (id, image_id, metadata, kind, source, parameters, request_id, owner_id, character_id,
    campaign_id, location_id, target_service, correlation_id, causation_id, traceparent, priority, depends_on)
  SELECT $2::uuid, $3::uuid, (metadata - 'only_if_changed') || jsonb_build_object('replay_of', id), kind, source, parameters, request_id, owner_id,
    character_id, campaign_id, location_id, target_service, correlation_id, causation_id, traceparent, priority, depends_on
  FROM generation_jobs WHERE id = $1::uuid AND status = 'failed'
  ON CONFLICT (id) DO NOTHING RETURNING id`;
