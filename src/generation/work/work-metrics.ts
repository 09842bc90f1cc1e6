import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';

/** Stages of a job that are timed one by one. */
export type Stage = 'wait' | 'compose' | 'render' | 'verify' | 'process' | 'store' | 'total';

/** What the worker tells Prometheus. */
@Injectable()
export class WorkMetrics {
  constructor(
    @InjectMetric('image_generation_jobs_total') private readonly jobs: Counter<'kind' | 'outcome' | 'code'>,
    @InjectMetric('image_generation_duration_seconds') private readonly durations: Histogram<'kind' | 'stage'>,
  ) {}

  ended(kind: string, outcome: 'completed' | 'failed' | 'retried' | 'handed_back', code = ''): void {
    this.jobs.inc({ kind, outcome, code });
  }

  took(kind: string, stage: Stage, ms: number): void {
    this.durations.observe({ kind, stage }, ms / 1000);
  }

  /** Runs `work` and notes how long it took, also when it fails. */
  async time<T>(kind: string, stage: Stage, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.took(kind, stage, performance.now() - start);
    }
  }
}
