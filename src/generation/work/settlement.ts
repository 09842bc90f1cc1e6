import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DependencyAwayError, ImageServiceError, messageOf } from '../../common/errors';
import { jobFields } from '../../common/log-fields';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { Outbox } from '../../hub/outbox';
import { worthRetrying } from '../../hub/settlement';
import { currentTraceparent } from '../../tracing/spans';
import { JobStore, LeaseLostError, type ClaimedJob } from '../jobs/job-store';
import { failedEvent, type Failure } from '../jobs/terminal-event';
import { UnchangedError, WaitForJobError } from '../picture-kind';
import { WorkMetrics } from './work-metrics';

const FIRST_DELAY_MS = 2000;
const AWAY_DELAY_MS = 5000;
const LONGEST_DELAY_MS = 60_000;

/** Decides what becomes of a job whose attempt ended: the only place that catches everything. */
@Injectable()
export class Settlement {
  private readonly log = new Logger('Job');

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly dataSource: DataSource,
    private readonly jobs: JobStore,
    private readonly outbox: Outbox,
    private readonly metrics: WorkMetrics,
  ) {}

  completed(job: ClaimedJob): void {
    this.metrics.ended(job.kind, 'completed');
  }

  /** Never throws: what cannot be written now is found again when the lease runs out. */
  async settle(job: ClaimedJob, error: unknown, isAbandoned: boolean): Promise<void> {
    try {
      await this.decide(job, error, isAbandoned);
    } catch (failure) {
      if (failure instanceof LeaseLostError) return;
      this.log.warn({ msg: 'job left to its lease', job: job.id, error: messageOf(failure) });
    }
  }

  private async decide(job: ClaimedJob, error: unknown, isAbandoned: boolean): Promise<void> {
    if (error instanceof LeaseLostError) {
      this.log.warn({ msg: 'another worker has the job', job: job.id });
    } else if (error instanceof WaitForJobError) {
      await this.jobs.waitFor(job, error.jobId);
    } else if (error instanceof UnchangedError) {
      await this.jobs.endUnchanged(job);
      this.metrics.ended(job.kind, 'cancelled', 'UNCHANGED');
    } else if (error instanceof DependencyAwayError) {
      this.log.warn({ msg: 'job waits', job: job.id, for: error.dependency });
      await this.jobs.postpone(job, AWAY_DELAY_MS);
    } else if (isAbandoned) {
      await this.jobs.handBack(job);
      this.metrics.ended(job.kind, 'handed_back');
    } else if (this.mayTryAgain(job, error)) {
      await this.tryAgain(job, error);
    } else {
      // Its message tells nobody what went wrong, and promises that the log does.
      if (!(error instanceof ImageServiceError))
        this.log.error({ msg: 'job failed by a fault', job: job.id, err: error });
      await this.fail(job, failureOf(error));
    }
  }

  private mayTryAgain(job: ClaimedJob, error: unknown): boolean {
    // The attempt has tried a second seed already: a third would be a loop over a broken backend.
    if (error instanceof ImageServiceError && error.code === 'BLANK_OUTPUT') return false;
    return worthRetrying(error) && job.attempts < this.config.JOB_MAX_ATTEMPTS;
  }

  private async tryAgain(job: ClaimedJob, error: unknown): Promise<void> {
    const { code, message } = failureOf(error);
    const delayMs = delayAfter(job.attempts);
    await this.jobs.tryAgain(job, delayMs, code, message);
    this.metrics.ended(job.kind, 'retried', code);
    this.log.warn({
      msg: 'job will be tried again',
      job: job.id,
      attempt: job.attempts,
      code,
      delayMs,
      error: messageOf(error),
    });
  }

  private async fail(job: ClaimedJob, failure: Failure): Promise<void> {
    const traceparent = currentTraceparent() ?? job.traceparent;
    await this.dataSource.transaction(async (manager) => {
      await this.jobs.fail(manager, job, failure.code, failure.message);
      await this.outbox.append(manager, [failedEvent({ ...job, traceparent }, failure)]);
    });
    this.metrics.ended(job.kind, 'failed', failure.code);
    this.log.log({ msg: 'job failed', ...jobFields(job), code: failure.code });
  }
}

/** What a stranger may know of an error. */
function failureOf(error: unknown): Failure {
  if (error instanceof ImageServiceError) {
    return { code: error.code, message: error.message, retryable: error.retry === 'later' };
  }
  return { code: 'INTERNAL', message: 'the service failed; its log tells more', retryable: true };
}

/** 2, 4, 8 … 60 seconds, each between half and all of it, so that jobs that failed together do not return together. */
function delayAfter(attempts: number): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempts - 1));
  return Math.round(full * (0.5 + Math.random() / 2));
}
