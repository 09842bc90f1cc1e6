import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';

/** Of the process, not of a module's provider: hooks are set before there are providers. */
const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'From the head of a request to the last byte of its answer',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
});

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Senders choose paths and methods; each new word would be a series for ever. */
const UNKNOWN_ROUTE = 'unknown';
const OTHER_METHOD = 'OTHER';
/** As nginx counts who hung up before the answer was out: neither our failure nor an answer. */
const HUNG_UP = '499';

/** Measures every request from now on. To be called before any other hook, whose time counts as well. */
export function measureRequests(http: FastifyInstance): void {
  http.addHook('onRequest', (request, reply, done) => {
    measureRequest(request, reply);
    done();
  });
}

/** Measures a request that no hook sees, from now until its answer is out. */
export function measureRequest(request: FastifyRequest, reply: FastifyReply): void {
  const start = performance.now();
  // Not Fastify's onResponse, which never runs when the other side hangs up.
  reply.raw.once('close', () => {
    const status = reply.raw.writableFinished ? String(reply.raw.statusCode) : HUNG_UP;
    const labels = { method: methodOf(request), route: routeOf(request), status };
    durations.observe(labels, (performance.now() - start) / 1000);
  });
}

function methodOf({ method }: FastifyRequest): string {
  return METHODS.has(method) ? method : OTHER_METHOD;
}

/** As it is declared, `/api/v1/images/:id`: what stands for a whole family of paths is bounded. */
function routeOf(request: FastifyRequest): string {
  const url = request.is404 ? undefined : request.routeOptions.url;
  return url === undefined || url === '*' || url === '/*' ? UNKNOWN_ROUTE : url;
}
