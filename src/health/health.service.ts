import { Injectable } from '@nestjs/common';
import { HealthProbe, type ProbeResult } from './health-probe';

const PROBE_TIMEOUT_MS = 2000;
/** Answers are shared for this long, so that a busy prober costs the dependencies nothing. */
const REMEMBER_MS = 500;

/** One dependency in the answer of `GET /health`. */
export interface DependencyHealth extends ProbeResult {
  readonly latency_ms: number;
  /** Whether nothing can be taken without it. */
  readonly required: boolean;
}

/** The answer of `GET /health`. */
export interface HealthReport {
  readonly status: 'ok' | 'degraded' | 'down' | 'draining';
  readonly uptime_seconds: number;
  readonly dependencies: Readonly<Record<string, DependencyHealth>>;
}

/** Asks every registered probe, each within its own time limit. */
@Injectable()
export class HealthService {
  private readonly probes = new Set<HealthProbe>();
  private remembered?: { readonly at: number; readonly report: Promise<HealthReport> };
  private draining = false;

  /** Adds a probe for the life of the process. */
  register(probe: HealthProbe): void {
    this.probes.add(probe);
  }

  /** From now on the service finishes what it has and takes nothing new. */
  startDraining(): void {
    this.draining = true;
    this.remembered = undefined;
  }

  /** The whole picture; at most half a second old. */
  report(): Promise<HealthReport> {
    const now = performance.now();
    if (this.remembered === undefined || now - this.remembered.at > REMEMBER_MS) {
      this.remembered = { at: now, report: this.ask() };
    }
    return this.remembered.report;
  }

  private async ask(): Promise<HealthReport> {
    const probes = [...this.probes];
    const answers = await Promise.all(probes.map(askInTime));
    const dependencies = Object.fromEntries(
      probes.map((probe, index) => [probe.name, answers[index] as DependencyHealth]),
    );
    return { status: this.overall(probes, answers), uptime_seconds: Math.round(process.uptime()), dependencies };
  }

  private overall(probes: HealthProbe[], answers: DependencyHealth[]): HealthReport['status'] {
    if (this.draining) return 'draining';
    if (probes.some((probe, index) => probe.required && answers[index]?.status === 'down')) return 'down';
    return answers.every((answer) => answer.status === 'ok') ? 'ok' : 'degraded';
  }
}

async function askInTime(probe: HealthProbe): Promise<DependencyHealth> {
  const start = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<ProbeResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ status: 'down', detail: `no answer within ${PROBE_TIMEOUT_MS} ms` }),
      PROBE_TIMEOUT_MS,
    );
  });
  try {
    const result = await Promise.race([probe.check(), timeout]);
    return { ...result, required: probe.required, latency_ms: elapsed(start) };
  } catch {
    return { status: 'down', detail: 'the check failed', required: probe.required, latency_ms: elapsed(start) };
  } finally {
    clearTimeout(timer);
  }
}

const elapsed = (start: number): number => Math.round((performance.now() - start) * 10) / 10;
