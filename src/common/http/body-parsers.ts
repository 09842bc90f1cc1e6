import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LARGEST_BODY_BYTES, readUntrustedJson, type ReadJson } from '../untrusted-json';
import { HttpProblem } from './problem';

const JSON_TYPE = 'application/json';
/** RFC 7396; only of a body that changes something. */
const MERGE_PATCH = 'application/merge-patch+json';

type Done = (error: Error | null, body?: unknown) => void;

/**
 * What bodies are read as: JSON in UTF-8 by the rules of the hub (`readUntrustedJson`), nothing else; what the hub would
 * leave out of it is refused with 422. An empty body is
 * `undefined`, which a handler that needs one refuses with 422. Other types, and compressed bodies, are 415.
 */
export function readBodies(http: FastifyInstance): void {
  http.removeAllContentTypeParsers();
  http.addContentTypeParser(
    [JSON_TYPE, MERGE_PATCH],
    { parseAs: 'buffer', bodyLimit: LARGEST_BODY_BYTES },
    (request, bytes, done) => readBody(request, bytes, done),
  );
}

function readBody(request: FastifyRequest, bytes: string | Buffer, done: Done): void {
  const refusal = refusalOf(request);
  if (refusal !== undefined) {
    done(refusal);
    return;
  }
  if (bytes.length === 0) {
    done(null, undefined);
    return;
  }
  const read = readUntrustedJson(Buffer.from(bytes));
  if ('value' in read) done(lossOf(read), read.value);
  else done(new HttpProblem(400, 'VALIDATION_FAILED', read.fault, [{ path: '', message: read.fault }]));
}

/** What a hub message may lose in silence must not be passed over in a request: its sender is there to be told. */
function lossOf({ losses }: ReadJson): HttpProblem | null {
  if (losses === undefined) return null;
  return new HttpProblem(422, 'VALIDATION_FAILED', 'the body has members that cannot be taken', losses);
}

function refusalOf({ method, headers }: FastifyRequest): HttpProblem | undefined {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') return unsupported('the body must not be compressed');
  const type = headers['content-type']?.toLowerCase() ?? '';
  const charset = /;\s*charset="?([^";\s]*)/.exec(type)?.[1] ?? 'utf-8';
  // RFC 8259, section 8.1: JSON between systems is UTF-8; plain ASCII is that, too.
  if (!/^(?:utf-?8|us-ascii)$/.test(charset)) return unsupported('the body must be UTF-8');
  const isMergePatch = type.startsWith(MERGE_PATCH);
  return isMergePatch && method !== 'PATCH' ? unsupported(`the body must be ${JSON_TYPE}`) : undefined;
}

const unsupported = (detail: string): HttpProblem => new HttpProblem(415, 'UNSUPPORTED_MEDIA_TYPE', detail);
