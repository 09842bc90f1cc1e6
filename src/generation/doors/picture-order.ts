import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/principal';
import type { JobRequest } from '../jobs/job-request';
import type { JobKind } from '../jobs/job.entity';
import type { ReadRequest } from '../picture-kind';

/** A `POST` that asks for one picture, as a controller hands it to `PictureDoor`. */
export interface PictureOrder {
  /** Of the picture that is to be made. */
  readonly kind: JobKind;
  readonly body: unknown;
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /**
   * Reads and checks the body; unless given, the kind reads it as its own POST. Not called when an idempotency key
   * shows that the request was taken before. A `campaignId` in the result must be one of the principal's (else 403).
   * @throws ValidationFailedError (422) or an HttpProblem
   */
  readonly read?: (body: unknown) => ReadRequest | Promise<ReadRequest>;
  /** What the body does not say about the job. Whoever names a campaign here has checked it. */
  readonly extra?: Partial<
    Pick<
      JobRequest,
      | 'ownerId'
      | 'characterId'
      | 'campaignId'
      | 'locationId'
      | 'dependsOn'
      | 'replacesCurrent'
      | 'replacesImage'
      | 'onlyIfChanged'
      | 'priority'
      | 'asker'
      | 'requestId'
      | 'targetService'
      | 'retryOf'
    >
  >;
}
