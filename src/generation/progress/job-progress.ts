import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DatabaseSignals } from '../../database/database-signals';
import type { JobEntity } from '../jobs/job.entity';
import { readReport, type ProgressReport } from './progress-report';

/** A report of a picture that is not heard of any more says nothing; painters report every ten seconds at least. */
const FRESH_MS = 30_000;
/** Pictures painted at a time, on all replicas, are far fewer. */
const MOST_JOBS = 10_000;

/** How far the pictures are that are painted now, on whatever replica: told by signals, kept in memory, never in a row. */
@Injectable()
export class JobProgress implements OnModuleInit, OnApplicationShutdown {
  private readonly reports = new LRUCache<string, { readonly report: ProgressReport; readonly atMs: number }>({
    max: MOST_JOBS,
  });
  private unsubscribe?: () => void;

  constructor(private readonly signals: DatabaseSignals) {}

  onModuleInit(): void {
    this.unsubscribe = this.signals.on('image_job_progress', (text) => {
      const report = readReport(text);
      if (report !== undefined) this.remember(report);
    });
  }

  onApplicationShutdown(): void {
    this.unsubscribe?.();
  }

  /** Notes a report, unless a later one of the same job is known. */
  remember(report: ProgressReport): void {
    const known = this.newest(report.jobId);
    if (known !== undefined && known.attempt > report.attempt) return;
    if (known?.attempt === report.attempt && known.fraction > report.fraction) return;
    this.reports.set(report.jobId, { report, atMs: performance.now() });
  }

  /** The newest report of a running job; `undefined` when none is known of this attempt. */
  of({ id, status, attempts }: Pick<JobEntity, 'id' | 'status' | 'attempts'>): ProgressReport | undefined {
    const report = status === 'running' ? this.newest(id) : undefined;
    return report?.attempt === attempts ? report : undefined;
  }

  private newest(jobId: string): ProgressReport | undefined {
    const known = this.reports.get(jobId);
    return known !== undefined && performance.now() - known.atMs < FRESH_MS ? known.report : undefined;
  }
}
