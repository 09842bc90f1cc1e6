import { Logger } from '@nestjs/common';
import { isTracing, startSpan, type LiveSpan } from '../../tracing/spans';
import type { IdentifiedRequest } from './job-request';

const log = new Logger('Job');

/** What became of a request. */
interface Taken {
  readonly jobId: string;
  readonly imageId: string;
  readonly isNew: boolean;
}

/**
 * Takes requests with a span for each: whatever becomes of its job, in whatever process, stands below it. Tells of those
 * that are new, which is the first line of a job's life.
 *
 * @param accept takes the requests; an answer for each, in their order
 */
export async function acceptingTraced<T extends Taken>(
  requests: readonly IdentifiedRequest[],
  accept: (traced: readonly IdentifiedRequest[]) => Promise<T[]>,
): Promise<T[]> {
  if (!isTracing()) {
    const jobs = await accept(requests);
    for (const [index, request] of requests.entries()) tell(request, jobs[index]);
    return jobs;
  }
  const spans = requests.map(spanOf);
  const traced = requests.map((request, index) => ({
    ...request,
    traceparent: spans[index]?.traceparent ?? request.traceparent,
  }));
  try {
    const jobs = await accept(traced);
    for (const [index, request] of requests.entries()) {
      spans[index]?.note({ 'image.is_new': jobs[index]?.isNew, 'image.code': request.refusal?.code });
      tell(request, jobs[index]);
    }
    return jobs;
  } catch (error) {
    for (const span of spans) span.fail(error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

function spanOf({ kind, jobId, imageId, traceparent: parent, correlationId }: IdentifiedRequest): LiveSpan {
  const facts = {
    'image.job_id': jobId,
    'image.id': imageId,
    'image.kind': kind,
    'image.correlation_id': correlationId,
  };
  return startSpan(`accept ${kind}`, { kind: 'producer', parent, facts });
}

function tell(request: IdentifiedRequest, job: Taken | undefined): void {
  const { kind, source, correlationId: correlation, refusal } = request;
  if (job?.isNew !== true) return;
  const line = { job: job.jobId, image: job.imageId, kind, correlation };
  if (refusal === undefined) log.log({ msg: 'job accepted', ...line, source });
  else log.log({ msg: 'job failed', ...line, source, code: refusal.code });
}
