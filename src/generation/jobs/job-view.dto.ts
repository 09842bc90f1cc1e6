import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { imageUrls } from '../../images/image-urls';
import type { JobEntity } from './job.entity';
import { JOB_STATUSES } from './job-states';

/** Why a job failed. */
export class JobErrorView {
  @ApiProperty({ example: 'BACKEND_UNAVAILABLE' }) code!: string;
  @ApiProperty() message!: string;
}

/** Where to go from here. */
export class JobLinks {
  @ApiProperty() self!: string;
  @ApiPropertyOptional({ description: 'once the picture is there' }) image?: string;
}

/** A job as its owner sees it. */
export class JobView {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'portrait' }) kind!: string;
  @ApiProperty({ enum: JOB_STATUSES }) status!: string;
  @ApiProperty({ format: 'uuid', description: 'the id the picture has, or will have' }) image_id!: string;
  @ApiPropertyOptional({ nullable: true, type: String }) request_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) owner_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) character_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) campaign_id!: string | null;
  @ApiPropertyOptional({ nullable: true, type: String }) location_id!: string | null;
  @ApiProperty({ minimum: 0, maximum: 9 }) priority!: number;
  @ApiProperty() attempts!: number;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiPropertyOptional({ format: 'date-time', nullable: true, type: String }) started_at!: string | null;
  @ApiPropertyOptional({ format: 'date-time', nullable: true, type: String }) completed_at!: string | null;
  @ApiPropertyOptional({ type: JobErrorView }) error?: JobErrorView;
  @ApiProperty({ type: JobLinks }) links!: JobLinks;

  /** What may be shown of a row: neither its parameters nor its recipe. */
  static of(job: JobEntity): JobView {
    const { id, kind, status, image_id, request_id, owner_id, character_id, campaign_id, location_id } = job;
    const hasFailed = job.error_code !== null && job.error_message !== null;
    return {
      ...{ id, kind, status, image_id, request_id, owner_id, character_id, campaign_id, location_id },
      priority: job.priority,
      attempts: job.attempts,
      created_at: job.created_at.toISOString(),
      started_at: job.started_at?.toISOString() ?? null,
      completed_at: job.completed_at?.toISOString() ?? null,
      error: hasFailed ? { code: job.error_code ?? '', message: job.error_message ?? '' } : undefined,
      links: {
        self: `/api/v1/jobs/${id}`,
        image: status === 'completed' ? imageUrls.self(image_id) : undefined,
      },
    };
  }
}
