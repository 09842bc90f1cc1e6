import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsObject, IsOptional, Max, Min } from 'class-validator';
import { ForeignId } from '../../common/fields/request-fields';
import { readRfc3339 } from '../../common/rfc3339';
import { DEFAULT_PAGE, MAX_PAGE } from '../../images/image-filter';
import { positionIn, type PagePosition } from '../../images/page-cursor';
import { JOB_KINDS, type JobKind } from './job.entity';
import { JOB_STATUSES, type JobStatus } from './job-states';
import { JobView } from './job-view.dto';

/** Query of `GET /jobs`. */
export class JobListQuery {
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

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Asked for then or later' })
  @Transform(({ value }: { value: unknown }) => timeIn(value) ?? value)
  @IsOptional()
  @IsDate({ message: 'expected a time such as 2026-11-22T10:00:00Z (RFC 3339)' })
  since?: Date;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE })
  @Transform(({ value }: { value: unknown }) => wholeNumberIn(value) ?? value)
  @IsOptional()
  @Max(MAX_PAGE, { message: `expected at most ${MAX_PAGE}` })
  @Min(1, { message: 'expected at least 1' })
  @IsInt({ message: `expected a whole number from 1 to ${MAX_PAGE}` })
  limit?: number;

  @ApiPropertyOptional({ type: String, description: '`next` of the page before' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? positionIn(value) : undefined) ?? value)
  @IsOptional()
  @IsObject({ message: 'expected the `next` of a page of this list' })
  cursor?: PagePosition;
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

/** In a query, the `+` of an offset arrives as a space unless it was escaped; no offset of RFC 3339 has a space. */
function timeIn(value: unknown): Date | undefined {
  return typeof value === 'string' ? readRfc3339(value.replace(/ (?=\d\d:\d\d$)/, '+')) : undefined;
}

function wholeNumberIn(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}
