import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import { mayRead, type Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { NotFoundProblem } from '../../common/http/problem';
import { UuidPipe } from '../../common/http/uuid.pipe';
import { isFinal } from '../jobs/job-states';
import { JobsReader, type ShownJob } from '../jobs/jobs.reader';
import { batchJobsOf, batchUrl } from './batch-door';
import { BatchStore } from './batch-store';
import { BatchView, type BatchCountsView } from './batch.dto';

/** Batches and how far they are. Foreign and unknown ids answer alike. */
@ApiTags('batches')
@ApiBearerAuth()
@Controller('api/v1/batches')
export class BatchesController {
  constructor(
    private readonly batches: BatchStore,
    private readonly jobs: JobsReader,
  ) {}

  @Get(':id')
  @RequiresPermission('image:read')
  @Header('Cache-Control', 'private, no-cache')
  @ApiOperation({ summary: 'State of a batch and of each of its jobs' })
  @ApiResponse({ status: 200, type: BatchView })
  @ApiProblems(400, 403, 404)
  async state(@Param('id', UuidPipe) id: string, @CurrentPrincipal() principal: Principal): Promise<BatchView> {
    const batch = await this.batches.find(id);
    if (batch === undefined || !mayRead(principal, { ownerId: batch.owner_id })) throw new NotFoundProblem('batch');
    const jobs = await this.jobs.ofBatch(id);
    return {
      id,
      status: statusOf(jobs),
      total: batch.total,
      counts: { ...countsOf(jobs), rejected: batch.rejected.length },
      jobs: batchJobsOf(jobs),
      rejected: [...batch.rejected],
      created_at: batch.created_at.toISOString(),
      links: { self: batchUrl(id) },
    };
  }
}

function statusOf(jobs: readonly ShownJob[]): BatchView['status'] {
  if (jobs.every(({ status }) => isFinal(status))) return 'completed';
  return jobs.every(({ status }) => status === 'pending') ? 'pending' : 'running';
}

function countsOf(jobs: readonly ShownJob[]): Omit<BatchCountsView, 'rejected'> {
  const counts = { pending: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  for (const { status } of jobs) counts[status] += 1;
  return counts;
}
