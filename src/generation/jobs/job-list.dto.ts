import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { ForeignId } from '../../common/fields/request-fields';
import { PageQuery } from '../../images/page-query.dto';
import { JOB_KINDS, type JobKind } from './job.entity';
import { JOB_STATUSES, type JobStatus } from './job-states';
import { JobView } from './job-view.dto';

/** Query of `GET /jobs`. */
export class JobListQuery extends PageQuery {
  @ApiPropertyOptional({ enum: JOB_STATUSES })
  @IsOptional()
  @IsIn(JOB_STATUSES, { message: `expected one of ${JOB_STATUSES.join(', ')}` })
  status?: JobStatus;

  @ApiPropertyOptional({ enum: JOB_KINDS })
  @IsOptional()
  @IsIn(JOB_KINDS, { message: `expected one of ${JOB_KINDS.join(', ')}` })
  kind?: JobKind;

  @ForeignId('Only jobs for this character') character_id?: string;
  @ForeignId('Only jobs of this campaign') campaign_id?: string;
}

/** One page of jobs, newest first. */
export class JobListView {
  @ApiProperty({ type: [JobView] }) items!: JobView[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`cursor` of the next page; null on the last one',
    example: 'AAZEG3AlgADw1W4rYt5fS5kpZT2JzBCX',
  })
  next!: string | null;
}
