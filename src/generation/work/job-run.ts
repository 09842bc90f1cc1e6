import { Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import type { BackendPool } from '../backends/backend-pool';
import type { Slot } from '../backends/slot-ledger';
import { LeaseLostError, type ClaimedJob, type JobStore } from '../jobs/job-store';
import type { AttemptHooks } from './attempt-hooks';

/** A job in work: keeps its lease and its slot alive, and stops the work when the lease is lost. */
export class JobRun {
  private readonly log = new Logger(JobRun.name);
  private readonly abort = new AbortController();
  private leave: () => void = () => undefined;
  /** Resolves when the place at the backend is free: the picture is painted, or will not be. */
  readonly leftPlace = new Promise<void>((resolve) => {
    this.leave = resolve;
  });

  private aliveAt = performance.now();
  private slot?: Slot;
  private painted = false;
  private abandoned = false;

  constructor(
    private readonly job: ClaimedJob,
    private readonly jobs: JobStore,
    private readonly pool: BackendPool,
    private readonly leaseMs: number,
    /** When it may be painted, and with which slot; `undefined` while it is composed or cut. */
    private readonly turn?: Promise<Slot | undefined>,
  ) {}

  /** Whether it is to be painted: composed already, and claimed for a place. */
  get isForPainting(): boolean {
    return this.turn !== undefined;
  }

  /** Whether the picture is painted, so that only this process is still busy with it. */
  get isPainted(): boolean {
    return this.painted;
  }

  /** Whether this process gave the job up because it stops, or because it lost its place. */
  get isAbandoned(): boolean {
    return this.abandoned;
  }

  get jobId(): string {
    return this.job.id;
  }

  /** Whether a backend is painting for it. */
  get hasSlot(): boolean {
    return this.slot !== undefined && !this.painted;
  }

  /** Stops the work: the job has ended without us. */
  lose(): void {
    this.abort.abort(new LeaseLostError());
  }

  /** Stops the work; the job goes back untouched. */
  abandon(reason = 'the worker stops'): void {
    this.abandoned = true;
    this.abort.abort(new Error(reason));
  }

  /** Runs `work` under the lease. */
  async during<T>(work: (hooks: AttemptHooks) => Promise<T>): Promise<T> {
    const heartbeat = setInterval(() => void this.beat(), this.leaseMs / 3);
    try {
      return await work({
        signal: this.abort.signal,
        atPlace: () => this.enterPlace(),
        painted: () => {
          this.painted = true;
          this.leave();
        },
      });
    } finally {
      clearInterval(heartbeat);
      this.leave();
    }
  }

  /** Waits for the turn. @throws the reason why it never comes */
  private async enterPlace(): Promise<void> {
    const { signal } = this.abort;
    const over = new Promise<never>((_, reject) => {
      // The reason is an Error: `lose` and `abandon` give it.
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    over.catch(() => undefined);
    signal.throwIfAborted();
    const slot = await Promise.race([Promise.resolve(this.turn), over]);
    if (slot === undefined) this.abandon('its place was given up');
    signal.throwIfAborted();
    // Claimed long before its turn: by now it could be another's.
    if (performance.now() - this.aliveAt > this.leaseMs / 2) await this.renewJob();
    signal.throwIfAborted();
    this.slot = slot;
  }

  private async renewJob(): Promise<void> {
    const askedAt = performance.now();
    await this.jobs.renew(this.job, this.leaseMs);
    this.aliveAt = askedAt;
  }

  private async beat(): Promise<void> {
    try {
      await this.renewJob();
      if (this.slot !== undefined && this.hasSlot && !(await this.pool.renew(this.slot, this.leaseMs))) {
        // The job is still ours, only the right to paint it here has gone; unless it was painted at this moment.
        if (this.hasSlot) this.abandon('the slot was lost');
      }
    } catch (error) {
      // Nobody heard of us for a whole lease: by now another worker may paint the same, on the same backend.
      if (this.hasSlot && performance.now() - this.aliveAt > this.leaseMs) this.lose();
      if (error instanceof LeaseLostError) this.lose();
      else this.log.warn({ msg: 'no sign of life could be given', job: this.job.id, error: messageOf(error) });
    }
  }
}
