import { Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import type { BackendPool } from '../backends/backend-pool';
import type { Slot } from '../backends/slot-ledger';
import { LeaseLostError, type ClaimedJob, type JobStore } from '../jobs/job-store';
import type { AttemptHooks } from './attempt';

/** A job in work: keeps its lease and its slot alive, and stops the work when the lease is lost. */
export class JobRun {
  private readonly log = new Logger(JobRun.name);
  private readonly abort = new AbortController();
  private slot?: Slot;
  private aliveAt = performance.now();
  private painted = false;
  private abandoned = false;

  constructor(
    private readonly job: ClaimedJob,
    private readonly jobs: JobStore,
    private readonly pool: BackendPool,
    private readonly leaseMs: number,
    private readonly onPainted: () => void,
  ) {}

  /** Whether the picture is painted, so that only this process is still busy with it. */
  get isPainted(): boolean {
    return this.painted;
  }

  /** Whether this process gave the job up because it stops. */
  get isAbandoned(): boolean {
    return this.abandoned;
  }

  get jobId(): string {
    return this.job.id;
  }

  /** Whether a backend is painting for it. */
  get hasSlot(): boolean {
    return this.slot !== undefined;
  }

  /** Stops the work: the job has ended without us. */
  lose(): void {
    this.abort.abort(new LeaseLostError());
  }

  /** Stops the work; the job goes back untouched. */
  abandon(): void {
    this.abandoned = true;
    this.abort.abort(new Error('the worker stops'));
  }

  /** Runs `work` under the lease. */
  async during(work: (hooks: AttemptHooks) => Promise<void>): Promise<void> {
    const heartbeat = setInterval(() => void this.beat(), this.leaseMs / 3);
    try {
      await work({
        signal: this.abort.signal,
        hold: (slot) => {
          this.slot = slot;
        },
        painted: () => {
          this.painted = true;
          this.onPainted();
        },
      });
    } finally {
      clearInterval(heartbeat);
    }
  }

  private async beat(): Promise<void> {
    try {
      await this.jobs.renew(this.job, this.leaseMs);
      if (this.slot !== undefined && !(await this.pool.renew(this.slot, this.leaseMs))) this.lose();
      this.aliveAt = performance.now();
    } catch (error) {
      // Nobody heard of us for a whole lease: by now another worker may paint the same, on the same backend.
      if (this.slot !== undefined && performance.now() - this.aliveAt > this.leaseMs) this.lose();
      if (error instanceof LeaseLostError) this.lose();
      else this.log.warn({ msg: 'no sign of life could be given', job: this.job.id, error: messageOf(error) });
    }
  }
}
