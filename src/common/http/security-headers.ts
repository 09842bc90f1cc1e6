import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { fastify, type FastifyInstance } from 'fastify';

/** Answers of the API are data: a browser that shows one as a page loads and runs nothing. */
const API_POLICY = {
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};
/**
 * Swagger UI brings its scripts as files and writes its styles into the page (@nestjs/swagger 11.4.7, looked at
 * 2026-11): scripts of ours only, nothing inline but styles.
 */
const DOCS_POLICY = {
  ...API_POLICY,
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
};

/** HSTS is the word of whoever ends TLS: over plain HTTP browsers ignore it. */
const HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: API_POLICY },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: false,
};

/** The same for answers that Fastify gives before any hook runs. */
export const EARLY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': Object.entries(API_POLICY)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join(';'),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Headers that keep browsers from doing more with an answer than it is for, on every answer. A handler that serves a
 * page of its own sets its own `Content-Security-Policy`, which then counts. Helmet writes them anew for each request, a
 * tenth of what a picture costs; ours never change, so it is asked once.
 */
export async function protectBrowsers(http: FastifyInstance): Promise<void> {
  const api = await headersOf(HEADERS);
  const docs = await headersOf({
    ...HEADERS,
    contentSecurityPolicy: { useDefaults: false, directives: DOCS_POLICY },
  });
  http.addHook('onRequest', (request, reply, done) => {
    void reply.headers(/^\/docs(\/|$)/.test(request.routeOptions.url ?? '') ? docs : api);
    done();
  });
}

/** What helmet puts on an answer, taken from a server that answers nobody else. */
async function headersOf(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const server = fastify();
  await server.register(helmet, options);
  const taken: Record<string, string> = {};
  server.get('/', (_request, reply) => {
    for (const [name, value] of Object.entries(reply.raw.getHeaders())) taken[name] = String(value);
    return {};
  });
  await server.inject('/');
  await server.close();
  return taken;
}
