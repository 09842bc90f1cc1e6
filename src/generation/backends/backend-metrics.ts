import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';

/** What is told of backends to Prometheus. */
@Injectable()
export class BackendMetrics {
  constructor(
    @InjectMetric('image_backend_requests_total') private readonly requests: Counter<'backend' | 'outcome'>,
    @InjectMetric('image_backend_busy_seconds_total') private readonly busy: Counter<'backend'>,
    @InjectMetric('image_backend_up') private readonly up: Gauge<'backend'>,
  ) {}

  /** A backend that is known, and not yet found wanting. */
  appeared(backend: string): void {
    this.up.set({ backend }, 1);
  }

  disappeared(backend: string): void {
    this.up.remove({ backend });
  }

  painted(backend: string, ms: number): void {
    this.busy.inc({ backend }, ms / 1000);
  }

  ended(backend: string, outcome: string, isUp: boolean): void {
    this.requests.inc({ backend, outcome });
    this.up.set({ backend }, isUp ? 1 : 0);
  }
}
