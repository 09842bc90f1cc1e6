import type { FailureCode } from '../../common/errors';
import { derivedId } from '../../common/ids';
import type { JobKind } from './job.entity';

/** What a caller may see, as its token said when it asked. */
export interface Asker {
  /** For `service` and `admin`. */
  readonly seesEverything: boolean;
  readonly campaigns: readonly string[];
}

/** A request for one picture, validated or refused, as both doors (hub and HTTP) hand it in. */
export interface JobRequest {
  /** The same words are the same request, however often and by whatever message it arrives. */
  readonly identity: readonly string[];
  readonly kind: JobKind;
  readonly source: 'hub' | 'http';
  /** The validated body. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** 0 to 9, 9 most urgent. */
  readonly priority: number;
  readonly correlationId: string;
  /** Id of the message that caused this. */
  readonly causationId?: string;
  readonly traceparent?: string;
  readonly requestId?: string;
  readonly targetService?: string;
  readonly ownerId?: string;
  readonly characterId?: string;
  readonly campaignId?: string;
  readonly locationId?: string;
  readonly expiresAt?: Date;
  /** Identity of the request whose picture this one is made of. */
  readonly dependsOn?: readonly string[];
  /** The picture takes the place of the subject's newest one. */
  readonly replacesCurrent?: boolean;
  /** This image is superseded by the picture, which names it as its parent; whether it is the newest or not. */
  readonly replacesImage?: string;
  /** Ends without a picture, and without an answer, when the character looks as in its newest picture. */
  readonly onlyIfChanged?: boolean;
  /**
   * Milliseconds without another such request of the character after which a request with `onlyIfChanged` begins, so that a
   * burst is looked at once; it never waits more than ten times as long in all.
   */
  readonly debounceMs?: number;
  /** The batch it belongs to, and its place there from 0. */
  readonly batch?: { readonly id: string; readonly index: number };
  /** Id of the job that is asked for once more. */
  readonly retryOf?: string;
  /** What whoever asked over HTTP may see, besides what is its own; services on the hub may see everything. */
  readonly asker?: Asker;
  /** Set when it cannot be carried out: it becomes a failed job with its terminal event at once. */
  readonly refusal?: { readonly code: FailureCode; readonly message: string };
}

/** The job's id follows from its identity, on every replica and on every redelivery. */
export const jobIdOf = (identity: readonly string[]): string => derivedId('job', ...identity);

/** The id its picture will have. */
export const imageIdOf = (jobId: string): string => derivedId('image', jobId);

/** A request with the ids that follow from its identity: making one costs a hash, and each is asked for many times. */
export interface IdentifiedRequest extends JobRequest {
  readonly jobId: string;
  readonly imageId: string;
}

/** Works out the ids of a request, once. */
export function identified(request: JobRequest): IdentifiedRequest {
  const jobId = jobIdOf(request.identity);
  return { ...request, jobId, imageId: imageIdOf(jobId) };
}
