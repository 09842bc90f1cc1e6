import { ApiProperty } from '@nestjs/swagger';
import { imageUrls } from '../../images/image-urls';
import type { JobEntity, JobKind } from '../jobs/job.entity';
import { JOB_STATUSES, type JobStatus } from '../jobs/job-states';
import { pictureUrl } from './picture-url';

/** Where to follow a request, and where its picture will be. */
export class AcceptedLinksView {
  @ApiProperty({ example: '/api/v1/jobs/3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11' }) job!: string;
  @ApiProperty({ example: '/api/v1/jobs/3f0c2d9e-6f5b-5c55-8a77-0d6a3b8f6c11/events' }) events!: string;
  @ApiProperty({ example: '/api/v1/portraits/7d0d6c5e-3f0a-5b7e-9a1c-52f4f7a1e0b3' }) image!: string;
}

/** The answer to a request that was taken: its picture is not there yet, its id is. */
export class AcceptedPictureView {
  @ApiProperty({ format: 'uuid' }) job_id!: string;
  @ApiProperty({ format: 'uuid', description: 'the id the picture will have' }) image_id!: string;
  @ApiProperty({ enum: JOB_STATUSES, example: 'pending' }) status!: JobStatus;
  @ApiProperty({ type: AcceptedLinksView }) links!: AcceptedLinksView;

  static of(job: Pick<JobEntity, 'id' | 'image_id' | 'status'> & { readonly kind: JobKind }): AcceptedPictureView {
    return {
      job_id: job.id,
      image_id: job.image_id,
      status: job.status,
      links: {
        job: imageUrls.job(job.id),
        events: `${imageUrls.job(job.id)}/events`,
        image: pictureUrl(job.kind, job.image_id),
      },
    };
  }
}
