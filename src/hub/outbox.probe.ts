import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HealthProbe, type ProbeResult } from '../health/health-probe';
import { HealthService } from '../health/health.service';

/** The relay looks every second: what waits this long does not leave by itself. */
const LATE_S = 60;

/** Whether promised events leave. They are kept until they do, so late is degraded, not down. */
@Injectable()
export class OutboxProbe extends HealthProbe implements OnModuleInit {
  readonly name = 'outbox';
  readonly required = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly health: HealthService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.health.register(this);
  }

  async check(): Promise<ProbeResult> {
    const [oldest] = await this.dataSource.query<{ waits_s: number }[]>(
      `SELECT extract(epoch FROM now() - created_at)::integer AS waits_s FROM outbox
       WHERE published_at IS NULL ORDER BY id LIMIT 1`,
    );
    if (oldest === undefined || oldest.waits_s < LATE_S) return { status: 'ok' };
    return { status: 'degraded', detail: `the oldest event has waited for ${oldest.waits_s} s` };
  }
}
