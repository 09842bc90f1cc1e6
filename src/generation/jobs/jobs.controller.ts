import { Controller, Delete, Get, Header, HttpCode, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import { ForbiddenError } from '../../auth/auth.errors';
import { mayRead, mayWrite, type Principal } from '../../auth/principal';
import { HttpProblem, NotFoundProblem } from '../../common/http/problem';
import { UuidPipe } from '../../common/http/uuid.pipe';
import { JobCancellation } from './job-cancellation';
import type { JobEntity } from './job.entity';
import { JobView } from './job-view.dto';
import { JobsReader } from './jobs.reader';

/** Requests for pictures and how far they are. Foreign and unknown ids answer alike. */
@ApiTags('jobs')
@ApiBearerAuth()
@ApiResponse({ status: 401, description: 'no valid token' })
@ApiResponse({ status: 403, description: 'the permission is missing, or the job is not yours to change' })
@ApiResponse({ status: 404, description: 'unknown, or not yours' })
@Controller('api/v1/jobs')
export class JobsController {
  constructor(
    private readonly jobs: JobsReader,
    private readonly cancellation: JobCancellation,
  ) {}

  @Get(':id')
  @RequiresPermission('image:read')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'State of a job' })
  @ApiResponse({ status: 200, type: JobView })
  async state(@Param('id', UuidPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<JobView> {
    return JobView.of(await this.visible(id, principal));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequiresPermission('image:delete')
  @ApiOperation({ summary: 'Cancel a job that has not ended; it is answered with image.failed, code CANCELLED' })
  @ApiResponse({ status: 204, description: 'cancelled' })
  @ApiResponse({ status: 409, description: 'it had ended already' })
  async cancel(@Param('id', UuidPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    const job = await this.visible(id, principal);
    if (!mayWrite(principal, { ownerId: job.owner_id, campaignId: job.campaign_id })) {
      throw new ForbiddenError('the job is not yours to cancel');
    }
    if (!(await this.cancellation.cancel(id))) throw new HttpProblem(409, 'CONFLICT', 'the job has ended already');
  }

  private async visible(id: string, principal: Principal): Promise<JobEntity> {
    const job = await this.jobs.find(id);
    if (job === null || !mayRead(principal, { ownerId: job.owner_id, campaignId: job.campaign_id })) {
      throw new NotFoundProblem('job');
    }
    return job;
  }
}
