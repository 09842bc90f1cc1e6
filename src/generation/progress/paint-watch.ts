import { Injectable } from '@nestjs/common';
import { withDeadline } from '../../common/with-deadline';
import type { PaintProgress } from '../backends/image-backend';
import type { PoolMember } from '../backends/pool-member';
import type { ClaimedJob } from '../jobs/job-store';
import { Previews } from './previews';
import { ProgressTeller } from './progress-teller';

/**
 * Pause between two questions to a backend. The first comes after half of it or up to all of it, at random: pictures that are begun together
 * would else be asked about together, and those that take whole seconds at their very end, when the next request should leave.
 */
const ASK_EVERY_MS = 1000;
/** A server that is busy painting may not answer; it is asked again then. */
const ANSWER_MS = 5000;

/** To be told what share of a picture is painted, 0 to 1, whenever a part of it is; never rejects. */
export type PartDone = (fraction: number) => Promise<void>;

/**
 * Asks backends how far the pictures are that they paint. Only where one picture is painted at a time: with more slots a
 * server's answer may be about another's. Nothing depends on the answers, so whatever goes wrong is left at that.
 */
@Injectable()
export class PaintWatch {
  constructor(
    private readonly teller: ProgressTeller,
    private readonly previews: Previews,
  ) {}

  /** Runs `paint` and watches meanwhile. @throws what `paint` throws */
  async during<T>(job: ClaimedJob, { backend, capabilities }: PoolMember, paint: () => Promise<T>): Promise<T> {
    if (capabilities?.progress !== true || backend.slots !== 1) return paint();
    const over = new AbortController();
    const wants = { preview: capabilities.previews && this.previews.areOn };
    const look = this.lookAt(job, over.signal, (signal) => backend.progress(signal, wants));
    let isLooking = false;
    const lookOnce = (): void => {
      if (isLooking) return;
      isLooking = true;
      void look().finally(() => (isLooking = false));
    };
    let timer = setTimeout(
      () => {
        lookOnce();
        timer = setInterval(lookOnce, ASK_EVERY_MS).unref();
      },
      (ASK_EVERY_MS * (1 + Math.random())) / 2,
    ).unref();
    try {
      return await paint();
    } finally {
      // Node ends either kind by it.
      clearTimeout(timer);
      over.abort();
    }
  }

  /** Runs `paint`, which says itself how much of the picture is there: a backend would only tell of the part in work. */
  inParts<T>(job: ClaimedJob, paint: (partDone: PartDone) => Promise<T>): Promise<T> {
    const tell = this.teller.of(job);
    return paint((fraction) => tell({ jobId: job.id, attempt: job.attempts, fraction, hasPreview: false }));
  }

  /** One look at the picture, as often as it is called; never rejects. */
  private lookAt(
    job: ClaimedJob,
    over: AbortSignal,
    ask: (signal: AbortSignal) => Promise<PaintProgress | undefined>,
  ): () => Promise<void> {
    const tell = this.teller.of(job);
    let fraction = 0;
    return async () => {
      const told = await withDeadline(ANSWER_MS, over, ask).catch(() => undefined);
      if (told === undefined || over.aborted) return;
      const hasPreview = told.preview !== undefined && (await this.previews.keep(job.id, told.preview));
      // A server counts the parts of its work one by one: what looks like a step back is none.
      fraction = Math.max(fraction, told.fraction);
      await tell({ jobId: job.id, attempt: job.attempts, fraction, etaMs: told.etaMs, hasPreview });
    };
  }
}
