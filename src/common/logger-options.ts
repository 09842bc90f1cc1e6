import type { Params } from 'nestjs-pino';
import { pino, type DestinationStream, type Logger } from 'pino';
import { logFields, type LogFields } from './log-fields';

/** Request lines of these paths would drown the rest. */
const QUIET = /^\/(health|metrics)/;

/** The path as it came: on Fastify, middleware sees `url` without the part it is mounted on. */
function pathOf(request: { url?: string; originalUrl?: string }): string {
  return (request.originalUrl ?? request.url ?? '').split('?')[0] ?? '';
}

/**
 * The log of the process: JSON lines, one event each: fields, not sentences. What a line concerns (`withLogFields`) is in
 * each; headers and bodies are never logged, for they carry tokens and texts of people.
 *
 * @param more fields of every line, asked for at each
 * @param stream default standard output
 */
export function serviceLogger(level: string, more: () => LogFields, stream?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service: 'image-service' },
      mixin: () => ({ ...more(), ...logFields() }),
      redact: { paths: ['req.headers', 'res.headers', '*.password', '*.authorization', '*.token'], remove: true },
      serializers: {
        // Not every member: errors of the database carry the statement's values, which are texts of people.
        err: (error: { name?: string; code?: unknown; stack?: string }) => ({
          type: error.name,
          code: error.code,
          stack: error.stack,
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
    },
    stream,
  );
}

/** How requests are logged, and everything that Nest says. */
export function loggerOptions(logger: Logger): Params {
  return {
    pinoHttp: {
      logger,
      serializers: {
        req: ({ id, method, raw }: { id: string; method: string; raw: { url?: string; originalUrl?: string } }) => ({
          id,
          method,
          path: pathOf(raw),
        }),
      },
      // What failed is logged once, by the error filter, with its reason.
      customLogLevel: () => 'debug',
      autoLogging: { ignore: (request) => QUIET.test(pathOf(request)) },
    },
  };
}
