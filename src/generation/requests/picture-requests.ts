import { Injectable } from '@nestjs/common';
import { ImageServiceError, messageOf } from '../../common/errors';
import type { JobKind } from '../jobs/job.entity';
import { JobIntake, type AcceptedJob } from '../jobs/job-intake';
import type { JobRequest } from '../jobs/job-request';
import { PictureKinds } from '../picture-kind';

/** A request before its body is read. */
export interface AskedPicture extends Omit<JobRequest, 'kind' | 'parameters' | 'refusal'> {
  readonly kind: string;
  /** The body, as the HTTP POST of that kind has it. */
  readonly body: unknown;
}

const EXPIRED = { code: 'EXPIRED', message: 'the request expired before it arrived' } as const;

/** The one way into the making of pictures, behind both doors. */
@Injectable()
export class PictureRequests {
  constructor(
    private readonly kinds: PictureKinds,
    private readonly intake: JobIntake,
  ) {}

  /**
   * Takes requests that came over the hub. None is turned away: what cannot be carried out becomes a failed job, so
   * that it too gets its one answer.
   */
  acceptFromHub(asked: readonly AskedPicture[]): Promise<AcceptedJob[]> {
    return this.intake.accept(asked.map((one) => this.orRefused(one)));
  }

  private orRefused(asked: AskedPicture): JobRequest {
    const { body: _body, kind, ...rest } = asked;
    const known = this.kinds.named(kind);
    if (known === undefined) {
      const message = `type: expected one of ${this.kinds.names.join(', ')}`;
      return { ...rest, kind: 'unknown', parameters: {}, refusal: { code: 'VALIDATION_FAILED', message } };
    }
    if (asked.expiresAt !== undefined && asked.expiresAt.getTime() < Date.now()) {
      return { ...rest, kind: known.kind, parameters: {}, refusal: EXPIRED };
    }
    return this.readOrRefuse(known.kind, asked);
  }

  private readOrRefuse(kind: JobKind, asked: AskedPicture): JobRequest {
    const { body, kind: _kind, ...rest } = asked;
    try {
      const { parameters, ...read } = this.kinds.of(kind).read(body, 'drop');
      return { ...rest, kind, parameters, ...withoutUndefined(read) };
    } catch (error) {
      if (!(error instanceof ImageServiceError)) throw error;
      return { ...rest, kind, parameters: {}, refusal: { code: error.code, message: messageOf(error) } };
    }
  }
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}
