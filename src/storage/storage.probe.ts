import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthProbe, type ProbeResult } from '../health/health-probe';
import { HealthService } from '../health/health.service';
import { ObjectStore } from './object-store';

/** Whether pictures can be stored and read. */
@Injectable()
export class StorageProbe extends HealthProbe implements OnModuleInit {
  readonly name = 'storage';
  readonly required = true;

  constructor(
    private readonly store: ObjectStore,
    private readonly health: HealthService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.health.register(this);
  }

  async check(): Promise<ProbeResult> {
    await this.store.check();
    return { status: 'ok' };
  }
}
