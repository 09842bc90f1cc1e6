import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { withLogFields } from '../common/log-fields';

/** Request lines of these paths would drown the rest. */
const QUIET = /^\/(health|metrics)/;

/**
 * Names request and correlation in every line that is logged during a request, and at level `debug` tells of its end. It
 * stands in the place of pino-http, which makes a logger for each request before anybody knows that one is needed: a
 * tenth of what a picture costs (docs/performance.md).
 */
export function logRequests(http: FastifyInstance, logger: Logger): void {
  http.addHook('onRequest', (request, reply, done) => {
    const fields = { correlation: request.id, req: requestFields(request) };
    if (logger.isLevelEnabled('debug') && !QUIET.test(fields.req.path)) tellOfItsEnd(reply, fields, logger);
    withLogFields(fields, done);
  });
}

type RequestFields = ReturnType<typeof requestFields>;

/** The query stays out: people write into it. */
function requestFields({ id, method, url }: FastifyRequest) {
  const query = url.indexOf('?');
  return { id, method, path: query === -1 ? url : url.slice(0, query) };
}

/** What failed is logged once, by the error filter, with its reason. */
function tellOfItsEnd(
  { raw }: FastifyReply,
  fields: { readonly correlation: string; readonly req: RequestFields },
  logger: Logger,
): void {
  const startMs = Date.now();
  raw.once('close', () => {
    const line = { ...fields, res: { statusCode: raw.statusCode }, responseTime: Date.now() - startMs };
    logger.debug(line, raw.writableFinished ? 'request completed' : 'request aborted');
  });
}
