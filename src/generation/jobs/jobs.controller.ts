import { Controller, Delete, Get, Header, HttpCode, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError } from '../../auth/auth.errors';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import { mayRead, mayWrite, type Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { HttpProblem, NotFoundProblem } from '../../common/http/problem';
import { UuidPipe } from '../../common/http/uuid.pipe';
import { JobActions } from './job-actions';
import { JobListQuery, JobListView } from './job-list.dto';
import { JobView } from './job-view.dto';
import { JobsReader, type ShownJob } from './jobs.reader';

/** Requests for pictures and how far they are. Foreign and unknown ids answer alike. */
@ApiTags('jobs')
@ApiBearerAuth()
@Controller('api/v1/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsReader,
    private readonly actions: JobActions,
  ) {}

  @Get()
  @RequiresPermission('image:read')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'Your jobs and those of your campaigns, newest first' })
  @ApiQuery({ type: JobListQuery })
  @ApiResponse({
    status: 200,
    type: JobListView,
    headers: { Link: { description: '`rel="next"`: the next page, when there is one', schema: { type: 'string' } } },
  })
  @ApiProblems(400, 403)
  async list(
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobListView> {
    return this.actions.list(query, principal, reply);
  }

  @Get(':id')
  @RequiresPermission('image:read')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'State of a job; while it is pending, also its position and why it waits' })
  @ApiResponse({ status: 200, type: JobView })
  @ApiProblems(400, 403, 404)
  async state(@Param('id', UuidPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<JobView> {
    return this.actions.explain(await this.visible(id, principal));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiOperation({ summary: 'Cancel a job that has not ended; it is answered with image.failed, code CANCELLED' })
  @ApiResponse({ status: 204, description: 'cancelled' })
  @ApiProblems(400, 403, 404, 409)
  async cancel(@Param('id', UuidPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    const job = await this.visible(id, principal);
    if (!mayWrite(principal, { ownerId: job.owner_id, campaignId: job.campaign_id })) {
      throw new ForbiddenError('the job is not yours to cancel');
    }
    if (!(await this.actions.cancel(id))) throw new HttpProblem(409, 'CONFLICT', 'the job has ended already');
  }

  @Get(':id/preview')
  @RequiresPermission('image:read')
  @ApiOperation({
    summary: 'The unfinished picture of a job, at most 256 px a side',
    description: 'Only where the operator switched previews on, and while it is painted. Nobody has checked it yet.',
  })
  @ApiResponse({
    status: 200,
    description: 'the unfinished picture',
    content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiProblems(400, 403, 404)
  async preview(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const picture = await this.actions.preview(await this.visible(id, principal));
    await reply.type('image/webp').header('Cache-Control', 'no-store').send(picture);
  }

  @Get(':id/events')
  @RequiresPermission('image:read')
  @ApiOperation({
    summary: 'Server-sent events of a job, until it has ended',
    description:
      'Events `state`, `progress` and at last `end`; the data of each is the job as `GET /jobs/{id}` shows it. ' +
      'With `Last-Event-ID` what was seen already is not sent again.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'id of the last event that was seen' })
  @ApiResponse({
    status: 200,
    description: 'the events',
    content: {
      'text/event-stream': {
        schema: {
          type: 'string',
          example: 'id: 1f0c9a7e5b3d2468\nevent: state\ndata: {"id":"…","status":"running"}\n\n',
        },
      },
    },
  })
  @ApiResponse({ status: 204, description: 'the last event was seen: nothing more will come' })
  @ApiProblems(400, 403, 404)
  async events(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const job = await this.visible(id, principal);
    await this.actions.follow({ job, follower: principal.sub, request, reply });
  }

  private async visible(id: string, principal: Principal): Promise<ShownJob> {
    const [job] = await this.jobs.shown([id]);
    if (job === undefined || !mayRead(principal, { ownerId: job.owner_id, campaignId: job.campaign_id })) {
      throw new NotFoundProblem('job');
    }
    return job;
  }
}
