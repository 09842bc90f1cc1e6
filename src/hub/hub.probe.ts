import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthProbe, type ProbeResult } from '../health/health-probe';
import { HealthService } from '../health/health.service';
import { HubConnection } from './hub-connection';
import { JetStreamServer } from './jetstream.server';

/** Whether the hub is connected and every subject of ours is being read. */
@Injectable()
export class HubProbe extends HealthProbe implements OnModuleInit {
  readonly name = 'hub';
  readonly required = true;

  constructor(
    private readonly hub: HubConnection,
    private readonly server: JetStreamServer,
    private readonly health: HealthService,
  ) {
    super();
  }

  onModuleInit(): void {
    this.health.register(this);
  }

  async check(): Promise<ProbeResult> {
    if (!this.hub.isConnected()) return { status: 'down', detail: 'not connected' };
    await this.hub.current().flush();
    const unread = this.server.listening ? this.server.unread : [];
    return unread.length === 0 ? { status: 'ok' } : { status: 'down', detail: `not reading ${unread.join(', ')}` };
  }
}
