import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { readPriority } from '../../hub/envelope/envelope-values';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import { originOf } from './event-origin';
import { PictureRequests } from './picture-requests';

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/;
/** Becomes a subject token: `image.ready.<service>`. */
const SERVICE = /^[A-Za-z0-9_-]{1,64}$/;

/** `generation.requested`: whatever a service asks for by name. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class GenerationRequestedConsumer {
  constructor(private readonly requests: PictureRequests) {}

  @EventPattern('generation.requested')
  async onRequested(@Payload() event: CanonicalEvent): Promise<void> {
    const { request_id, type, data, priority, user_id, target_service } = event.payload;
    const origin = originOf(event);
    const requestId = textLike(request_id, REQUEST_ID);
    await this.requests.acceptFromHub([
      {
        ...origin,
        identity: identityOf(event, requestId),
        requestId,
        kind: typeof type === 'string' ? type : 'unknown',
        body: data,
        priority: readPriority(priority) ?? origin.priority,
        ownerId: ownerOf(user_id) ?? origin.ownerId,
        targetService: textLike(target_service, SERVICE),
      },
    ]);
  }
}

/**
 * The same request id of the same sender is the same request, by whatever message it comes; a replay is another one,
 * the same however often it is delivered.
 */
function identityOf(event: CanonicalEvent, requestId: string | undefined): string[] {
  if (requestId === undefined) return ['event', event.id];
  const request = ['request', event.source ?? '', requestId];
  return event.replayOf === undefined ? request : [...request, 'replay', event.replayOf];
}

function textLike(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

function ownerOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 200 ? value : undefined;
}
