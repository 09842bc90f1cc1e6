import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { gaugesOnScrape } from '../../metrics/gauges-on-scrape';

/** The jobs that are not over. */
export interface QueueBacklog {
  readonly pending: number;
  readonly running: number;
  /** Seconds since the oldest pending one was asked for; 0 when none is pending. */
  readonly oldest: number;
}

/**
 * Each is read from a partial index of unfinished jobs (`generation_jobs_waiting_since`, `generation_jobs_leased`), so that
 * a million finished ones cost nothing. The oldest is looked for twice, since that index begins with `prepared`.
 */
export const QUEUE_STATEMENT = `
  SELECT (SELECT count(*) FROM generation_jobs WHERE status = 'pending')::float8 AS pending,
    (SELECT count(*) FROM generation_jobs WHERE status = 'running')::float8 AS running,
    coalesce(extract(epoch FROM now() - least(
      (SELECT created_at FROM generation_jobs WHERE status = 'pending' AND NOT prepared ORDER BY created_at LIMIT 1),
      (SELECT created_at FROM generation_jobs WHERE status = 'pending' AND prepared ORDER BY created_at LIMIT 1))), 0)::float8
      AS oldest`;

/** Tells Prometheus of the queue. Every replica tells the same: it is one table. */
@Injectable()
export class QueueMetrics {
  constructor(private readonly dataSource: DataSource) {
    gaugesOnScrape<QueueBacklog>(
      [
        {
          name: 'image_generation_jobs',
          help: 'Jobs that are not over, by status; the same in every replica',
          labelNames: ['status'],
          samples: ({ pending, running }) => [
            { labels: { status: 'pending' }, value: pending },
            { labels: { status: 'running' }, value: running },
          ],
        },
        {
          name: 'image_generation_oldest_pending_seconds',
          help: 'Age of the oldest pending job; 0 when none is pending',
          samples: ({ oldest }) => [{ value: Math.max(0, oldest) }],
        },
      ],
      () => this.backlog(),
    );
  }

  private async backlog(): Promise<QueueBacklog> {
    const [row] = await this.dataSource.query<QueueBacklog[]>(QUEUE_STATEMENT);
    return { pending: row?.pending ?? 0, running: row?.running ?? 0, oldest: row?.oldest ?? 0 };
  }
}
