import { PassThrough } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../../common/http/problem';
import { EventStream } from './event-stream';
import { JobOutlooks } from './job-outlook';
import { JobWatch } from './job-watch';
import type { ShownJob } from './jobs.reader';

/** Streams that one principal may hold open on one replica; a gallery needs a few. */
export const MAX_STREAMS = 20;
const RETRY_AFTER_S = 10;

/** A job whose life is to be followed. */
export interface FollowedJob {
  readonly job: ShownJob;
  /** `sub` of whoever follows it, and may see it. */
  readonly follower: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Server-sent events of jobs (docs/http.md). */
@Injectable()
export class JobEvents {
  private readonly open = new Map<string, number>();

  constructor(
    private readonly watch: JobWatch,
    private readonly outlooks: JobOutlooks,
  ) {}

  /**
   * Answers with the stream of one job; resolves when it has begun. It ends after the job's last event, when the client
   * goes, when the process stops, and after an hour.
   * @throws HttpProblem 429 when the follower holds too many
   */
  async follow({ job, follower, request, reply }: FollowedJob): Promise<void> {
    const known = request.headers['last-event-id'];
    if (EventStream.isLast(job, known)) {
      // The HTML standard: 204 tells an EventSource not to come again.
      await reply.status(204).header('Cache-Control', 'no-store').send();
      return;
    }
    void reply
      .header('Content-Type', 'text/event-stream; charset=utf-8')
      .header('Cache-Control', 'no-store')
      // nginx would hold events back.
      .header('X-Accel-Buffering', 'no');
    if (request.method === 'HEAD') {
      await reply.send();
      return;
    }
    this.enter(follower, reply);
    const body = new PassThrough();
    const stream = new EventStream(body, typeof known === 'string' ? known : undefined, this.outlooks);
    const leave = this.watch.watch(job.id, { seen: (seen) => stream.show(seen), stopped: () => stream.end() });
    body.once('close', () => {
      leave();
      stream.end();
      this.leave(follower);
    });
    await reply.send(body);
  }

  private enter(follower: string, reply: FastifyReply): void {
    const count = this.open.get(follower) ?? 0;
    if (count >= MAX_STREAMS) {
      void reply.header('Retry-After', RETRY_AFTER_S);
      throw new HttpProblem(429, 'RATE_LIMITED', `at most ${MAX_STREAMS} streams at a time`);
    }
    this.open.set(follower, count + 1);
  }

  private leave(follower: string): void {
    const count = (this.open.get(follower) ?? 1) - 1;
    if (count > 0) this.open.set(follower, count);
    else this.open.delete(follower);
  }
}
