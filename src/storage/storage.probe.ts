import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthProbe, type ProbeResult } from '../health/health-probe';
import { HealthService } from '../health/health.service';
import { MeasuredObjectStore } from './measured.object-store';

/** Whether the store is there, and took what was last given to it. */
@Injectable()
export class StorageProbe extends HealthProbe implements OnModuleInit {
  readonly name = 'storage';
  readonly required = true;

  constructor(
    private readonly store: MeasuredObjectStore,
    private readonly health: HealthService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.health.register(this);
  }

  async check(): Promise<ProbeResult> {
    await this.store.check();
    const { writeFailure } = this.store;
    if (writeFailure === undefined) return { status: 'ok' };
    return { status: 'degraded', detail: `is there, but took no file: ${writeFailure.message}` };
  }
}
