import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { DatabaseSignals } from '../../database/database-signals';
import { isFinal } from './job-states';
import { JobsReader, type ShownJob } from './jobs.reader';

/** How often the watched jobs are looked at, all of them by one statement; signals make it sooner. */
const POLL_MS = 1000;
/** Signals that come together are answered by one look. */
const GATHER_MS = 15;

/** Somebody who waits for news of one job. */
export interface JobWatcher {
  /** Called with every reading of the row, changed or not. */
  readonly seen: (job: ShownJob) => void;
  /** Nothing more will come: the process stops. */
  readonly stopped: () => void;
}

/**
 * Tells waiting HTTP requests how their jobs go on, on any replica. However many wait, the database is asked once a
 * second, and at once for a job whose end was signalled; while nobody waits it is not asked at all.
 */
@Injectable()
export class JobWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(JobWatch.name);
  private readonly watchers = new Map<string, Set<JobWatcher>>();
  private readonly due = new Set<string>();
  private unsubscribe?: () => void;
  private gathering?: NodeJS.Timeout;
  private polling?: NodeJS.Timeout;
  private isLooking = false;
  private isStopped = false;

  constructor(
    private readonly signals: DatabaseSignals,
    private readonly jobs: JobsReader,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.signals.on('image_job_ended', (jobId) => {
      if (jobId === '') this.lookAt(this.watchers.keys());
      else if (this.watchers.has(jobId)) this.lookAt([jobId]);
    });
  }

  onApplicationShutdown(): void {
    this.stop();
  }

  /** Ends every wait, and every later one at once: the first step of stopping, while connections still live. */
  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.unsubscribe?.();
    clearTimeout(this.gathering);
    clearInterval(this.polling);
    for (const watcher of [...this.watchers.values()].flatMap((all) => [...all])) watcher.stopped();
    this.watchers.clear();
  }

  /** Watches a job, beginning with how it is now. Returns the way to stop that, which may be called twice. */
  watch(jobId: string, watcher: JobWatcher): () => void {
    if (this.isStopped) {
      watcher.stopped();
      return () => undefined;
    }
    const all = this.watchers.get(jobId) ?? new Set();
    this.watchers.set(jobId, all.add(watcher));
    this.polling ??= setInterval(() => this.lookAt(this.watchers.keys()), POLL_MS).unref();
    this.lookAt([jobId]);
    return () => this.leave(jobId, watcher);
  }

  /**
   * Waits until a job has ended.
   * @param signal of whoever waits: aborted when nobody reads the answer any more
   * @returns the ended job; `undefined` when time is up, the signal is aborted or the process stops first
   */
  untilEnded(jobId: string, waitMs: number, signal: AbortSignal): Promise<ShownJob | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const finish = (job?: ShownJob): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        leave();
        resolve(job);
      };
      const onAbort = (): void => finish();
      const timer = setTimeout(onAbort, waitMs);
      signal.addEventListener('abort', onAbort, { once: true });
      const leave = this.watch(jobId, {
        seen: (job) => {
          if (isFinal(job.status)) finish(job);
        },
        stopped: () => queueMicrotask(onAbort),
      });
    });
  }

  private leave(jobId: string, watcher: JobWatcher): void {
    const all = this.watchers.get(jobId);
    all?.delete(watcher);
    if (all?.size === 0) this.watchers.delete(jobId);
    if (this.watchers.size > 0) return;
    clearInterval(this.polling);
    this.polling = undefined;
  }

  private lookAt(jobIds: Iterable<string>): void {
    for (const jobId of jobIds) this.due.add(jobId);
    this.gathering ??= setTimeout(() => void this.look(), GATHER_MS);
  }

  private async look(): Promise<void> {
    this.gathering = undefined;
    // One statement at a time: what becomes due meanwhile is looked at next.
    if (this.isLooking) return;
    this.isLooking = true;
    const jobIds = [...this.due].filter((jobId) => this.watchers.has(jobId));
    this.due.clear();
    try {
      if (jobIds.length > 0) for (const job of await this.jobs.shown(jobIds)) this.tell(job);
    } catch (error) {
      this.log.debug({ msg: 'watched jobs could not be read', error: messageOf(error) });
    } finally {
      this.isLooking = false;
      if (this.due.size > 0 && !this.isStopped) this.lookAt([]);
    }
  }

  private tell(job: ShownJob): void {
    for (const watcher of [...(this.watchers.get(job.id) ?? [])]) watcher.seen(job);
  }
}
