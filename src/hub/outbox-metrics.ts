import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { gaugesOnScrape } from '../metrics/gauges-on-scrape';

/** What waits in the outbox. */
export interface OutboxBacklog {
  readonly pending: number;
  /** Seconds that the oldest has waited; 0 when nothing does. */
  readonly oldest: number;
}

/** Both are read from the partial index of what is not published: what was published costs nothing. */
export const BACKLOG_STATEMENT = `
  SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)::float8 AS pending,
    coalesce(extract(epoch FROM now() - (SELECT created_at FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 1)), 0)::float8
      AS oldest`;

/** Tells Prometheus of events that are promised and not yet published. Every replica tells the same: it is one table. */
@Injectable()
export class OutboxMetrics {
  constructor(private readonly dataSource: DataSource) {
    gaugesOnScrape<OutboxBacklog>(
      [
        {
          name: 'hub_outbox_pending',
          help: 'Events promised and not yet published; the same in every replica',
          samples: ({ pending }) => [{ value: pending }],
        },
        {
          name: 'hub_outbox_oldest_seconds',
          help: 'How long the oldest unpublished event has waited; 0 when none waits',
          samples: ({ oldest }) => [{ value: Math.max(0, oldest) }],
        },
      ],
      () => this.backlog(),
    );
  }

  private async backlog(): Promise<OutboxBacklog> {
    const [row] = await this.dataSource.query<OutboxBacklog[]>(BACKLOG_STATEMENT);
    return { pending: row?.pending ?? 0, oldest: row?.oldest ?? 0 };
  }
}
