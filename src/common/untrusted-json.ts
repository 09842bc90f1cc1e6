import type { Fault } from './errors';
import { storable } from './storable';

/** Why bytes are no JSON that we read. A closed list: no text of the sender is ever repeated. */
export const JSON_FAULTS = [
  'the body is larger than 1 MiB',
  'the body is not UTF-8 text',
  'the body is not JSON',
  'the body is nested deeper than 64 levels',
] as const;
export type JsonFault = (typeof JSON_FAULTS)[number];

/** Largest body, over the hub and over HTTP. */
export const LARGEST_BODY_BYTES = 1_048_576;
const DEEPEST_NESTING = 64;

/** Names that reach an object's prototype when some later code copies members carelessly. */
const DANGEROUS_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON that was read. */
export interface ReadJson {
  readonly value: unknown;
  /** What it does not hold of what was sent, at most 20: a sender that is to be told of its faults is told of these. */
  readonly losses?: readonly Fault[];
}

const MOST_LOSSES = 20;

/**
 * Reads untrusted bytes as JSON, for both doors alike: at most 1 MiB, strict UTF-8 (a byte order mark is skipped), at
 * most 64 levels deep. Strings and member names come back storable (no NUL, no lone surrogates: each becomes U+FFFD),
 * numbers finite (else null), and of members with the same name the last counts.
 */
export function readUntrustedJson(data: Uint8Array): ReadJson | { readonly fault: JsonFault } {
  if (data.byteLength > LARGEST_BODY_BYTES) return { fault: 'the body is larger than 1 MiB' };
  const text = decode(data);
  if (text === undefined) return { fault: 'the body is not UTF-8 text' };
  // Before parsing, on the plain text: whatever walks the value later may then recurse.
  if (nestsDeeperThan(text, DEEPEST_NESTING)) return { fault: 'the body is nested deeper than 64 levels' };
  try {
    const losses: Fault[] = [];
    const value = cleaned(JSON.parse(text), { path: '', losses });
    return losses.length === 0 ? { value } : { value, losses };
  } catch {
    return { fault: 'the body is not JSON' };
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

interface Place {
  /** Dotted, as in faults. */
  readonly path: string;
  readonly losses: Fault[];
}

function cleaned(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : lost(place, 'expected a smaller number');
  if (Array.isArray(value)) return value.map((entry, index) => cleaned(entry, inside(place, String(index))));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const key = storable(name);
    const at = inside(place, key);
    if (!DANGEROUS_KEYS.has(key)) return [[key, cleaned(member, at)]];
    lost(at, 'is not known here');
    return [];
  });
  return Object.fromEntries(members);
}

/** A name from outside is repeated only when it is a plain word. */
function inside({ path, losses }: Place, name: string): Place {
  const word = /^\w{1,40}$/.test(name) ? name : '?';
  return { path: path === '' ? word : `${path}.${word}`, losses };
}

function lost({ path, losses }: Place, message: string): null {
  if (losses.length < MOST_LOSSES) losses.push({ path, message });
  return null;
}
