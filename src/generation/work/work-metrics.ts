import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { inSpan, noteOnSpan } from '../../tracing/spans';
import { withDetailsTime } from '../../characters/details-time';

/** Stages of a job that are timed one by one. */
export type Stage = 'wait' | 'details' | 'compose' | 'render' | 'verify' | 'process' | 'store' | 'total';

/** How an attempt ended. */
export type JobOutcome = 'completed' | 'failed' | 'cancelled' | 'retried' | 'handed_back';

/** What the worker tells Prometheus. */
@Injectable()
export class WorkMetrics {
  constructor(
    @InjectMetric('image_generation_jobs_total') private readonly jobs: Counter<'kind' | 'outcome' | 'code'>,
    @InjectMetric('image_generation_duration_seconds') private readonly durations: Histogram<'kind' | 'stage'>,
  ) {}

  ended(kind: string, outcome: JobOutcome, code = ''): void {
    this.jobs.inc({ kind, outcome, code });
    noteOnSpan({ 'image.outcome': outcome, ...(code !== '' && { 'image.code': code }) });
  }

  took(kind: string, stage: Stage, ms: number): void {
    this.durations.observe({ kind, stage }, ms / 1000);
  }

  /** Runs `work` and notes how long it took, also when it fails. */
  async time<T>(kind: string, stage: Stage, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await inSpan(stage, {}, work);
    } finally {
      this.took(kind, stage, performance.now() - start);
    }
  }

  /** The same for composing: waiting for the character service is a stage of its own, and no part of it. */
  async timeComposing<T>(kind: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    let waitedMs = 0;
    const note = (ms: number): void => {
      waitedMs = ms;
      this.took(kind, 'details', ms);
    };
    try {
      return await withDetailsTime(work, note);
    } finally {
      this.took(kind, 'compose', Math.max(0, performance.now() - start - waitedMs));
    }
  }
}
