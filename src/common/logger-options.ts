import type { Params } from 'nestjs-pino';

/** Request lines of these paths would drown the rest. */
const QUIET = /^\/(health|metrics)/;

/** The path as it came: on Fastify, middleware sees `url` without the part it is mounted on. */
function pathOf(request: { url?: string; originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').split('?')[0] ?? '';
}

/**
 * Logs are JSON lines, one event each: fields, not sentences. Headers and bodies are never logged: they carry tokens,
 * and texts of people.
 */
export function loggerOptions(level: string): Params {
  return {
    pinoHttp: {
      level,
      base: { service: 'image-service' },
      redact: { paths: ['req.headers', 'res.headers', '*.password', '*.authorization', '*.token'], remove: true },
      serializers: {
        // Not every member: errors of the database carry the statement's values, which are texts of people.
        err: (error: { name?: string; code?: unknown; stack?: string }) => ({
          type: error.name,
          code: error.code,
          stack: error.stack,
        }),
        req: ({ id, method, raw }: { id: string; method: string; raw: { url?: string; originalUrl?: string } }) => ({
          id,
          method,
          path: pathOf(raw),
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
      // What failed is logged once, by the error filter, with its reason.
      customLogLevel: () => 'debug',
      autoLogging: { ignore: (request) => QUIET.test(pathOf(request)) },
    },
  };
}
