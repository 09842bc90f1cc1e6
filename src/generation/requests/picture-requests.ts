import { Injectable } from '@nestjs/common';
import { ImageServiceError, messageOf, ValidationFailedError, type Fault } from '../../common/errors';
import { FOREIGN_ID } from '../../common/fields/request-fields';
import { readTheme } from '../../common/themes';
import { isRecord } from '../../hub/envelope/json-record';
import { JobIntake, type AcceptedJob } from '../jobs/job-intake';
import type { JobRequest } from '../jobs/job-request';
import { PictureKinds } from '../picture-kind';

/** A request before its body is read. */
export interface AskedPicture extends Omit<JobRequest, 'kind' | 'parameters' | 'refusal'> {
  readonly kind: string;
  /** The body, as the HTTP POST of that kind has it. */
  readonly body: unknown;
  /** What is wrong outside the body: such a request is answered, and not carried out. */
  readonly faults?: readonly Fault[];
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

  private orRefused({ kind, body, faults = [], ...rest }: AskedPicture): JobRequest {
    const known = this.kinds.named(kind);
    const asked = { ...rest, ...referencesIn(body), kind: known?.kind ?? 'unknown', parameters: {} } as const;
    try {
      if (known === undefined) throw new ValidationFailedError([this.typeFault()]);
      if (faults.length > 0) throw new ValidationFailedError(faults);
      if (rest.expiresAt !== undefined && rest.expiresAt.getTime() < Date.now()) return { ...asked, refusal: EXPIRED };
      return { ...asked, ...withoutUndefined(known.read(withTheme(body), 'drop')) };
    } catch (error) {
      if (!(error instanceof ImageServiceError)) throw error;
      return { ...asked, refusal: { code: error.code, message: messageOf(error) } };
    }
  }

  private typeFault(): Fault {
    return { path: 'type', message: `expected one of ${this.kinds.names.join(', ')}` };
  }
}

/** What the answer to a refused request refers to, as far as the body spells it well. */
function referencesIn(body: unknown): Partial<Pick<JobRequest, 'characterId' | 'campaignId' | 'locationId'>> {
  if (!isRecord(body)) return {};
  const id = (value: unknown): string | undefined =>
    typeof value === 'string' && FOREIGN_ID.test(value) ? value : undefined;
  return { characterId: id(body.character_id), campaignId: id(body.campaign_id), locationId: id(body.location_id) };
}

/** Senders call the theme `theme_id`; an id that names no theme of ours decides nothing. */
function withTheme(body: unknown): unknown {
  if (!isRecord(body) || body.theme !== undefined) return body;
  return { ...body, theme: readTheme(body.theme_id) };
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}
