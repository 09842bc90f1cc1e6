import type { PassThrough } from 'node:stream';
import { sha256 } from '../../common/canonical-json';
import { isFinal } from './job-states';
import { JobView } from './job-view.dto';
import type { JobOutlook, JobOutlooks } from './job-outlook';
import type { ShownJob } from './jobs.reader';

/** A comment goes out so often while nothing happens, so that nobody on the way takes the connection for dead. */
const HEARTBEAT_MS = 15_000;
/** Clients come back after this. */
const RETRY_MS = 3000;
/** How old the reasons for waiting may be: they cost statements of their own. */
const WAIT_AGE_MS = 3000;
/** Then the client must come again, and show a token that still counts. */
const LONGEST_MS = 3_600_000;
/** Unread bytes after which a client is given up. */
const MAX_BUFFERED_BYTES = 65_536;

/**
 * The events of one job for one client. An event's id is derived from what it shows: who names the last id it had
 * gets the newest state unless it is that very one.
 */
export class EventStream {
  private lastId?: string;
  private lastState?: string;
  private wait: JobOutlook = {};
  private waitReadAt = -Infinity;
  private isShowing = false;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly limit: NodeJS.Timeout;

  constructor(
    private readonly body: PassThrough,
    lastEventId: string | undefined,
    private readonly outlooks: JobOutlooks,
  ) {
    this.lastId = lastEventId;
    this.heartbeat = setInterval(() => this.write(': still here\n\n'), HEARTBEAT_MS).unref();
    this.limit = setTimeout(() => this.end(), LONGEST_MS).unref();
    this.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Whether a client with that last id has seen the end of the job. */
  static isLast(job: ShownJob, lastEventId: unknown): boolean {
    return isFinal(job.status) && lastEventId === idOf(dataOf(job, {}));
  }

  /** Sends the state if it is news; after the last one the stream ends. */
  show(job: ShownJob): void {
    // One at a time: what is seen meanwhile is seen again a second later, but for the end, which must not be late.
    if (this.isShowing && !isFinal(job.status)) return;
    this.isShowing = true;
    void this.explained(job)
      .then((outlook) => this.send(job, outlook))
      .finally(() => {
        this.isShowing = false;
      });
  }

  /** Closes the connection; may be called again. */
  end(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.limit);
    if (!this.body.writableEnded) this.body.end();
  }

  private async explained(job: ShownJob): Promise<JobOutlook> {
    if (job.status !== 'pending') return this.outlooks.atHand(job);
    if (performance.now() - this.waitReadAt > WAIT_AGE_MS) {
      this.waitReadAt = performance.now();
      // Without the reasons the state is news all the same.
      this.wait = await this.outlooks.of(job).catch(() => ({}));
    }
    return this.wait;
  }

  private send(job: ShownJob, outlook: JobOutlook): void {
    if (this.body.writableEnded) return;
    const data = dataOf(job, outlook);
    const id = idOf(data);
    const state = `${job.status} ${job.attempts}`;
    const type = isFinal(job.status) ? 'end' : state === this.lastState ? 'progress' : 'state';
    if (id !== this.lastId) this.write(`id: ${id}\nevent: ${type}\ndata: ${data}\n\n`);
    this.lastId = id;
    this.lastState = state;
    if (type === 'end') this.end();
  }

  private write(text: string): void {
    if (this.body.writableEnded || this.body.destroyed) return;
    if (this.body.writableLength > MAX_BUFFERED_BYTES) this.body.destroy();
    else this.body.write(text);
  }
}

const dataOf = (job: ShownJob, outlook: JobOutlook): string => JSON.stringify(JobView.of(job, outlook));

const idOf = (data: string): string => sha256(data).slice(0, 16);
