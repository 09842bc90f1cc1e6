import { derivedId } from '../../common/ids';

const SANE_ID = /^[\x20-\x7e]{1,200}$/;

/**
 * An id from outside. 1–200 printable ASCII characters stay as they are; a longer or stranger one is replaced by an id
 * derived from all of it, so that equal ids stay equal. Whole numbers are read as text; everything else is no id.
 */
export function readId(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  return SANE_ID.test(text.trim()) ? text.trim() : derivedId('foreign id', text);
}

/** A sequence of a stream: 1 to 20 decimal digits; anything else is undefined. */
export function readSequence(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : undefined;
}

const ISO_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i;
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

/**
 * A moment: ISO 8601 with or without a zone (none means UTC, as Python's `utcnow().isoformat()` has it), or seconds or
 * milliseconds since 1970. Smaller numbers are event-loop clocks and say nothing about the time of day: undefined.
 */
export function readTimestamp(value: unknown): Date | undefined {
  const time = new Date(epochMs(value));
  return time.getTime() >= EARLIEST && time.getTime() < LATEST ? time : undefined;
}

function epochMs(value: unknown): number {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value;
  if (typeof value !== 'string' || value.length > 64) return NaN;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return epochMs(Number(value));
  const [, day, clock, zone] = ISO_TIME.exec(value.trim()) ?? [];
  if (day === undefined || clock === undefined) return NaN;
  const offset = (zone ?? 'Z').toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  return Date.parse(`${day}T${clock}${offset}`);
}

function readNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d{1,15}(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const LONGEST_TTL_S = 365 * 24 * 3600;

/** Time to live in seconds, 0 to 31536000 (more is cut); a negative or unreadable one is undefined: no limit. */
export function readTtlS(value: unknown): number | undefined {
  const ttlS = readNumber(value);
  return ttlS === undefined || ttlS < 0 ? undefined : Math.min(ttlS, LONGEST_TTL_S);
}

const PRIORITY_WORDS: ReadonlyMap<string, number> = new Map([
  ['deferred', 0],
  ['low', 2],
  ['normal', 5],
  ['medium', 5],
  ['default', 5],
  ['high', 7],
  ['urgent', 9],
  ['critical', 9],
]);

/**
 * Urgency 0–9, 9 most urgent, from a number or a word (`low` 2, `normal` 5, `high` 7, `urgent` and `critical` 9).
 * Numbers have one meaning here, whatever scale the sender had in mind: rounded, and cut to 0–9.
 */
export function readPriority(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const word = PRIORITY_WORDS.get(value.trim().toLowerCase());
    if (word !== undefined) return word;
  }
  const number = readNumber(value);
  return number === undefined ? undefined : Math.max(0, Math.min(9, Math.round(number))) + 0;
}
