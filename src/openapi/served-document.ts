import { createHash } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Serves a JSON document that does not change while the process lives: made at the first question, with a strong
 * ETag, and `304` for whoever has it.
 */
export function serveDocument(app: NestFastifyApplication, path: string, make: () => unknown): void {
  let made: { readonly bytes: Buffer; readonly etag: string } | undefined;
  app.getHttpAdapter().get(path, (request: FastifyRequest, reply: FastifyReply) => {
    made ??= withEtag(Buffer.from(JSON.stringify(make())));
    void reply.header('ETag', made.etag).header('Cache-Control', 'no-cache');
    if (namesIt(request.headers['if-none-match'], made.etag)) return void reply.status(304).send();
    return void reply.header('Content-Type', 'application/json; charset=utf-8').send(made.bytes);
  });
}

function withEtag(bytes: Buffer) {
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` };
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2): what a cache has weakened still counts. */
function namesIt(header: string | undefined, etag: string): boolean {
  const known = header?.split(',').map((entry) => entry.trim().replace(/^W\//, '')) ?? [];
  return known.includes(etag) || known.includes('*');
}
