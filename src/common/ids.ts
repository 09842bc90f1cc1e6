import { parse, v5 } from 'uuid';

/** Name space of every id this service derives. Changing it changes all derived ids: never do. */
const NAMESPACE = parse('5d4c5a0e-6f0c-5f0e-9a39-6a3f3a4c7b21');

/**
 * A UUID (version 5, RFC 9562) that is the same for the same words, on every replica and after every restart.
 * @example derivedId('terminal', jobId)
 */
export function derivedId(...words: readonly string[]): string {
  // Bytes, for the package takes several times as long to make them of a text.
  return v5(Buffer.from(JSON.stringify(words)), NAMESPACE);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `text` is spelled as a UUID of any version. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}
