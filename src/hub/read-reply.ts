/**
 * Reads a reply of a Nest `@MessagePattern` (`{response, isDisposed, id}` or `{err, …}`) or of a program without Nest
 * (any JSON). Never throws: what is no JSON is `undefined`, an error is `{ err }`.
 */
export function readReply(bytes: Uint8Array): unknown {
  const value = parse(bytes);
  if (!isNestReply(value)) return value;
  return value.err === undefined || value.err === null ? value.response : { err: value.err };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

function isNestReply(value: unknown): value is { response?: unknown; err?: unknown } {
  if (typeof value !== 'object' || value === null) return false;
  return 'isDisposed' in value || 'err' in value || ('response' in value && 'id' in value);
}
