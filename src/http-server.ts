import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { readBodies } from './common/http/body-parsers';
import { answerClientError, answerExpectation } from './common/http/client-errors';
import { answerFrameworkError, ErrorResponseFilter } from './common/http/error-response.filter';
import { KnownRoutes } from './common/http/known-routes';
import { HttpProblem } from './common/http/problem';
import { readQueryString } from './common/http/query-string';
import { requestIdOf } from './common/http/request-id';
import { protectBrowsers } from './common/http/security-headers';
import { LARGEST_BODY_BYTES } from './common/untrusted-json';
import { logRequests } from './logging/request-lines';
import { answerAtHand, PicturesAtHand } from './images/delivery/pictures-at-hand';
import { measureRequest, measureRequests } from './metrics/http-durations';
import { traceRequests } from './tracing/http-spans';
import { isTracing } from './tracing/spans';

/** Longest path with query; the longest of ours, with every filter of a list, is a quarter of it. */
const LONGEST_URL_CHARS = 8192;
/** Headers must have arrived by then, and the whole request: a sender that trickles must not hold a connection. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** How often Node looks for such connections. */
const LOOK_MS = 2_000;
/** A connection on which nothing moves in either direction is closed; longer than the longest wait that is granted. */
const SILENCE_MS = 120_000;
/** How long a connection is kept for a next request; longer than load balancers keep theirs (usually 60 s). */
const KEEP_ALIVE_MS = 72_000;

const ALLOWED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ALLOWED_HEADERS = [
  ...['Authorization', 'Content-Type', 'Accept', 'Idempotency-Key', 'If-Match', 'If-None-Match', 'If-Range', 'Range'],
  ...['Prefer', 'X-Request-ID', 'traceparent', 'Last-Event-ID'],
];
const EXPOSED_HEADERS = [
  ...['ETag', 'Location', 'Link', 'Retry-After', 'Idempotency-Replayed', 'X-Request-ID', 'Content-Range'],
  ...['Content-Disposition', 'Preference-Applied', 'RateLimit', 'RateLimit-Policy'],
];
const PREFLIGHT_KEPT_S = 600;

/** The HTTP server with its limits; see docs/operations.md. */
export function fastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: LARGEST_BODY_BYTES,
    connectionTimeout: SILENCE_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    // Node's own answer to a missing Host has no body; ours is in `hardenHttp`.
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: LOOK_MS, requireHostHeader: false },
    frameworkErrors: refuseUnrouted,
    clientErrorHandler: answerClientError,
    routerOptions: { querystringParser: readQueryString },
    genReqId: requestIdOf,
  });
}

/**
 * Everything about HTTP that no handler should have to think of. To be called before the application is initialised:
 * routes that exist already are not seen.
 *
 * @param logger of the process
 * @param corsOrigins origins whose pages may call the API; none: no CORS headers at all
 */
export async function hardenHttp(
  app: NestFastifyApplication,
  { logger, corsOrigins }: { readonly logger: Logger; readonly corsOrigins: readonly string[] },
): Promise<void> {
  const http: FastifyInstance = app.getHttpAdapter().getInstance();
  measureRequests(http);
  if (isTracing()) traceRequests(http);
  const routes = new KnownRoutes();
  http.addHook('onRoute', routes.add);
  logRequests(http, logger);
  http.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-ID', request.id);
    done(refusalOf(request));
  });
  http.server.on('checkExpectation', answerExpectation);
  answerAtHand(http, () => app.get(PicturesAtHand));
  readBodies(http);
  await protectBrowsers(http);
  if (corsOrigins.length > 0) allowOrigins(app, corsOrigins);
  app.useGlobalFilters(new ErrorResponseFilter(routes));
}

/** What Fastify refuses before it looks for a route: no hook sees it, so it is measured here. */
function refuseUnrouted(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  measureRequest(request, reply);
  answerFrameworkError(thrown, request, reply);
}

/** What no handler should see; RFC 9112, section 3.2, asks for one host, and for none more. */
function refusalOf({ url, raw }: FastifyRequest): HttpProblem | undefined {
  if (url.length > LONGEST_URL_CHARS) {
    return new HttpProblem(414, 'URI_TOO_LONG', `expected at most ${LONGEST_URL_CHARS} characters`);
  }
  const hosts = hostsIn(raw.rawHeaders);
  if (hosts === 1 || (hosts === 0 && raw.httpVersion !== '1.1')) return undefined;
  return new HttpProblem(400, 'VALIDATION_FAILED', 'expected one Host header');
}

/** `headers.host` is the first of them: whoever stands before us may have gone by the last. */
function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) if (isHost(rawHeaders[index] ?? '')) hosts += 1;
  return hosts;
}

/** The length first: this looks at every header of every request. */
const isHost = (name: string): boolean => name.length === 4 && name.toLowerCase() === 'host';

/** Bearer tokens are no cookies: no credentials are allowed, so a page only gets what its own token opens. */
function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  app.enableCors({
    origin: [...origins],
    methods: ALLOWED_METHODS,
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_KEPT_S,
    credentials: false,
    // OPTIONS without an origin is no preflight, and no fault either.
    strictPreflight: false,
  });
}
