import { HttpException } from '@nestjs/common';
import { ImageServiceError, ValidationFailedError, type Fault } from '../errors';
import { HttpProblem } from './problem';

/** An answer that is no success: RFC 9457 problem details without the request's own. */
export interface Answer {
  /** Status over HTTP, 400 to 599. */
  readonly status: number;
  /** Stable code for programs. */
  readonly code: string;
  /** Safe to show to anybody. */
  readonly detail: string;
  readonly errors?: readonly Fault[];
}

/** What to tell about whatever was thrown, over HTTP and over the hub alike. Never a text of a stranger's error. */
export function answerOf(thrown: unknown): Answer {
  if (thrown instanceof HttpProblem) return { ...pick(thrown), status: thrown.httpStatus };
  if (thrown instanceof ValidationFailedError) {
    return { status: 422, code: thrown.code, detail: 'the body does not validate', errors: thrown.faults };
  }
  if (isAccessError(thrown)) return { ...pick(thrown), status: thrown.httpStatus };
  if (thrown instanceof ImageServiceError) {
    const status = thrown.code === 'INTERNAL' ? 500 : thrown.retry === 'later' ? 503 : 422;
    return { status, code: thrown.code, detail: thrown.message };
  }
  if (isDatabaseAway(thrown))
    return { status: 503, code: 'UNAVAILABLE', detail: 'the database cannot do this now; try again soon' };
  return answerOfFramework(thrown);
}

/**
 * Refused or broken connections, SQLSTATE classes of a server that stops, starts or is full (08, 53, 57P), and transactions
 * that it ended because they stood in each other's way (40).
 */
function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|08|40|53|57P)/.test(code) ||
    /^(Connection terminated|timeout exceeded)/.test(thrown.message)
  );
}

function pick(error: { code: string; message: string; errors?: readonly Fault[] }) {
  return { code: error.code, detail: error.message, errors: error.errors };
}

/** Errors of floor 2 that know their status; recognised by their form, since floor 0 knows nobody. */
function isAccessError(thrown: unknown): thrown is Error & { code: string; httpStatus: number } {
  return thrown instanceof Error && 'httpStatus' in thrown && typeof thrown.httpStatus === 'number' && 'code' in thrown;
}

/** What Nest and Fastify throw themselves: unknown routes, broken JSON, bodies too large. */
export function answerOfFramework(thrown: unknown): Answer {
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  switch (status) {
    case 400:
      return { status, code: 'VALIDATION_FAILED', detail: 'the request cannot be read' };
    case 404:
      return { status, code: 'NOT_FOUND', detail: 'there is nothing at this path' };
    case 405:
      return { status, code: 'METHOD_NOT_ALLOWED', detail: 'the method is not allowed here' };
    case 413:
      return { status, code: 'PAYLOAD_TOO_LARGE', detail: 'the body is too large' };
    case 414:
      return { status, code: 'URI_TOO_LONG', detail: 'the path is too long' };
    case 415:
      return { status, code: 'UNSUPPORTED_MEDIA_TYPE', detail: 'the content type is not supported' };
    default:
      return status >= 400 && status < 500
        ? { status, code: 'REQUEST_REFUSED', detail: 'the request cannot be served' }
        : { status: 500, code: 'INTERNAL', detail: 'the service failed; its log tells more' };
  }
}

function statusOf(thrown: unknown): number {
  const status: unknown =
    typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown ? thrown.statusCode : 500;
  return typeof status === 'number' ? status : 500;
}
