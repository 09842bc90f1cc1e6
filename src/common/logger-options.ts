import type { Params } from 'nestjs-pino';

/** Request lines of these paths would drown the rest. */
const QUIET = /^\/(health|metrics)/;

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
        req: (request: { id: string; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split('?')[0],
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
      customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
      autoLogging: { ignore: (request) => QUIET.test(request.url ?? '') },
    },
  };
}
