import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HealthProbe, type ProbeResult } from './health-probe';
import { HealthService } from './health.service';

/** Whether the database answers a query. */
@Injectable()
export class DatabaseProbe extends HealthProbe implements OnModuleInit {
  readonly name = 'database';
  readonly required = true;

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
    await this.dataSource.query('SELECT 1');
    return { status: 'ok' };
  }
}
