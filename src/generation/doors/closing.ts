import type { FastifyReply } from 'fastify';

/** Tells when the other side has gone away. */
export interface Closing {
  /** Aborted when the connection closes before the answer was sent. */
  readonly signal: AbortSignal;
  /** Stops listening. */
  readonly forget: () => void;
}

/** Watches the connection of a reply that is still to be sent. */
export function closingOf(reply: FastifyReply): Closing {
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  // It may have gone while the request was taken: then `close` was told before anybody listened.
  if (reply.raw.destroyed) onClose();
  else reply.raw.once('close', onClose);
  return { signal: gone.signal, forget: () => void reply.raw.off('close', onClose) };
}
