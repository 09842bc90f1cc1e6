import { availableParallelism } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { jobFields } from '../../common/log-fields';
import { Wakeup } from '../../common/wakeup';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { DatabaseSignals } from '../../database/database-signals';
import { BackendPool } from '../backends/backend-pool';
import { JobStore, type Ahead, type ClaimedJob } from '../jobs/job-store';
import { JobRun } from './job-run';
import { PaintPlaces, type PaintTurn } from './paint-places';
import { Settlement } from './settlement';
import { Attempt } from './attempt';
import { asJobStep, linkToSources, type JobStep } from './job-trace';

const POLL_MS = 1000;
/** Jobs composed at once: composing waits for answers over the hub, it costs no core. */
const COMPOSED_AT_ONCE = 8;
/** Composed jobs kept ready for every slot, and for the choice among models. */
const READY_PER_SLOT = 2;
const READY_FOR_CHOICE = 32;
/** Every so many-th choice goes to who waits far too long, if anybody does. */
const OVERDUE_TURN = 4;
/** Most painted pictures that wait for a core: some megabytes each. */
const MOST_WAITING = 32;
/** Composed jobs that nobody can paint any more are looked for so often. */
const STRANDED_MS = 5000;

/** What the worker works with, in one hand. */
@Injectable()
export class WorkerTools {
  constructor(
    readonly jobs: JobStore,
    readonly pool: BackendPool,
    readonly places: PaintPlaces,
    readonly attempt: Attempt,
    readonly settlement: Settlement,
  ) {}
}

/**
 * Makes pictures, in two steps. Jobs are composed ahead, in the order of the queue and a bounded number; tokens that are
 * cut end there. The others wait in the queue until a place at a backend takes them (`PaintPlaces`). What is painted
 * no longer holds its place while it is finished and stored, so that a slow store does not idle a GPU, up to a bound
 * that keeps memory flat.
 */
