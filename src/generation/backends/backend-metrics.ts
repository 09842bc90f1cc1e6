import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';

/** What is told of backends to Prometheus. */
@Injectable()
export class BackendMetrics {
  private readonly gone = new Set<string>();
  /** Failure codes and a few words: bounded. */
  private readonly outcomes = new Set<string>();

  constructor(
    @InjectMetric('image_backend_requests_total') private readonly requests: Counter<'backend' | 'outcome'>,
    @InjectMetric('image_backend_busy_seconds_total') private readonly busy: Counter<'backend'>,
    @InjectMetric('image_backend_up') private readonly up: Gauge<'backend'>,
  ) {}

  /** A backend that is known, and not yet found wanting. */
  appeared(backend: string): void {
    this.gone.delete(backend);
    this.up.set({ backend }, 1);
  }

  /** It is told of no more, not even of what it still paints. */
  disappeared(backend: string): void {
    this.gone.add(backend);
    this.up.remove({ backend });
    this.busy.remove({ backend });
    for (const outcome of this.outcomes) this.requests.remove({ backend, outcome });
  }

  painted(backend: string, ms: number): void {
    if (!this.gone.has(backend)) this.busy.inc({ backend }, ms / 1000);
  }

  ended(backend: string, outcome: string, isUp: boolean): void {
    if (this.gone.has(backend)) return;
    this.outcomes.add(outcome);
    this.requests.inc({ backend, outcome });
    this.up.set({ backend }, isUp ? 1 : 0);
  }
}
