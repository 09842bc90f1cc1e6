import type { Params } from 'nestjs-pino';
import { pino, type DestinationStream, type Logger } from 'pino';
import { logFields, type LogFields } from './log-fields';

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

/** How everything that Nest says is logged. Of requests `logging/request-lines.ts` tells. */
export function loggerOptions(logger: Logger): Params {
  // Its own serializers would print every member of an error, and it would stand in the way of every request.
  return { pinoHttp: { logger, wrapSerializers: false }, forRoutes: [] };
}
