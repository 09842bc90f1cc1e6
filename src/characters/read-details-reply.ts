import { isRecord, JsonRecord } from '../hub/envelope/json-record';

/** Why a reply cannot be used now. A closed list: no text of the reply is ever repeated. */
export const REPLY_FAULTS = [
  'the reply is not a JSON object',
  'the reply reports an error',
  'the reply holds no character',
] as const;
export type ReplyFault = (typeof REPLY_FAULTS)[number];

/** What the character service's answer says. */
export type DetailsReply =
  | { readonly details: unknown }
  | { readonly notFound: true }
  | { readonly error: ReplyFault }
  | { readonly pubAck: true };

const NOT_FOUND_CODES = new Set(['CHARACTER_NOT_FOUND', 'NOT_FOUND', '404']);
const FAILED_STATES = new Set(['error', 'failed', 'failure']);

/**
 * Reads the answer to a request for details, as parsed JSON: bare, in any wrapper that `normaliseDetails` opens, or in
 * Nest's `{response, err, isDisposed}`. Never throws.
 *
 * `pubAck` means that a JetStream stream captures the request subject: the stream has answered, nobody else will.
 */
export function readDetailsReply(reply: unknown): DetailsReply {
  if (!isRecord(reply)) return { error: 'the reply is not a JSON object' };
  if (isPubAck(reply)) return { pubAck: true };
  if (isNotFound(reply)) return { notFound: true };
  if (reportsError(reply)) return { error: 'the reply reports an error' };
  if (isNestPacket(reply)) return readResponse(reply['response']);
  return isEmpty(reply) ? { error: 'the reply holds no character' } : { details: reply };
}

/** What a Nest packet carries; a packet in a packet is nobody's answer. */
function readResponse(response: unknown): DetailsReply {
  if (!isRecord(response) || isNestPacket(response)) return { error: 'the reply holds no character' };
  return readDetailsReply(response);
}

const PUB_ACK_MEMBERS = new Set(['stream', 'seq', 'domain', 'duplicate', 'type', 'error', 'batch', 'count', 'val']);

/** `{stream, seq}` and nothing a character could have (docs.nats.io, JetStream publish acknowledgement). */
function isPubAck(reply: JsonRecord): boolean {
  if (typeof reply['stream'] !== 'string' || typeof reply['seq'] !== 'number') return false;
  return Object.keys(reply).every((name) => PUB_ACK_MEMBERS.has(name));
}

function isNestPacket(reply: JsonRecord): boolean {
  return 'isDisposed' in reply || ('response' in reply && 'id' in reply);
}

/** The places where senders put an error: Nest's `err`, `error`, and both once more inside `data`. */
function errorsIn(reply: JsonRecord): unknown[] {
  const inner = isRecord(reply['data']) ? reply['data']['error'] : undefined;
  return [reply['err'], reply['error'], inner].filter(
    (error) => error !== undefined && error !== null && error !== false,
  );
}

function isNotFound(reply: JsonRecord): boolean {
  // Nest's exceptions, thrown as they are, arrive as {statusCode, message}; a bare text becomes {status, message}.
  return reply['statusCode'] === 404 || errorsIn(reply).some(saysNotFound);
}

function saysNotFound(error: unknown): boolean {
  if (!isRecord(error)) return isNotFoundCode(error);
  return ['code', 'status', 'statusCode', 'message'].some((name) => isNotFoundCode(error[name]));
}

function isNotFoundCode(code: unknown): boolean {
  return (
    (typeof code === 'string' || typeof code === 'number') && NOT_FOUND_CODES.has(String(code).trim().toUpperCase())
  );
}

function reportsError(reply: JsonRecord): boolean {
  if (errorsIn(reply).length > 0 || reply['success'] === false) return true;
  const status = reply['status'];
  return typeof status === 'string' && FAILED_STATES.has(status.toLowerCase());
}

/** Nothing in it, or a wrapper around nothing. */
function isEmpty(reply: JsonRecord): boolean {
  const holders = ['data', 'character'].filter((name) => name in reply);
  if (holders.some((name) => reply[name] === null)) return true;
  return Object.keys(reply).length === 0;
}
