import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openSpan, type LiveSpan } from './spans';
import { readTraceparent } from './traceparent';

/** Asked all day by machines: they would drown the rest. */
const QUIET = /^\/(health|metrics)/;

const spans = new WeakMap<FastifyRequest, LiveSpan>();

/** Makes every request a span, named by its route: paths and queries are what callers wrote. To be called before routes exist. */
export function traceRequests(http: FastifyInstance): void {
  http.addHook('onRequest', (request, _reply, done) => {
    if (QUIET.test(request.url)) return done();
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const facts = { 'http.request.method': method, 'http.route': route, 'image.correlation_id': request.id };
    openSpan(`${method} ${route}`, { kind: 'server', parent: headerOf(request), facts }, (span) => {
      spans.set(request, span);
      done();
    });
  });
  http.addHook('onResponse', (request, { statusCode }, done) => {
    const span = spans.get(request);
    span?.note({ 'http.response.status_code': statusCode });
    if (statusCode >= 500) span?.fail({ code: String(statusCode) });
    span?.end();
    done();
  });
}

/** The `traceparent` that whatever the request causes hands on: its span's, or the caller's own while tracing is off. */
export function traceparentOf(request: FastifyRequest): string | undefined {
  return spans.get(request)?.traceparent ?? headerOf(request);
}

function headerOf({ headers }: FastifyRequest): string | undefined {
  return readTraceparent(headers.traceparent);
}
