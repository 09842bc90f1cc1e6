import { Injectable } from '@nestjs/common';
import { ForbiddenError } from '../../auth/auth.errors';
import { mayRead, mayWrite, type Principal } from '../../auth/principal';
import { HttpProblem, NotFoundProblem } from '../../common/http/problem';
import { isRecord } from '../../hub/envelope/json-record';
import type { Asker } from '../jobs/job-request';
import type { JobEntity } from '../jobs/job.entity';
import { JobsReader } from '../jobs/jobs.reader';
import { PictureDoor } from './picture-door';
import type { PictureOrder } from './picture-order';

/** Who asks for a job once more, and whom to tell. */
export type AskedRetry = Pick<PictureOrder, 'principal' | 'request' | 'reply'>;

/**
 * Asks for a job that ended without a picture once more: as a new job with the same parameters, which takes its turn and
 * gets an answer of its own. The recipe is composed anew, for the old one may be why it failed.
 */
@Injectable()
export class JobRetries {
  constructor(
    private readonly jobs: JobsReader,
    private readonly door: PictureDoor,
  ) {}

  /**
   * @throws NotFoundProblem (404) for a job the principal may not read, ForbiddenError (403) for one it may not write, or
   *   when it has left the campaign; HttpProblem 409 when the job has not ended, has its picture, or would end the same way
   */
  async retry(jobId: string, asked: AskedRetry): Promise<void> {
    const job = await this.writable(jobId, asked.principal);
    assertRetryable(job);
    const { metadata } = job;
    await this.door.accept({
      ...asked,
      kind: job.kind,
      body: {},
      read: () => ({ parameters: job.parameters, campaignId: job.campaign_id ?? undefined, priority: job.priority }),
      extra: {
        ownerId: job.owner_id ?? undefined,
        characterId: job.character_id ?? undefined,
        locationId: job.location_id ?? undefined,
        requestId: job.request_id ?? undefined,
        targetService: job.target_service ?? undefined,
        replacesCurrent: metadata.replaces_current === true ? true : undefined,
        replacesImage: typeof metadata.replaces_image === 'string' ? metadata.replaces_image : undefined,
        ...askerOf(job, asked.principal),
        retryOf: job.id,
      },
    });
  }

  private async writable(jobId: string, principal: Principal): Promise<JobEntity> {
    const job = await this.jobs.find(jobId);
    const ownership = { ownerId: job?.owner_id, campaignId: job?.campaign_id };
    if (job === null || !mayRead(principal, ownership)) throw new NotFoundProblem('job');
    if (!mayWrite(principal, ownership)) throw new ForbiddenError('the job is not yours to ask for again');
    return job;
  }
}

function assertRetryable({ status, started_at: startedAt, error_code: code }: JobEntity): void {
  if (status === 'completed') throw conflict('the job has its picture');
  if (status !== 'failed' && status !== 'cancelled') throw conflict('the job has not ended');
  if (code === 'SUPERSEDED') throw conflict('a newer request took its place');
  // What was refused when it arrived has no parameters that could be tried.
  if (status === 'failed' && startedAt === null) throw conflict('the request was refused: ask for something else');
}

const conflict = (detail: string): HttpProblem => new HttpProblem(409, 'CONFLICT', detail);

/**
 * Whoever asks for a job of its own may see what its token says now. For somebody else's the right of the first asker counts:
 * an admin must not lend its eyes to the owner. What a service asked for on the hub stays a service's.
 */
function askerOf({ source, owner_id: ownerId, metadata }: JobEntity, principal: Principal): { asker?: Asker } {
  const { asker } = metadata;
  if (source === 'hub') return { asker: { seesEverything: true, campaigns: [] } };
  if (!isRecord(asker)) return { asker: undefined };
  if (ownerId === principal.sub) return {};
  const campaigns = Array.isArray(asker.campaigns) ? asker.campaigns.filter((id) => typeof id === 'string') : [];
  return { asker: { seesEverything: asker.seesEverything === true, campaigns } };
}
