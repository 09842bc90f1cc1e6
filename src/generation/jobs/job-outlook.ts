import { Injectable } from '@nestjs/common';
import { JobProgress } from '../progress/job-progress';
import type { ProgressReport } from '../progress/progress-report';
import { JobWaits, type JobWait } from './job-waits';
import type { ShownJob } from './jobs.reader';

/** What is known of an unfinished job beyond its row: why it waits, or how far its picture is. */
export interface JobOutlook extends JobWait {
  readonly report?: ProgressReport;
}

/** Looks ahead of jobs. A job that has ended has no outlook. */
@Injectable()
export class JobOutlooks {
  constructor(
    private readonly waits: JobWaits,
    private readonly progress: JobProgress,
  ) {}

  /** Of a pending job it costs statements, of others nothing. */
  async of(job: ShownJob): Promise<JobOutlook> {
    return job.status === 'pending' ? this.waits.of(job) : this.atHand(job);
  }

  /** As far as it is known without asking the database. */
  atHand(job: ShownJob): JobOutlook {
    return { report: this.progress.of(job) };
  }
}
