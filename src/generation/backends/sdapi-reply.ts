import { parseJson } from './parse-json';

/** A reply with a picture, read. */
export interface SdapiReply {
  /** The JSON; where `picture` is there, without it. */
  readonly reply: unknown;
  /** The one picture of the reply, where it stands where it usually does. */
  readonly picture?: Buffer;
}

/** How replies begin; the picture follows as base64. */
const USUAL_START = /^\s*\{\s*"images"\s*:\s*\[\s*"/;
const START_BYTES = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;

/**
 * Reads a reply of megabytes without making text of it: as JSON it would hold up the thread that every other request waits
 * for (estimated at 10 ms, not measured) and take twice its size in memory. What does not look as usual is read as JSON.
 *
 * @throws BackendUnavailableError when it is not JSON
 */
export function readReply(bytes: Buffer): SdapiReply {
  const start = USUAL_START.exec(bytes.toString('latin1', 0, START_BYTES))?.[0].length;
  const end = start === undefined ? -1 : bytes.indexOf(QUOTE, start);
  if (start === undefined || end <= start || bytes[end + 1] !== CLOSING_BRACKET) return { reply: parseJson(bytes) };
  const encoded = bytes.subarray(start, end);
  // Escapes, and the prefix that makes it an address.
  if (encoded.includes(BACKSLASH) || encoded.subarray(0, 5).toString('latin1') === 'data:') {
    return { reply: parseJson(bytes) };
  }
  const reply = parseJson(Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]));
  return { reply, picture: Buffer.from(encoded.toString('latin1'), 'base64') };
}
