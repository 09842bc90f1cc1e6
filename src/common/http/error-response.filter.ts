import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ImageServiceError, ValidationFailedError, type Fault } from '../errors';
import { HttpProblem } from './problem';

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
}

const RETRY_AFTER_S = 5;

/** Turns whatever was thrown into `application/problem+json` (RFC 9457). The only place that does. */
@Catch()
export class ErrorResponseFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = answerOf(thrown);
    if (answer.status >= 500) this.log.error({ msg: 'request failed', request: request.id, err: thrown });
    send(answer, request, reply);
  }
}

/** The same for what Fastify refuses before any route is found (`/%zz`, a path that is too long). */
export function answerFrameworkError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  send(answerOfFramework(thrown), request, reply);
}

function send(answer: Answer, request: FastifyRequest, reply: FastifyReply): void {
  if (answer.status === 503 && reply.getHeader('retry-after') === undefined) {
    void reply.header('Retry-After', RETRY_AFTER_S);
  }
  void reply
    .status(answer.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .header('Cache-Control', 'no-store')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: answer.code.toLowerCase().replaceAll('_', ' '),
        status: answer.status,
        code: answer.code,
        detail: answer.detail,
        correlation_id: request.id,
        errors: answer.errors,
      }),
    );
}

function answerOf(thrown: unknown): Answer {
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
    return { status: 503, code: 'UNAVAILABLE', detail: 'the database is away; try again soon' };
  return answerOfFramework(thrown);
}

/** Refused or broken connections, and SQLSTATE classes of a server that stops, starts or is full (08, 53, 57P). */
function isDatabaseAway(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|08|53|57P)/.test(code) || /^(Connection terminated|timeout exceeded)/.test(thrown.message)
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
function answerOfFramework(thrown: unknown): Answer {
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
