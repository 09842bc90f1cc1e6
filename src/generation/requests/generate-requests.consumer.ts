import { randomUUID } from 'node:crypto';
import { Controller, UseFilters } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { Fault } from '../../common/errors';
import { readId } from '../../hub/envelope/envelope-values';
import type { JsonRecord } from '../../hub/envelope/json-record';
import type { HubRequestContext } from '../../hub/hub-request';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import type { JobKind } from '../jobs/job.entity';
import { JobsReader } from '../jobs/jobs.reader';
import { acceptedReply, type AcceptedReply } from './accepted-reply';
import { NORMAL_PRIORITY } from './event-origin';
import { PictureRequests } from './picture-requests';

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;

/**
 * `image.generate_portrait`, `image.generate_map` and `image.generate_token`: the body is that of the HTTP POST, with
 * `request_id`, `user_id` (or `owner_id`) and `source` beside it. The answer comes when the job is committed; the
 * picture is announced by `image.generated`. What is wrong is said in the answer, and makes no job.
 */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class GenerateRequestsConsumer {
  constructor(
    private readonly requests: PictureRequests,
    private readonly jobs: JobsReader,
  ) {}

  @MessagePattern('image.generate_portrait')
  onPortrait(@Payload() body: JsonRecord, @Ctx() context: HubRequestContext): Promise<AcceptedReply> {
    return this.generate('portrait', body, context);
  }

  @MessagePattern('image.generate_map')
  onMap(@Payload() body: JsonRecord, @Ctx() context: HubRequestContext): Promise<AcceptedReply> {
    return this.generate('map', body, context);
  }

  @MessagePattern('image.generate_token')
  onToken(@Payload() body: JsonRecord, @Ctx() context: HubRequestContext): Promise<AcceptedReply> {
    return this.generate('token', body, context);
  }

  private async generate(kind: JobKind, body: JsonRecord, context: HubRequestContext): Promise<AcceptedReply> {
    const { request_id: requestId, user_id, owner_id, source, ...picture } = body;
    const isGood = typeof requestId === 'string' && REQUEST_ID.test(requestId);
    const { jobId, imageId, isNew } = await this.requests.acceptOrThrow(
      {
        ...context,
        kind,
        body: picture,
        source: 'hub',
        priority: NORMAL_PRIORITY,
        ownerId: readId(user_id) ?? readId(owner_id),
        identity: isGood ? ['request', readId(source) ?? '', requestId] : ['asked', randomUUID()],
        ...(isGood && { requestId }),
        faults: requestId === undefined || requestId === null || isGood ? [] : [REQUEST_ID_FAULT],
      },
      'drop',
    );
    const [known] = isNew ? [] : await this.jobs.shown([jobId]);
    return acceptedReply(known ?? { id: jobId, image_id: imageId, status: 'pending' });
  }
}

const REQUEST_ID_FAULT: Fault = { path: 'request_id', message: 'expected 1 to 64 of A–Z a–z 0–9 . _ : -' };
