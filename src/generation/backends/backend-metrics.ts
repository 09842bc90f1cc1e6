import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import type { PoolMember } from './pool-member';

/** Memory of a GPU: what is free and what is used make all of it. */
const MEMORY_STATES = ['free', 'used'] as const;

/** What is told of backends to Prometheus: of those that this process may paint at, and of no others. */
@Injectable()
export class BackendMetrics {
  private readonly present = new Set<string>();
  /** Failure codes and a few words: bounded. */
  private readonly outcomes = new Set<string>();

  constructor(
    @InjectMetric('image_backend_requests_total') private readonly requests: Counter<'backend' | 'outcome'>,
    @InjectMetric('image_backend_busy_seconds_total') private readonly busy: Counter<'backend'>,
    @InjectMetric('image_backend_up') private readonly up: Gauge<'backend'>,
    @InjectMetric('image_backend_memory_bytes') private readonly memory: Gauge<'backend' | 'state'>,
  ) {}

  /** Who there is from now on. Who is new is not yet found wanting; of who is gone, not even what it still paints is told. */
  know(backends: readonly { readonly name: string }[]): void {
    const names = new Set(backends.map(({ name }) => name));
    for (const name of this.present) if (!names.has(name)) this.forget(name);
    for (const name of names) if (!this.present.has(name)) this.greet(name);
  }

  /** It answered a look that costs it nothing: how its breaker stands, and what it said of its memory. */
  found({ backend: { name: backend }, breaker, capabilities }: PoolMember): void {
    if (!this.present.has(backend)) return;
    this.up.set({ backend }, breaker.isClosed ? 1 : 0);
    const memory = capabilities?.memory;
    if (memory === undefined) return;
    this.memory.set({ backend, state: 'free' }, memory.freeBytes);
    this.memory.set({ backend, state: 'used' }, Math.max(0, memory.totalBytes - memory.freeBytes));
  }

  painted(backend: string, ms: number): void {
    if (this.present.has(backend)) this.busy.inc({ backend }, ms / 1000);
  }

  ended(backend: string, outcome: string, isUp: boolean): void {
    if (!this.present.has(backend)) return;
    this.outcomes.add(outcome);
    this.requests.inc({ backend, outcome });
    this.up.set({ backend }, isUp ? 1 : 0);
    // Nobody knows what a server that is away has in its memory.
    if (!isUp) this.forgetMemory(backend);
  }

  private greet(backend: string): void {
    this.present.add(backend);
    this.up.set({ backend }, 1);
    this.busy.inc({ backend }, 0);
  }

  private forget(backend: string): void {
    this.present.delete(backend);
    this.up.remove({ backend });
    this.busy.remove({ backend });
    this.forgetMemory(backend);
    for (const outcome of this.outcomes) this.requests.remove({ backend, outcome });
  }

  private forgetMemory(backend: string): void {
    for (const state of MEMORY_STATES) this.memory.remove({ backend, state });
  }
}
