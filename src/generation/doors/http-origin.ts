import type { FastifyRequest } from 'fastify';
import { mayRead, type Principal } from '../../auth/principal';
import { traceparentOf } from '../../tracing/http-spans';
import type { JobRequest } from '../jobs/job-request';
import { NORMAL_PRIORITY } from '../requests/event-origin';

/** What a job knows of the HTTP request that caused it. */
export type HttpOrigin = Pick<
  JobRequest,
  'source' | 'priority' | 'correlationId' | 'traceparent' | 'ownerId' | 'asker'
>;

/** The request's id becomes the correlation id, and whoever asks becomes the owner. */
export function originOfHttp(request: FastifyRequest, principal: Principal): HttpOrigin & { priority: number } {
  return {
    source: 'http',
    priority: NORMAL_PRIORITY,
    correlationId: request.id,
    traceparent: traceparentOf(request),
    ownerId: principal.sub,
    asker: {
      seesEverything: mayRead(principal, {}),
      campaigns: principal.campaigns,
    },
  };
}
