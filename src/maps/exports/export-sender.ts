import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ifNoneMatchKnows } from '../../images/preconditions';

/** A file made of a map, on its way to a caller. */
export interface ExportFile {
  /** Strong, in its quotes; known before the work. */
  readonly etag: string;
  readonly contentType: string;
  /** The whole header `Content-Disposition`. */
  readonly disposition: string;
  /** Headers of this kind of file. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly make: (gone: AbortSignal) => Promise<Buffer>;
}

/**
 * Answers GET and HEAD with an export: nothing is made for who has it already, for HEAD, or for who has gone. Caches must
 * ask each time, because the map's name, grid and overlays may change.
 */
export async function sendExport(file: ExportFile, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const validators = { ETag: file.etag, 'Cache-Control': 'private, no-cache' };
  if (ifNoneMatchKnows(request.headers['if-none-match'], file.etag)) {
    await reply.status(304).headers(validators).send();
    return;
  }
  const described = {
    ...validators,
    ...file.headers,
    'Content-Type': file.contentType,
    'Content-Disposition': file.disposition,
  };
  // To HEAD Fastify would answer the length of an empty body.
  if (request.method === 'HEAD') return void (await reply.headers(described).send(Readable.from([])));
  const gone = goneSignal(reply);
  try {
    const bytes = await file.make(gone);
    // Set last: an error must not carry a file's headers.
    await reply.headers(described).send(bytes);
  } catch (error) {
    // Nobody is there to hear of it, and it is not our failure.
    if (gone.aborted) return void reply.hijack();
    throw error;
  }
}

/** Aborted when the connection closes before the answer is complete. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
