import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ImageEntity } from '../../images/image.entity';
import { imageUrls } from '../../images/image-urls';
import { ImageView } from '../../images/image-view.dto';
import { ImagesReader } from '../../images/images.reader';
import { metadataEtag } from '../../images/visible-images';
import { JobView } from '../jobs/job-view.dto';
import { JobWatch } from '../jobs/job-watch';
import type { ShownJob } from '../jobs/jobs.reader';
import { AcceptedPictureView } from './accepted-picture.dto';
import { closingOf } from './closing';
import { waitIn } from './preferences';

/** A request that was taken, and whom to tell. */
export interface TakenRequest {
  readonly job: Pick<ShownJob, 'id' | 'image_id' | 'kind' | 'status'>;
  /** Whether an earlier request with the same idempotency key made the job. */
  readonly isReplay: boolean;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * The answer to a request that was taken: at once, or as long after as the caller prefers to wait.
 *
 * - 201 with the picture's metadata, once it is there;
 * - 200 with the job, when that ended without a picture: the request was taken, and this is how it went;
 * - 202 with the job's and the picture's ids otherwise.
 */
@Injectable()
export class DoorAnswer {
  constructor(
    private readonly watch: JobWatch,
    private readonly images: ImagesReader,
  ) {}

  /** Sends the answer, unless the caller went away meanwhile. */
  async send({ job, isReplay, request, reply }: TakenRequest): Promise<void> {
    void reply.header('Cache-Control', 'no-store');
    if (isReplay) void reply.header('Idempotency-Replayed', 'true');
    const waitS = waitIn(request.headers.prefer);
    if (waitS === undefined) return this.sendAccepted(job, reply);
    void reply.header('Preference-Applied', `wait=${waitS}`);
    const closing = closingOf(reply);
    const ended = await this.watch.untilEnded(job.id, waitS * 1000, closing.signal).finally(closing.forget);
    if (closing.signal.aborted) return;
    await this.sendEnded(ended, job, reply);
  }

  private async sendEnded(ended: ShownJob | undefined, job: TakenRequest['job'], reply: FastifyReply): Promise<void> {
    if (ended === undefined) return this.sendAccepted(job, reply);
    if (ended.status !== 'completed') {
      await reply.status(200).header('Location', imageUrls.job(job.id)).send(JobView.of(ended));
      return;
    }
    const image = await this.images.find(ended.image_id);
    if (image === null || image.status === 'deleted') return this.sendAccepted(ended, reply);
    await this.sendCreated(image, reply);
  }

  private async sendCreated(image: ImageEntity, reply: FastifyReply): Promise<void> {
    await reply
      .status(201)
      .header('Location', imageUrls.self(image.id))
      .header('ETag', metadataEtag(image))
      .send(ImageView.of(image, 'author'));
  }

  private async sendAccepted(job: TakenRequest['job'], reply: FastifyReply): Promise<void> {
    await reply.status(202).header('Location', imageUrls.job(job.id)).send(AcceptedPictureView.of(job));
  }
}
