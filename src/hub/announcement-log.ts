import type { Logger } from '@nestjs/common';

/** What is read of a published event; its envelope is ours. */
interface Published {
  readonly subject: string;
  readonly ordering_key: string;
  readonly envelope: unknown;
}

/** The last line of a job's life; what else is published is for whoever looks closely. */
export function announce(log: Logger, { subject, ordering_key: image, envelope }: Published): void {
  const { correlation_id: correlation, payload = {} } = envelope as {
    correlation_id?: string;
    payload?: { job_id?: string; kind?: string; code?: string };
  };
  const line = { msg: 'announced', event: subject, job: payload.job_id, image, kind: payload.kind, correlation };
  if (subject === 'image.generated' || subject === 'image.failed') log.log({ ...line, code: payload.code });
  else log.debug(line);
}
