import { JSON_FAULTS, readUntrustedJson } from '../../common/untrusted-json';

/** Why a message can never be read. A closed list: no text of the message is ever repeated. */
export const POISON_REASONS = [
  ...JSON_FAULTS,
  'the body is not a JSON object',
  'the payload is not a JSON object',
  'the payload is missing or empty',
] as const;
export type PoisonReason = (typeof POISON_REASONS)[number];

/** Untrusted bytes as JSON, read by the same rules as a body over HTTP. */
export function readIncomingJson(data: Uint8Array): { readonly value: unknown } | { readonly poison: PoisonReason } {
  const read = readUntrustedJson(data);
  return 'value' in read ? read : { poison: read.fault };
}
