import { availableParallelism } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { Wakeup } from '../../common/wakeup';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { DatabaseSignals } from '../../database/database-signals';
import { BackendPool } from '../backends/backend-pool';
import { JobStore, type ClaimedJob } from '../jobs/job-store';
import { JobRun } from './job-run';
import { Settlement } from './settlement';
import { Attempt } from './attempt';

const POLL_MS = 1000;

/** What the worker works with, in one hand. */
@Injectable()
export class WorkerTools {
  constructor(
    readonly jobs: JobStore,
    readonly pool: BackendPool,
    readonly attempt: Attempt,
    readonly settlement: Settlement,
  ) {}
}

/**
 * Claims jobs and runs them. It holds as many as there are slots, and one more per backend that is composed
 * meanwhile, so that a backend that becomes free finds the next picture ready; what is painted no longer counts, so
 * that a slow store does not idle a GPU (up to a bound that keeps memory flat).
 */
@Injectable()
export class GenerationWorker {
  private readonly log = new Logger(GenerationWorker.name);
  private readonly wakeup = new Wakeup();
  private readonly runs = new Set<JobRun>();
  private readonly settling = new Set<Promise<void>>();
  private loop?: Promise<void>;
  private stopping = false;
  private returnedAt = 0;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly signals: DatabaseSignals,
    private readonly jobs: JobStore,
    private readonly tools: WorkerTools,
  ) {}

  start(): void {
    this.signals.on('image_jobs', () => this.wakeup.wake());
    this.signals.on('image_job_ended', (jobId) => {
      for (const run of this.runs) if (run.jobId === jobId) run.lose();
    });
    this.loop = this.work();
  }

  /** Claims nothing more; lets running jobs finish for up to `graceMs`, then hands them back untouched. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    this.wakeup.wake();
    await this.loop;
    // A job without a slot would only start to paint what the end of the grace period breaks off.
    for (const run of this.runs) if (!run.hasSlot && !run.isPainted) run.abandon();
    const tooLong = setTimeout(() => {
      for (const run of this.runs) run.abandon();
    }, graceMs);
    await Promise.all(this.settling);
    clearTimeout(tooLong);
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.returnExpired();
        const job = await this.claim();
        if (job === undefined) await this.wakeup.wait(POLL_MS);
        else this.run(job);
      } catch (error) {
        this.log.warn({ msg: 'no jobs can be claimed', error: messageOf(error) });
        await this.wakeup.wait(POLL_MS);
      }
    }
  }

  /** What there is room for: anything, or what needs no backend while all places before them are taken. */
  private async claim(): Promise<ClaimedJob | undefined> {
    if (this.runs.size >= this.most) return undefined;
    return this.jobs.claim(this.config.JOB_LEASE_MS, this.hasRoom() ? 'any' : 'cuts');
  }

  /** Bounds memory: jobs that wait for a backend, and twice the cores of those that are finished. */
  private get most(): number {
    const { totalSlots, backends } = this.tools.pool;
    return totalSlots + backends.length + availableParallelism() * 2;
  }

  private hasRoom(): boolean {
    const { totalSlots, backends } = this.tools.pool;
    const unpainted = [...this.runs].filter((run) => !run.isPainted).length;
    return unpainted < totalSlots + backends.length && this.runs.size - unpainted < availableParallelism() * 2;
  }

  private run(job: ClaimedJob): void {
    const run = new JobRun(job, this.tools.jobs, this.tools.pool, this.config.JOB_LEASE_MS, () => this.wakeup.wake());
    this.runs.add(run);
    const settled = run
      .during((hooks) => this.tools.attempt.run(job, hooks))
      .then(
        () => this.tools.settlement.completed(job),
        (error: unknown) => this.tools.settlement.settle(job, error, run.isAbandoned),
      )
      .finally(() => {
        this.runs.delete(run);
        this.settling.delete(settled);
        this.wakeup.wake();
      });
    this.settling.add(settled);
  }

  /** A queue that stands still must not keep anybody waiting for the word that it is too late. */
  private claimExpired(): Promise<ClaimedJob | undefined> {
    return this.runs.size < this.most
      ? this.jobs.claim(this.config.JOB_LEASE_MS, 'expired')
      : Promise.resolve(undefined);
  }

  private async returnExpired(): Promise<void> {
    if (performance.now() - this.returnedAt < POLL_MS) return;
    this.returnedAt = performance.now();
    const count = await this.jobs.returnExpired();
    for (let late = await this.claimExpired(); late !== undefined; late = await this.claimExpired()) this.run(late);
    if (count > 0) this.log.warn({ msg: 'jobs of workers that gave no sign of life were returned', count });
  }
}
