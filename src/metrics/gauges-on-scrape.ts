import { Gauge, register } from 'prom-client';
import { SharedReading, type ReadingLimits } from './shared-reading';

/** One value of a gauge. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge whose values are taken from a reading. */
export interface GaugeOnScrape<T> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  readonly samples: (reading: T) => readonly Sample[];
}

/**
 * Registers gauges whose values are read when somebody scrapes: all of them from one reading. When that fails or takes
 * too long they have no values at that scrape, for an old value would pass for a new one; nothing else of `/metrics`
 * suffers from it.
 *
 * @param read what it costs is paid at most once per `maxAgeMs`, however many scrape
 */
export function gaugesOnScrape<T>(
  gauges: readonly GaugeOnScrape<T>[],
  read: () => Promise<T>,
  limits?: ReadingLimits,
): void {
  const reading = new SharedReading(read, limits);
  for (const { name, help, labelNames = [], samples } of gauges) {
    // An application that was here before in this process (in tests) has taken its sources with it.
    register.removeSingleMetric(name);
    const gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      collect: async () => {
        const value = await reading.get();
        gauge.reset();
        // Without labels, `reset` leaves a 0, which would be a lie.
        if (labelNames.length === 0) gauge.remove({});
        if (value === undefined) return;
        for (const { labels, value: number } of samples(value)) gauge.set(labels ?? {}, number);
      },
    });
  }
}
