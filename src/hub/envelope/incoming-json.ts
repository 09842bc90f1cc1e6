import { isRecord } from './json-record';

/** Why a message can never be read. A closed list: no text of the message is ever repeated. */
export const POISON_REASONS = [
  'the body is larger than 1 MiB',
  'the body is not UTF-8 text',
  'the body is not JSON',
  'the body is nested deeper than 64 levels',
  'the body is not a JSON object',
  'the payload is not a JSON object',
  'the payload is missing or empty',
] as const;
export type PoisonReason = (typeof POISON_REASONS)[number];

const LARGEST_BODY_BYTES = 1024 * 1024;
const DEEPEST_NESTING = 64;

/** Names that reach an object's prototype when some later code copies members carelessly. */
const DANGEROUS_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads untrusted bytes as JSON: at most 1 MiB, strict UTF-8 (a byte order mark is skipped), at most 64 levels deep.
 * Strings and member names come back without NUL and lone surrogates (each becomes U+FFFD), numbers are finite (else null).
 */
export function readIncomingJson(data: Uint8Array): { readonly value: unknown } | { readonly poison: PoisonReason } {
  if (data.byteLength > LARGEST_BODY_BYTES) return { poison: 'the body is larger than 1 MiB' };
  const text = decode(data);
  if (text === undefined) return { poison: 'the body is not UTF-8 text' };
  // Before parsing, on the plain text: whatever walks the value later may then recurse.
  if (nestsDeeperThan(text, DEEPEST_NESTING)) return { poison: 'the body is nested deeper than 64 levels' };
  try {
    return { value: cleanJson(JSON.parse(text)) };
  } catch {
    return { poison: 'the body is not JSON' };
  }
}

function decode(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return undefined;
  }
}

function nestsDeeperThan(text: string, levels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    if (depth > levels) return true;
  }
  return false;
}

/** Every character that PostgreSQL's jsonb refuses: NUL, and surrogates without their other half. */
const UNSTORABLE = /\0|[\ud800-\udfff]/gu;

function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNSTORABLE, '\ufffd');
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(cleanJson);
  if (!isRecord(value)) return value;
  const members = Object.entries(value)
    .map(([key, member]): [string, unknown] => [key.replace(UNSTORABLE, '\ufffd'), member])
    .filter(([key]) => !DANGEROUS_KEYS.has(key))
    .map(([key, member]): [string, unknown] => [key, cleanJson(member)]);
  return Object.fromEntries(members);
}
