import type { FactoryProvider } from '@nestjs/common';
import { getToken } from '@willsoto/nestjs-prometheus';
import { Counter, register } from 'prom-client';

/** What a counter is called, and the labels of the series that exist from the beginning. */
export interface ZeroedCounterOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly series: readonly Readonly<Record<string, string>>[];
}

/**
 * A counter, for `@InjectMetric`, that tells of some series before anything was counted. Prometheus sees growth only
 * between two values: of a series that begins with 1 the first event is never seen, and it may be the one that somebody
 * should be woken for.
 */
export function zeroedCounter({ name, help, labelNames, series }: ZeroedCounterOptions): FactoryProvider<Counter> {
  return {
    provide: getToken(name),
    useFactory: () => {
      const known = register.getSingleMetric(name);
      const counter = known instanceof Counter ? known : new Counter({ name, help, labelNames: [...labelNames] });
      for (const labels of series) counter.inc(labels, 0);
      return counter;
    },
  };
}
