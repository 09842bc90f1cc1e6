import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { imageUrls } from '../../images/image-urls';
import { shownBeside } from '../progress/progress-report';
import { JOB_STATUSES } from './job-states';
import type { JobOutlook } from './job-outlook';
import type { ShownJob } from './jobs.reader';

/** Why a job failed. */
export class JobErrorView {
  @ApiProperty({ example: 'BACKEND_UNAVAILABLE' }) code!: string;
  @ApiProperty({ example: 'the backend could not be reached' }) message!: string;
}

/** Where to go from here. */
export class JobLinks {
  @ApiProperty({ example: '/api/v1/jobs/3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11' }) self!: string;
  @ApiProperty({ example: '/api/v1/jobs/3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11/events' }) events!: string;
  @ApiPropertyOptional({ description: 'once the picture is there' }) image?: string;
  @ApiPropertyOptional({ description: 'the batch it was asked for with' }) batch?: string;
  @ApiPropertyOptional({ description: 'the job that it asks for once more' }) retry_of?: string;
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
  @ApiProperty({ example: 1, description: 'how often it was begun' }) attempts!: number;
  @ApiPropertyOptional({ minimum: 0, maximum: 1, description: 'how much is painted, when that is known' })
  progress?: number;
  @ApiPropertyOptional({ minimum: 0, example: 12, description: 'until it is painted, as the backend guesses' })
  eta_seconds?: number;
  @ApiPropertyOptional({
    example: '/api/v1/jobs/3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11/preview',
    description: 'the unfinished picture, where previews are switched on',
  })
  preview?: string;
  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1000,
    description: 'jobs that are ahead of this one, while it could run; 1000 stands for that many or more',
  })
  position?: number;
  @ApiPropertyOptional({
    example: 'every backend is busy',
    description:
      'while pending: `being composed`, `another job`, `retry at …`, `no backend is up`, `no backend that can … is up`, or `every backend is busy`',
  })
  waiting_for?: string;
  @ApiPropertyOptional({
    minimum: 0,
    example: 40,
    description: 'until it begins, by what pictures took lately; absent when that is not known',
  })
  estimated_seconds?: number;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiPropertyOptional({ format: 'date-time', nullable: true, type: String }) started_at!: string | null;
  @ApiPropertyOptional({ format: 'date-time', nullable: true, type: String }) completed_at!: string | null;
  @ApiPropertyOptional({ type: JobErrorView }) error?: JobErrorView;
  @ApiProperty({ type: JobLinks }) links!: JobLinks;

  /** What may be shown of a row: neither its parameters nor its recipe. */
  static of(job: ShownJob, { position, waitingFor, estimatedSeconds, report }: JobOutlook = {}): JobView {
    const { id, kind, status, image_id, request_id, owner_id, character_id, campaign_id, location_id } = job;
    const hasFailed = job.error_code !== null && job.error_message !== null;
    return {
      ...{ id, kind, status, image_id, request_id, owner_id, character_id, campaign_id, location_id },
      priority: job.priority,
      attempts: job.attempts,
      progress: report?.fraction,
      ...(report && shownBeside(report)),
      position,
      waiting_for: waitingFor,
      estimated_seconds: estimatedSeconds,
      created_at: job.created_at.toISOString(),
      started_at: job.started_at?.toISOString() ?? null,
      completed_at: job.completed_at?.toISOString() ?? null,
      error: hasFailed ? { code: job.error_code ?? '', message: job.error_message ?? '' } : undefined,
      links: {
        self: imageUrls.job(id),
        events: `${imageUrls.job(id)}/events`,
        batch: job.batch_id === null ? undefined : `/api/v1/batches/${job.batch_id}`,
        retry_of: job.retry_of == null ? undefined : imageUrls.job(job.retry_of),
        image: status === 'completed' ? imageUrls.self(image_id) : undefined,
      },
    };
  }
}
