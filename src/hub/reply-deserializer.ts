import type { IncomingResponse, ProducerDeserializer } from '@nestjs/microservices';

/**
 * Reads a reply of a Nest `@MessagePattern` (`{response, isDisposed, id}` or `{err, …}`) or of a program without Nest
 * (any JSON). Nest's own reader takes the `id` of a bare character for a packet id and then drops the
 * reply in silence, and throws inside the client's callback for what is not JSON.
 */
export class ReplyDeserializer implements ProducerDeserializer {
  deserialize(bytes: Uint8Array): IncomingResponse {
    const value = parse(bytes);
    if (isNestReply(value)) return { id: '', response: value.response, err: value.err, isDisposed: true };
    return { id: '', response: value, isDisposed: true };
  }
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
