import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { HealthProbe } from './health-probe';
import { WatchedProbe, type DependencyHealth } from './watched-probe';

/** Whoever asks waits no longer than this for answers that are not there yet. */
const PATIENCE_MS = 50;
/** Everything is asked so often, whether somebody wants to know or not: there is always an answer to show. */
const LOOK_MS = 5000;

/** The answer of `GET /health`. */
export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'down' | 'draining';
  readonly uptime_seconds: number;
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
}

/** Knows how every dependency is, and never waits for one that hangs. */
@Injectable()
export class HealthService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly probes: WatchedProbe[] = [];
  private draining = false;
  private timer?: NodeJS.Timeout;

  /** Adds a probe for the life of the process. */
  register(probe: HealthProbe): void {
    this.probes.push(new WatchedProbe(probe));
  }

  onApplicationBootstrap(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** From now on the service finishes what it has and takes nothing new. */
  startDraining(): void {
    this.draining = true;
  }

  /** The whole picture within 50 ms: what answers in that time is half a second old at most, the rest seven seconds. */
  async report(): Promise<HealthReport> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.look(), patience]);
    clearTimeout(timer);
    const known = this.probes.map(({ probe, health }) => [probe.name, health] as const);
    return {
      status: this.overall(known.map(([, health]) => health)),
      uptime_seconds: Math.round(process.uptime()),
      dependencies: Object.fromEntries(known),
    };
  }

  private async look(): Promise<void> {
    await Promise.all(this.probes.map((probe) => probe.look()));
  }

  private overall(known: readonly DependencyHealth[]): HealthReport['status'] {
    if (this.draining) return 'draining';
    if (known.some(({ required, status }) => required && status === 'down')) return 'down';
    return known.every(({ status }) => status === 'ok') ? 'ok' : 'degraded';
  }
}
