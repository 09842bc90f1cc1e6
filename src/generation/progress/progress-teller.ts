import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageOf } from '../../common/errors';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { HubNews } from '../../hub/hub-news';
import type { ClaimedJob } from '../jobs/job-store';
import { referencesOf } from '../jobs/terminal-event';
import { JobProgress } from './job-progress';
import { shownBeside, writeReport, type ProgressReport } from './progress-report';
import { ReportPace } from './report-pace';

/** Silence is shorter than what `JobProgress` takes for the end. */
const TO_REPLICAS = { everyMs: 1000, step: 0.02, silenceMs: 10_000 };
const TO_HUB = { everyMs: 2000, step: 0.02, silenceMs: 10_000 };

/** Tells how far one picture is; to be called with every answer of its backend. */
export type TellProgress = (report: ProgressReport) => Promise<void>;

/** Tells everybody who may want to know how far pictures are: this replica, the others, and the hub where it is switched on. */
@Injectable()
export class ProgressTeller {
  private readonly log = new Logger(ProgressTeller.name);

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly dataSource: DataSource,
    private readonly progress: JobProgress,
    private readonly news: HubNews,
  ) {}

  /** How one attempt at a picture is told of: not too often, and not for nothing. */
  of(job: ClaimedJob): TellProgress {
    const toReplicas = new ReportPace(TO_REPLICAS);
    const toHub = new ReportPace(TO_HUB);
    return async (report) => {
      const nowMs = performance.now();
      if (this.config.PROGRESS_EVENTS && toHub.isDue(report.fraction, nowMs)) this.news.tell(eventOf(job, report));
      if (toReplicas.isDue(report.fraction, nowMs)) await this.signal(report);
    };
  }

  private async signal(report: ProgressReport): Promise<void> {
    this.progress.remember(report);
    await this.dataSource
      .query(`SELECT pg_notify('image_job_progress', $1)`, [writeReport(report)])
      .catch((error: unknown) => this.log.debug({ msg: 'progress could not be told', error: messageOf(error) }));
  }
}

function eventOf(job: ClaimedJob, report: ProgressReport) {
  return {
    type: 'image.progress',
    correlationId: job.correlation_id,
    causationId: job.causation_id ?? undefined,
    traceparent: job.traceparent ?? undefined,
    payload: {
      image_id: job.image_id,
      ...referencesOf(job),
      attempts: job.attempts,
      fraction: report.fraction,
      ...shownBeside(report),
    },
  };
}
