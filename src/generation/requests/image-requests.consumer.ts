import { Controller, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { ValidationFailedError } from '../../common/errors';
import { GoneProblem, NotFoundProblem } from '../../common/http/problem';
import { isUuid } from '../../common/ids';
import { validated } from '../../common/validation';
import type { JsonRecord } from '../../hub/envelope/json-record';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import { ImageList } from '../../images/image-list';
import { ImageListQuery } from '../../images/image-list.dto';
import { imageUrls } from '../../images/image-urls';
import { ImageView } from '../../images/image-view.dto';
import type { ImageEntity } from '../../images/image.entity';
import { ImagesReader } from '../../images/images.reader';
import { JobsReader } from '../jobs/jobs.reader';
import { acceptedReply, type AcceptedReply } from './accepted-reply';

/** An image as a service on the hub sees it: the four words of every answer, and the metadata of `GET /images/{id}`. */
export type ImageReply = AcceptedReply & ImageView;

/**
 * `image.get` and `image.list`: questions of other services. Services are trusted, as with the role `service` over HTTP:
 * they see every image.
 */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class ImageRequestsConsumer {
  constructor(
    private readonly images: ImagesReader,
    private readonly list: ImageList,
    private readonly jobs: JobsReader,
  ) {}

  /** @throws ValidationFailedError, NotFoundProblem, GoneProblem */
  @MessagePattern('image.get')
  async onGet(@Payload() { image_id: id }: JsonRecord): Promise<ImageReply | AcceptedReply> {
    if (!isUuid(id)) throw new ValidationFailedError([{ path: 'image_id', message: 'expected a UUID' }]);
    const image = await this.images.find(id);
    if (image?.status === 'deleted') throw new GoneProblem('image');
    if (image !== null) return replyOf(image);
    const job = await this.jobs.ofImage(id);
    if (job === undefined) throw new NotFoundProblem('image');
    return acceptedReply(job);
  }

  /** @throws ValidationFailedError */
  @MessagePattern('image.list')
  async onList(@Payload() body: JsonRecord): Promise<{ items: ImageReply[]; next: string | null }> {
    const query = validated(ImageListQuery, body, 'drop');
    const request = { limit: query.limit, after: query.cursor };
    const { items, next } = await this.list.page(ImageListQuery.filterOf(query), request, 'everything');
    return { items: items.map(replyOf), next };
  }
}

function replyOf(image: ImageEntity): ImageReply {
  return { image_id: image.id, url: imageUrls.content(image.id), ...ImageView.of(image, 'nobody') };
}
