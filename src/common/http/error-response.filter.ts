import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerOf, answerOfFramework, type Answer } from './answer-of';
import { KnownRoutes } from './known-routes';
import { EARLY_HEADERS } from './security-headers';

const RETRY_AFTER_S = 5;
/** Nobody hears it; but the sender's doing must not look like a failure of ours in the log. */
const HUNG_UP: Answer = { status: 400, code: 'VALIDATION_FAILED', detail: 'the request ended before its end' };

/** Turns whatever was thrown into `application/problem+json` (RFC 9457). The only place that does. */
@Catch()
export class ErrorResponseFilter implements ExceptionFilter {
  private readonly log = new Logger('Http');

  /** @param routes of this process: what tells a wrong method from a wrong path */
  constructor(private readonly routes = new KnownRoutes()) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = hungUp(request) ? HUNG_UP : (this.wrongMethod(request, reply) ?? answerOf(thrown));
    if (answer.status === 503) this.log.warn({ msg: 'request turned away', request: request.id, code: answer.code });
    else if (answer.status >= 500) this.log.error({ msg: 'request failed', request: request.id, err: thrown });
    send(answer, request, reply);
  }

  private wrongMethod(request: FastifyRequest, reply: FastifyReply): Answer | undefined {
    if (!request.is404) return undefined;
    const methods = this.routes.methodsAt(request.url.split('?')[0] ?? '');
    if (methods.length === 0) return undefined;
    void reply.header('Allow', methods.join(', '));
    return { status: 405, code: 'METHOD_NOT_ALLOWED', detail: 'the method is not allowed here' };
  }
}

/** Whether the sender went away while the body was still on its way. */
function hungUp({ raw }: FastifyRequest): boolean {
  return raw.destroyed === true && raw.complete === false;
}

/** The same for what Fastify refuses before any route is found (`/%zz`, a path that is too long). */
export function answerFrameworkError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // No hook runs for these.
  void reply.headers(EARLY_HEADERS);
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
    .header('X-Request-ID', request.id)
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
