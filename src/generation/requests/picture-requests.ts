import { Injectable } from '@nestjs/common';
import { ImageServiceError, InternalError, messageOf, ValidationFailedError, type Fault } from '../../common/errors';
import { FOREIGN_ID } from '../../common/fields/request-fields';
import { readTheme } from '../../common/themes';
import { isRecord } from '../../hub/envelope/json-record';
import { JobIntake, type AcceptedJob } from '../jobs/job-intake';
import { imageIdOf, jobIdOf, type JobRequest } from '../jobs/job-request';
import type { JobKind } from '../jobs/job.entity';
import { PictureKinds, readForCaller, type ReadRequest } from '../picture-kind';

/** A request before its body is read. */
export interface AskedPicture extends Omit<JobRequest, 'kind' | 'parameters' | 'refusal'> {
  readonly kind: string;
  /** The body, as the HTTP POST of that kind has it. */
  readonly body: unknown;
  /** What is wrong outside the body: such a request is answered, and not carried out. */
  readonly faults?: readonly Fault[];
}

/** A request whose body has been read and found good. */
export interface ReadPicture extends Omit<JobRequest, 'parameters' | 'refusal' | 'priority'> {
  readonly kind: JobKind;
  /** Urgency when the body names none, 0 to 9. */
  readonly priority: number;
  readonly read: ReadRequest;
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

  /**
   * Takes one request whose sender waits for the answer (HTTP, or request/reply on the hub): what cannot be carried
   * out is turned away, and makes no job.
   *
   * @param unknownMembers of the body: refused over HTTP, dropped from the hub
   * @throws ValidationFailedError naming every wrong field; nothing was written then
   */
  async acceptOrThrow(asked: AskedPicture, unknownMembers: 'refuse' | 'drop'): Promise<AcceptedJob> {
    const { kind, body, faults = [], ...rest } = asked;
    const known = this.kinds.named(kind);
    if (known === undefined) throw new ValidationFailedError([this.typeFault()]);
    if (faults.length > 0) throw new ValidationFailedError(faults);
    const read = readForCaller(known, unknownMembers === 'drop' ? withTheme(body) : body, unknownMembers);
    const [job] = await this.acceptRead([{ ...rest, kind: known.kind, read }]);
    if (job === undefined) throw new InternalError('accepted-request-without-job');
    return job;
  }

  /** Takes requests whose bodies were read before: all of them, or (when it throws) none. In their order. */
  async acceptRead(asked: readonly ReadPicture[]): Promise<AcceptedJob[]> {
    // What comes with a request is kept before its job can run; a crash in between leaves an orphan, which is removed.
    const requests: JobRequest[] = [];
    for (const one of asked) {
      const parameters = await one.read.store?.(imageIdOf(jobIdOf(one.identity)));
      requests.push(jobRequestOf(parameters === undefined ? one : { ...one, read: { ...one.read, parameters } }));
    }
    return this.intake.accept(requests);
  }

  private orRefused(asked: AskedPicture): JobRequest {
    const known = this.kinds.named(asked.kind);
    try {
      if (known === undefined) throw new ValidationFailedError([this.typeFault()]);
      if (asked.faults !== undefined && asked.faults.length > 0) throw new ValidationFailedError(asked.faults);
      if (asked.expiresAt !== undefined && asked.expiresAt.getTime() < Date.now())
        return refused(asked, known.kind, EXPIRED);
      return readRequestOf(asked, known.kind, known.read(withTheme(asked.body), 'drop'));
    } catch (error) {
      if (!(error instanceof ImageServiceError)) throw error;
      return refused(asked, known?.kind ?? 'unknown', { code: error.code, message: messageOf(error) });
    }
  }

  private typeFault(): Fault {
    return { path: 'type', message: `expected one of ${this.kinds.names.join(', ')}` };
  }
}

function refused(asked: AskedPicture, kind: JobKind, refusal: NonNullable<JobRequest['refusal']>): JobRequest {
  const { body, faults: _told, ...rest } = asked;
  return { ...rest, ...referencesIn(body), kind, parameters: {}, refusal };
}

/** What the kind has found in the body counts, and where it found nothing, what the request or its body names. */
function readRequestOf(asked: AskedPicture, kind: JobKind, read: ReadRequest): JobRequest {
  const { body, faults: _none, ...rest } = asked;
  const named = referencesIn(body);
  return {
    ...rest,
    kind,
    parameters: read.parameters,
    priority: read.priority ?? rest.priority,
    characterId: read.characterId ?? named.characterId,
    campaignId: read.campaignId ?? named.campaignId,
    locationId: read.locationId ?? named.locationId,
  };
}

function jobRequestOf({ read, ...rest }: ReadPicture): JobRequest {
  const { store: _stored, assertFit: _asked, ...found } = read;
  return { ...rest, ...withoutUndefined(found), parameters: found.parameters };
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
