import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError } from '../../auth/auth.errors';
import { mayRead, mayWrite, type Principal } from '../../auth/principal';
import { HttpProblem, NotFoundProblem } from '../../common/http/problem';
import { ImageDelivery } from '../../images/delivery/image-delivery';
import { prefersImage } from '../../images/delivery/prefers-image';
import { ImageChanges } from '../../images/image-changes';
import type { ImageEntity, ImageKind } from '../../images/image.entity';
import { imageUrls } from '../../images/image-urls';
import { ImageView } from '../../images/image-view.dto';
import { ifMatchAllows, ifNoneMatchKnows } from '../../images/preconditions';
import { metadataEtag, VisibleImages } from '../../images/visible-images';
import { JobCancellation } from '../jobs/job-cancellation';
import { isFinal } from '../jobs/job-states';
import { JobsReader, type ShownJob } from '../jobs/jobs.reader';
import { AcceptedPictureView } from './accepted-picture.dto';
import { originOfHttp } from './http-origin';

/** When to look again at a picture that is being made, seconds. */
const RETRY_AFTER_S = 2;

/** One picture under the name of its kind, and who asks for it. */
export interface PictureAsked {
  readonly id: string;
  readonly kind: ImageKind;
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Pictures by kind and id, from the moment they were asked for: pending, there, deleted. */
@Injectable()
export class PictureShelf {
  constructor(
    private readonly images: VisibleImages,
    private readonly changes: ImageChanges,
    private readonly delivery: ImageDelivery,
    private readonly jobs: JobsReader,
    private readonly cancellation: JobCancellation,
  ) {}

  /**
   * Sends the picture's metadata, or its bytes to who accepts images rather; 202 while it is being made.
   * @throws NotFoundProblem, also when its job ended without a picture (then `Link` names the job); GoneProblem
   */
  async show(asked: PictureAsked): Promise<void> {
    const { id, kind, principal, request, reply } = asked;
    const found = await this.find(asked);
    if (!('job' in found)) {
      void reply.header('Vary', 'Accept');
      if (prefersImage(request.headers.accept)) return this.delivery.send(found.image, request, reply);
      return sendMetadata(found.image, asked);
    }
    const { job } = found;
    if (job.status === 'completed') {
      // It was finished between the two look-ups.
      return sendMetadata(await this.images.readable(id, principal, kind), asked);
    }
    if (isFinal(job.status)) throw endedWithoutPicture(job, reply);
    await reply
      .status(202)
      .header('Retry-After', RETRY_AFTER_S)
      .header('Cache-Control', 'no-store')
      .header('Location', imageUrls.job(job.id))
      .send(AcceptedPictureView.of(job));
  }

  /**
   * Deletes the picture; while it is being made, cancels that.
   * @throws NotFoundProblem, GoneProblem, ForbiddenError; HttpProblem 412 when `If-Match` names another version
   */
  async remove(asked: PictureAsked): Promise<void> {
    const found = await this.find(asked);
    if ('job' in found) {
      const { job } = found;
      if (job.status !== 'completed') return this.cancel(job, asked);
    }
    const { id, kind, principal, request } = asked;
    const image = await this.images.writable(id, principal, kind);
    if (!ifMatchAllows(request.headers['if-match'], metadataEtag(image))) {
      throw new HttpProblem(412, 'PRECONDITION_FAILED', `the ${kind} has changed since: read it again`);
    }
    const { correlationId, traceparent } = originOfHttp(request, principal);
    await this.changes.remove(image, { reason: 'requested', correlationId, traceparent });
  }

  private async cancel(job: ShownJob, asked: PictureAsked): Promise<void> {
    if (isFinal(job.status)) throw endedWithoutPicture(job, asked.reply);
    if (!mayWrite(asked.principal, { ownerId: job.owner_id, campaignId: job.campaign_id })) {
      throw new ForbiddenError(`the ${asked.kind} is not yours to change`);
    }
    // It ended in this very moment, and whoever deletes it wants it gone.
    if (!(await this.cancellation.cancel(job.id))) await this.remove(asked);
  }

  /** The image, or the job that has not made it. */
  private async find(asked: PictureAsked): Promise<{ readonly image: ImageEntity } | { readonly job: ShownJob }> {
    const { id, kind, principal } = asked;
    try {
      return { image: await this.images.readable(id, principal, kind) };
    } catch (error) {
      if (!(error instanceof NotFoundProblem)) throw error;
      const job = await this.jobs.ofImage(id);
      const ownership = { ownerId: job?.owner_id, campaignId: job?.campaign_id };
      if (job?.kind !== kind || !mayRead(principal, ownership)) throw error;
      return { job };
    }
  }
}

async function sendMetadata(
  image: ImageEntity,
  { principal, request, reply }: Pick<PictureAsked, 'principal' | 'request' | 'reply'>,
): Promise<void> {
  const etag = metadataEtag(image);
  void reply.header('Vary', 'Accept').header('ETag', etag).header('Cache-Control', 'private, no-cache');
  if (ifNoneMatchKnows(request.headers['if-none-match'], etag)) await reply.status(304).send();
  else await reply.send(ImageView.of(image, principal));
}

/** There is no picture and there will be none; the job tells why. */
function endedWithoutPicture(job: ShownJob, reply: FastifyReply): HttpProblem {
  void reply.header('Link', `<${imageUrls.job(job.id)}>; rel="via"`);
  const how = job.status === 'cancelled' ? 'was cancelled' : `failed (${job.error_code ?? 'INTERNAL'})`;
  return new HttpProblem(404, 'NOT_FOUND', `there is no such ${job.kind}: its job ${how}`);
}