@Injectable()
export class GenerationWorker {
  private readonly log = new Logger(GenerationWorker.name);
  private readonly life = new Logger('Job');
  private readonly wakeup = new Wakeup();
  private readonly runs = new Set<JobRun>();
  private readonly settling = new Set<Promise<void>>();
  private loop?: Promise<void>;
  private stopping = false;
  private returnedAt = 0;
  private strandedAt = 0;
  private turns = 0;

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
    for (const run of this.runs) if (!run.hasSlot && !run.isPainted) run.abandon();
    const tooLong = setTimeout(() => {
      for (const run of this.runs) run.abandon();
    }, graceMs);
    await this.tools.places.left();
    await Promise.all(this.settling);
    clearTimeout(tooLong);
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.returnExpired();
        this.tools.places.fill({
          paintOne: (turn) => this.paint(turn),
          mayGoOn: () => !this.stopping && this.hasRoomToFinish,
          mayPrepare: () => !this.stopping && this.hasRoomToPrepare,
        });
        const job = await this.claim();
        if (job === undefined) await this.wakeup.wait(POLL_MS);
        else this.compose(job);
      } catch (error) {
        this.log.warn({ msg: 'no jobs can be claimed', error: messageOf(error) });
        await this.wakeup.wait(POLL_MS);
      }
    }
  }

  /** The next to compose: in the order of the queue while few are ready, and what needs no backend in any case. */
  private async claim(): Promise<ClaimedJob | undefined> {
    if (this.stopping || this.composing >= COMPOSED_AT_ONCE || !this.hasRoomToFinish) return undefined;
    const { pool } = this.tools;
    const { JOB_LEASE_MS: leaseMs } = this.config;
    const up = pool.abilitiesUp();
    // While nobody is up, what has been composed counts whoever could paint it: a short queue is ready for their return.
    const ahead = {
      ready: pool.totalSlots * READY_PER_SLOT + READY_FOR_CHOICE,
      abilities: up.length > 0 ? up : undefined,
    };
    this.turns += 1;
    const overdue = this.turns % OVERDUE_TURN === 0 ? await this.jobs.claim(leaseMs, 'overdue', ahead) : undefined;
    return overdue ?? (await this.jobs.claim(leaseMs, 'any', ahead)) ?? (await this.jobs.claim(leaseMs, 'cuts'));
  }

  private get composing(): number {
    return [...this.runs].filter((run) => !run.isPainted && !run.isForPainting).length;
  }

  /**
   * Finishing is work for our cores: more than two pictures each at once only cost memory. One more for each slot may
   * wait for it, for servers that end at the same moment are not to stand still.
   */
  private get hasRoomToFinish(): boolean {
    return [...this.runs].filter((run) => run.isPainted).length < this.roomToFinish;
  }

  /** Whether there would be room if all that is in work were painted now: what is claimed ahead is not to be given back. */
  private get hasRoomToPrepare(): boolean {
    return [...this.runs].filter((run) => run.isForPainting).length < this.roomToFinish;
  }

  private get roomToFinish(): number {
    return availableParallelism() * 2 + Math.min(this.tools.pool.totalSlots, MOST_WAITING);
  }

  private compose(job: ClaimedJob): void {
    const run = new JobRun(job, this.jobs, this.tools.pool, this.config.JOB_LEASE_MS);
    this.settle('compose', run, job, async () => {
      const outcome = await run.during((hooks) => this.tools.attempt.prepare(job, hooks));
      await linkToSources(job, this.jobs);
      if (outcome === 'kept') this.tools.settlement.completed(job);
      else this.life.log({ msg: 'job composed', ...jobFields(job) });
    });
  }

  /** Resolves when the place is free again; the picture is looked at and finished behind it. */
  private paint({ job, member, slot }: PaintTurn): Promise<void> {
    const run = new JobRun(job, this.jobs, this.tools.pool, this.config.JOB_LEASE_MS, slot);
    // Claimed at the very moment of stopping.
    if (this.stopping) run.abandon();
    this.settle('paint', run, job, async () => {
      const { name, dialect } = member.backend;
      const outcome = await run.during((hooks) => {
        const atPlace = async (): Promise<void> => {
          await hooks.atPlace();
          this.life.log({ msg: 'job rendering', ...jobFields(job), backend: name, dialect, attempt: job.attempts });
        };
        return this.tools.attempt.paint(job, member, { ...hooks, atPlace });
      });
      if (outcome === 'kept') this.tools.settlement.completed(job);
    });
    return run.leftPlace;
  }

  private settle(step: JobStep, run: JobRun, job: ClaimedJob, work: () => Promise<void>): void {
    this.runs.add(run);
    const settled = asJobStep(step, job, () =>
      work().catch((error: unknown) => this.tools.settlement.settle(job, error, run.isAbandoned)),
    ).finally(() => {
      this.runs.delete(run);
      this.settling.delete(settled);
      this.wakeup.wake();
    });
    this.settling.add(settled);
  }

  private async returnExpired(): Promise<void> {
    if (performance.now() - this.returnedAt < POLL_MS) return;
    this.returnedAt = performance.now();
    const count = await this.jobs.returnExpired();
    if (count > 0) this.log.warn({ msg: 'jobs of workers that gave no sign of life were returned', count });
    // A queue that stands still must not keep anybody waiting for the word that it is too late, or in vain.
    await this.composeAll('expired');
    const { abilities } = this.tools.pool;
    if (abilities === undefined || performance.now() - this.strandedAt < STRANDED_MS) return;
    this.strandedAt = performance.now();
    await this.composeAll('stranded', { abilities });
  }

  private async composeAll(which: 'expired' | 'stranded', ahead: Ahead = {}): Promise<void> {
    while (!this.stopping && this.composing < COMPOSED_AT_ONCE) {
      const job = await this.jobs.claim(this.config.JOB_LEASE_MS, which, ahead);
      if (job === undefined) return;
      this.compose(job);
    }
  }
}
