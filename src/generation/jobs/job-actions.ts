import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../auth/principal';
import { checkedQuery } from '../../common/http/checked-query';
import { NotFoundProblem } from '../../common/http/problem';
import { nextLink } from '../../images/next-link';
import { Previews } from '../progress/previews';
import { JobCancellation } from './job-cancellation';
import { JobEvents, type FollowedJob } from './job-events';
import { JobList } from './job-list';
import { JobListQuery, type JobListView } from './job-list.dto';
import { JobView } from './job-view.dto';
import { JobOutlooks } from './job-outlook';
import type { ShownJob } from './jobs.reader';

/** What the jobs' controller can do, in one hand. */
@Injectable()
export class JobActions {
  constructor(
    private readonly jobs: JobList,
    private readonly outlooks: JobOutlooks,
    private readonly events: JobEvents,
    private readonly cancellation: JobCancellation,
    private readonly previews: Previews,
  ) {}

  /** One page of what the principal may read; `Link` leads to the next. @throws HttpProblem 400 for the query */
  async list(
    query: Readonly<Record<string, unknown>>,
    principal: Principal,
    reply: FastifyReply,
  ): Promise<JobListView> {
    const checked = checkedQuery(JobListQuery, query);
    const { status, kind, character_id: characterId, campaign_id: campaignId, since, limit, cursor } = checked;
    const filter = { status, kind, characterId, campaignId, since };
    const { items, next } = await this.jobs.page(filter, { limit, after: cursor }, principal);
    if (next !== null) void reply.header('Link', nextLink('/api/v1/jobs', query, next));
    return { items: items.map((job) => JobView.of(job, this.outlooks.atHand(job))), next };
  }

  /** The job with what keeps it waiting, or how far it is. */
  async explain(job: ShownJob): Promise<JobView> {
    return JobView.of(job, await this.outlooks.of(job));
  }

  /** Returns false when it had ended before. */
  cancel(jobId: string): Promise<boolean> {
    return this.cancellation.cancel(jobId);
  }

  /** The unfinished picture, WebP. @throws NotFoundProblem when none is at hand, and when the job does not run */
  async preview({ id, status }: ShownJob): Promise<Buffer> {
    const picture = status === 'running' ? await this.previews.find(id) : undefined;
    if (picture === undefined) throw new NotFoundProblem('preview');
    return picture;
  }

  /** @throws HttpProblem 429 */
  follow(followed: FollowedJob): Promise<void> {
    return this.events.follow(followed);
  }
}
