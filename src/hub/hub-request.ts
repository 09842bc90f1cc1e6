import { randomUUID } from 'node:crypto';
import type { Msg } from 'nats';
import { HttpProblem } from '../common/http/problem';
import { readUntrustedJson } from '../common/untrusted-json';
import { readTraceparent } from '../tracing/traceparent';
import { readId } from './envelope/envelope-values';
import { isRecord, type JsonRecord } from './envelope/json-record';
import { headersOf } from './message-headers';

/** What a request says about itself: the second argument (`@Ctx()`) of whoever answers it. */
export interface HubRequestContext {
  readonly correlationId: string;
  /** W3C trace context of the sender. */
  readonly traceparent?: string;
}

/** A request as it was spelled: the answer is spelled likewise. */
export interface HubRequest {
  /** Id of Nest's packet; absent in a bare request. */
  readonly packetId?: string;
  readonly isPacket: boolean;
  readonly context: HubRequestContext;
  /** What is asked, or why it cannot be read. */
  readonly body: JsonRecord | HttpProblem;
}

/** Answer to a request: what the handler said, or a problem. */
export type HubAnswer = { readonly value: unknown } | { readonly error: HubProblem };

/** A refusal as it goes over the wire. */
export interface HubProblem {
  readonly code: string;
  readonly message: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Reads a request: a packet of Nest's `ClientProxy.send` (`{pattern, data, id}`), or bare JSON. Never throws. */
export function readHubRequest(message: Pick<Msg, 'data' | 'headers'>): HubRequest {
  const context = contextOf(message);
  const read = readUntrustedJson(message.data);
  if ('fault' in read) return { isPacket: false, context, body: refusal(read.fault) };
  if (!isRecord(read.value)) return { isPacket: false, context, body: refusal('expected a JSON object') };
  if (!('pattern' in read.value && 'data' in read.value)) return { isPacket: false, context, body: read.value };
  const { id, data } = read.value;
  return {
    ...(typeof id === 'string' && { packetId: id }),
    isPacket: true,
    context,
    body: isRecord(data) ? data : refusal('expected a JSON object'),
  };
}

/** An answer as the asker spells it: Nest's reply packet, or plain JSON with the value or `error`. */
export function writeHubAnswer({ isPacket, packetId }: HubRequest, answer: HubAnswer): Uint8Array {
  return Buffer.from(JSON.stringify(isPacket ? packet(packetId, answer) : bare(answer)));
}

function packet(id: string | undefined, answer: HubAnswer): object {
  return 'error' in answer
    ? { err: answer.error, isDisposed: true, id }
    : { response: answer.value, isDisposed: true, id };
}

function bare(answer: HubAnswer): unknown {
  return 'error' in answer ? { error: answer.error } : answer.value;
}

function refusal(message: string): HttpProblem {
  return new HttpProblem(422, 'VALIDATION_FAILED', message, [{ path: '', message }]);
}

function contextOf(message: Pick<Msg, 'headers'>): HubRequestContext {
  const headers = new Map(headersOf(message).map(([name, values]) => [name.toLowerCase(), values[0]]));
  const given = headers.get('x-request-id') ?? headers.get('x-correlation-id') ?? headers.get('correlation_id');
  return { correlationId: readId(given) ?? randomUUID(), traceparent: readTraceparent(headers.get('traceparent')) };
}
