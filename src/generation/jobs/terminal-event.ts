import type { FailureCode } from '../../common/errors';
import type { OutgoingEvent } from '../../hub/outbox';
import type { NewImage } from '../../images/images.repository';
import { imageUrls } from '../../images/image-urls';
import type { JobEntity } from './job.entity';

/** What a terminal event needs to know of its job. */
export type AnsweredJob = Pick<
  JobEntity,
  | 'id' | 'kind' | 'image_id' | 'request_id' | 'owner_id' | 'character_id' | 'campaign_id' | 'location_id'
  | 'target_service' | 'batch_id' | 'batch_index' | 'correlation_id' | 'causation_id' | 'traceparent' | 'attempts'
>; // prettier-ignore

/** Why a job ended without a picture. `message` is safe to show to a stranger. */
export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  /** Whether asking again may succeed. */
  readonly retryable: boolean;
}

/** `image.generated`, the one answer of a job that succeeded. */
export function generatedEvent(job: AnsweredJob, image: NewImage, durationMs: number): OutgoingEvent {
  return event('image.generated', job, {
    image_id: image.id,
    ...referencesOf(job),
    owner_id: image.owner_id ?? undefined,
    image_version: 1,
    supersedes: image.supersedes ?? undefined,
    url: imageUrls.content(image.id),
    content_type: image.content_type,
    width: image.width,
    height: image.height,
    size_bytes: image.size_bytes,
    sha256: image.sha256,
    thumbhash: image.thumbhash,
    variants: image.variants.map(({ name, width, height, content_type, size_bytes }) => ({
      name,
      url: imageUrls.variant(image.id, name),
      width,
      height,
      content_type,
      size_bytes,
    })),
    seed: image.seed,
    theme: image.theme,
    backend: image.backend,
    duration_ms: durationMs,
    attempts: job.attempts,
  });
}

/** `image.failed`, the one answer of a job that did not. */
export function failedEvent(job: AnsweredJob, failure: Failure): OutgoingEvent {
  return event('image.failed', job, { ...referencesOf(job), ...failure, attempts: job.attempts });
}

function event(type: string, job: AnsweredJob, payload: Record<string, unknown>): OutgoingEvent {
  return {
    type,
    // One identity for both outcomes: whatever goes wrong, a job can be answered only once.
    identity: ['terminal', job.id],
    orderingKey: job.image_id,
    correlationId: job.correlation_id,
    causationId: job.causation_id ?? undefined,
    traceparent: job.traceparent ?? undefined,
    targetService: job.target_service ?? undefined,
    payload,
  };
}

/** What every event of a job says of its request. */
export function referencesOf(job: AnsweredJob): Record<string, unknown> {
  return {
    job_id: job.id,
    kind: job.kind,
    request_id: job.request_id ?? undefined,
    character_id: job.character_id ?? undefined,
    campaign_id: job.campaign_id ?? undefined,
    location_id: job.location_id ?? undefined,
    owner_id: job.owner_id ?? undefined,
    target_service: job.target_service ?? undefined,
    batch_id: job.batch_id ?? undefined,
    batch_index: job.batch_index ?? undefined,
  };
}
