import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, RequiresPermission } from '../../auth/auth.guard';
import type { Principal } from '../../auth/principal';
import { ApiProblems } from '../../common/http/api-problems';
import { UuidPipe } from '../../common/http/uuid.pipe';
import { ApiPictureDoor } from './api-doors';
import { JobRetries } from './job-retries';

/** Jobs that ended without a picture, asked for once more. */
@ApiTags('jobs')
@ApiBearerAuth()
@Controller('api/v1/jobs')
export class JobRetriesController {
  constructor(private readonly retries: JobRetries) {}

  @Post(':id/retry')
  @RequiresPermission('image:create')
  @ApiPictureDoor(undefined, 'Ask for a failed or cancelled job once more, as a new job')
  @ApiProblems(404)
  async retry(
    @Param('id', UuidPipe) id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.retries.retry(id, { principal, request, reply });
  }
}
