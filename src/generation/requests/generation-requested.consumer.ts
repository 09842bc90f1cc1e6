import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { Fault } from '../../common/errors';
import { derivedId } from '../../common/ids';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { isRecord } from '../../hub/envelope/json-record';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import { eventIdentity, originOf } from './event-origin';
import { itemBody, MAX_BATCH } from './batch-items';
import { PictureRequests, type AskedPicture } from './picture-requests';

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
    const { request_id: requestId, type, data, target_service: targetService } = event.payload;
    const faults = [
      ...faultIn('request_id', requestId, REQUEST_ID, '1 to 64 of A–Z a–z 0–9 . _ : -'),
      ...faultIn('target_service', targetService, SERVICE, '1 to 64 of A–Z a–z 0–9 _ -'),
    ];
    const goodRequestId = textLike(requestId, REQUEST_ID);
    const asked: AskedPicture = {
      ...originOf(event),
      identity: identityOf(event, goodRequestId),
      requestId: goodRequestId,
      kind: kindNamed(type),
      body: data,
      targetService: textLike(targetService, SERVICE),
      faults,
    };
    await this.requests.acceptFromHub(asked.kind === 'batch' ? itemsOf(asked) : [asked]);
  }
}

/**
 * The requests of a batch, one for each item; a batch that is none becomes one request that is refused. All of them are
 * taken together, and each gets its own answer.
 */
function itemsOf(batch: AskedPicture): AskedPicture[] {
  const { items, shared, type = 'token' } = isRecord(batch.body) ? batch.body : {};
  const faults = [...(batch.faults ?? []), ...faultsOfBatch(items, shared)];
  if (!Array.isArray(items) || faults.length > 0) return [{ ...batch, kind: kindNamed(type), faults }];
  const id = derivedId('batch', ...batch.identity);
  return items.map((item: unknown, index) => ({
    ...batch,
    identity: [...batch.identity, 'item', String(index)],
    kind: kindNamed(type),
    body: itemBody(shared, item),
    batch: { id, index },
  }));
}

function faultsOfBatch(items: unknown, shared: unknown): Fault[] {
  const isGood = Array.isArray(items) && items.length > 0 && items.length <= MAX_BATCH;
  const isShareable = shared === undefined || shared === null || isRecord(shared);
  return [
    ...(isGood ? [] : [{ path: 'data.items', message: `expected a list of 1 to ${MAX_BATCH} items` }]),
    ...(isShareable ? [] : [{ path: 'data.shared', message: 'expected an object' }]),
  ];
}

/**
 * The same request id of the same sender is the same request, by whatever message it comes; a replay is another one,
 * the same however often it is delivered.
 */
function identityOf(event: CanonicalEvent, requestId: string | undefined): readonly string[] {
  if (requestId === undefined) return eventIdentity(event, 'request');
  const request = ['request', event.source ?? '', requestId];
  return event.replayOf === undefined ? request : [...request, 'replay', event.replayOf];
}

/** Names of kinds as the wider system spells them (`character_portrait`, `PORTRAIT`). */
function kindNamed(type: unknown): string {
  if (typeof type !== 'string') return 'unknown';
  return type
    .toLowerCase()
    .replace(/^character_/, '')
    .replace(/^map_(tactical|campaign)$/, 'map');
}

function faultIn(path: string, value: unknown, pattern: RegExp, expected: string): Fault[] {
  if (value === undefined || value === null || textLike(value, pattern) !== undefined) return [];
  return [{ path, message: `expected ${expected}` }];
}

function textLike(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}
