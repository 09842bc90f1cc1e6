import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InternalError } from '../../common/errors';
import { jobIdOf } from '../jobs/job-request';
import { JobsReader, type ShownJob } from '../jobs/jobs.reader';
import { PictureKinds, readForCaller, type ReadRequest } from '../picture-kind';
import { PictureRequests } from '../requests/picture-requests';
import { assertMember } from './campaign-members';
import { DoorAnswer } from './door-answer';
import { originOfHttp } from './http-origin';
import { IdempotencyKeys } from './idempotency-keys';
import type { PictureOrder } from './picture-order';

/**
 * The HTTP door of every `POST` that asks for one picture: honours `Idempotency-Key` and `Prefer: wait`, takes the
 * request and sends the answer (docs/http.md).
 */
@Injectable()
export class PictureDoor {
  constructor(
    private readonly kinds: PictureKinds,
    private readonly requests: PictureRequests,
    private readonly jobs: JobsReader,
    private readonly keys: IdempotencyKeys,
    private readonly answer: DoorAnswer,
  ) {}

  /**
   * Takes the request and answers it: 202 with the job, or as `Prefer: wait` asks 201 with the picture.
   *
   * @throws ValidationFailedError (422) for the body; HttpProblem 400 for a malformed key, 403 for a campaign that
   *   is not the principal's, 409 for a key that was used with another body. Nothing was written then.
   */
  async accept(order: PictureOrder): Promise<void> {
    const { body, principal, request, reply } = order;
    const key = this.keys.keyOf(request, principal, body);
    const known = key === undefined ? undefined : await this.keys.find(key);
    const earlier = known === undefined ? null : await this.jobs.find(jobIdOf(identityOf(known)));
    if (earlier !== null) return this.answer.send({ job: earlier, isReplay: true, request, reply });
    const read = await this.read(order);
    assertMember(principal, read.campaignId);
    const nonce = key === undefined ? randomUUID() : await this.keys.claim(key);
    const taken = await this.take(order, read, nonce);
    await this.answer.send({ ...taken, request, reply });
  }

  private async read({ kind, body, read }: PictureOrder): Promise<ReadRequest> {
    return read === undefined ? readForCaller(this.kinds.of(kind), body, 'refuse') : read(body);
  }

  private async take(
    { kind, principal, request, extra }: PictureOrder,
    read: ReadRequest,
    nonce: string,
  ): Promise<{ job: Pick<ShownJob, 'id' | 'image_id' | 'kind' | 'status'>; isReplay: boolean }> {
    const origin = originOfHttp(request, principal);
    const [accepted] = await this.requests.acceptRead([
      {
        ...origin,
        ...extra,
        kind,
        read,
        identity: identityOf(nonce),
        priority: extra?.priority ?? origin.priority,
      },
    ]);
    if (accepted === undefined) throw new InternalError('a1d0c3a9-7c5b-4c39-9a52-2f4f6f1b7f0e');
    const { jobId, imageId, isNew } = accepted;
    // Taken by a twin of this request in the same moment: it may have been painted already.
    const twin = isNew ? null : await this.jobs.find(jobId);
    return { job: twin ?? { id: jobId, image_id: imageId, kind, status: 'pending' }, isReplay: !isNew };
  }
}

/** A nonce per request; a crash between key and job is healed by the retry, which derives the same job from it. */
const identityOf = (nonce: string): readonly string[] => ['http', nonce];
